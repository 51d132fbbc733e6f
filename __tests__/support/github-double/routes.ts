import type { Accepted } from "./access.ts";
import type { Answer, Call, RepositoryCall } from "./answer.ts";

/** One endpoint. `{name}` takes a segment, `{+name}` takes the rest of the path with its slashes. */
export type Route =
  | {
      readonly kind: "repository";
      readonly method: string;
      readonly path: string;
      readonly accepted: Accepted;
      handle(call: RepositoryCall): Answer | Promise<Answer>;
    }
  | {
      readonly kind: "global";
      readonly method: string;
      readonly path: string;
      handle(call: Call): Answer | Promise<Answer>;
    };

export interface Match {
  readonly route: Route;
  readonly parameters: ReadonlyMap<string, string>;
}

export function findRoute(routes: readonly Route[], method: string, path: string): Match | null {
  for (const route of routes) {
    if (route.method !== method) continue;
    const parameters = matchPath(route.path, path);
    if (parameters !== null) return { route, parameters };
  }
  return null;
}

function matchPath(template: string, path: string): ReadonlyMap<string, string> | null {
  const wanted = template.split("/");
  const given = path.split("/");
  const parameters = new Map<string, string>();
  for (const [at, part] of wanted.entries()) {
    const rest = /^\{\+(\w+)\}$/.exec(part)?.[1];
    if (rest !== undefined) {
      const value = given.slice(at).join("/");
      if (value === "") return null;
      parameters.set(rest, decodeURIComponent(value));
      return parameters;
    }
    const segment = given[at];
    if (segment === undefined) return null;
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== segment : segment === "") return null;
    if (name !== undefined) parameters.set(name, decodeURIComponent(segment));
  }
  return wanted.length === given.length ? parameters : null;
}
