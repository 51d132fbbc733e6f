import type { StatedEnvironment } from "../manifest/requirement.ts";
import { evaluateMarker, parseMarker } from "../python/marker.ts";
import { markerEnvironment } from "../python/marker-environment.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import type { Target } from "./target.ts";

const mostNamed = 4;

/**
 * What is to be said where a target is none of the environments that `[tool.uv]` declares: uv locks for `environments` and refuses to install
 * elsewhere, and makes sure of wheels for `required-environments` alone (uv's documentation, "Settings").
 */
export function outsideOfEnvironments(target: Target, stated: readonly StatedEnvironment[]): readonly NotAssessed[] {
  const environment = markerEnvironment(target);
  const holds = ({ text }: StatedEnvironment): boolean => {
    const marker = parseMarker(text);
    return marker.ok && evaluateMarker(marker.value, environment, new Set());
  };
  const what = `Environment of target \`${target.id}\``;
  const here = `${target.os}/${target.arch} with Python ${target.python.major}.${target.python.minor}`;
  for (const required of [false, true]) {
    const listed = stated.filter((one) => one.required === required);
    const [first] = listed;
    if (first === undefined) continue;
    if (listed.some(holds)) return [];
    const named = listed.slice(0, mostNamed).map(({ text }) => `\`${text}\``);
    const more = listed.length > mostNamed ? ` and ${listed.length - mostNamed} more` : "";
    const field = required ? "tool.uv.required-environments" : "tool.uv.environments";
    const means = required ? "uv makes sure of no wheels for it" : "uv neither locks nor installs for it";
    const why = `\`${field}\` in ${first.origin.file}:${first.origin.line} is ${named.join(", ")}${more}, and the target is ${here}: ${means}.`;
    return [{ what, why }];
  }
  return [];
}
