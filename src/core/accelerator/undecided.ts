import type { NotAssessed } from "../resolution/resolution.ts";
import { accelerated } from "./accelerated.ts";
import type { EvidenceFacts } from "./cuda-evidence.ts";
import { formatCuda } from "./cuda-version.ts";
import { gpuDriverVerdict } from "./gpu-driver-verdict.ts";
import { sentence } from "./sentence.ts";
import { type ServedCarrier, served } from "./served.ts";
import { driverOf } from "./serving.ts";

/** What is not known of the packages, and what therefore could not be decided, although the target says what it has. */
export function unknownOfPackages(facts: EvidenceFacts): {
  readonly packages: readonly NotAssessed[];
  readonly verdicts: readonly NotAssessed[];
} {
  const { unknown } = accelerated(facts);
  return {
    packages: unknown.map(({ pkg, why }) => ({ what: `CUDA of ${pkg.name} ${pkg.version.text}`, why: `${why}.` })),
    verdicts: served(facts).carriers.flatMap((carrier) => undecided(facts, carrier)),
  };
}

/** What stays open for one package although the target says what it has. */
function undecided(
  { tables, target }: EvidenceFacts,
  { pkg, cuda, code, onDriver, onGpus }: ServedCarrier,
): readonly NotAssessed[] {
  const entries: NotAssessed[] = [];
  const driver = driverOf(target);
  const subject = `${pkg.name} ${pkg.version.text} (CUDA ${formatCuda(cuda)})`;
  if (driver !== null && onDriver?.kind === "unknown")
    entries.push({ what: `${subject} on driver ${driver.text}`, why: sentence(onDriver.why) });
  if (code.kind === "unknown") {
    if (onGpus.length > 0) entries.push({ what: `GPU code of ${subject}`, why: sentence(code.why) });
    return entries;
  }
  for (const { capability, names, verdict } of onGpus) {
    if (verdict.kind === "unknown") entries.push({ what: `${subject} on ${names}`, why: sentence(verdict.why) });
    const support = driver === null ? null : gpuDriverVerdict(tables, capability, driver);
    if (support?.kind === "unknown")
      entries.push({ what: `driver ${driver?.text} for ${names}`, why: sentence(support.why) });
  }
  return entries;
}
