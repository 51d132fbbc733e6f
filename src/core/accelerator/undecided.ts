import type { NotAssessed } from "../resolution/resolution.ts";
import { accelerated, type CudaCarrier } from "./accelerated.ts";
import type { EvidenceFacts } from "./cuda-evidence.ts";
import { formatCuda } from "./cuda-version.ts";
import { driverVerdict } from "./driver-verdict.ts";
import { gpuDriverVerdict } from "./gpu-driver-verdict.ts";
import { sentence } from "./sentence.ts";
import { capabilitiesOf, codeOnTarget, driverOf } from "./serving.ts";
import { wheelCode } from "./wheel-code.ts";

/** What is not known of the packages, and what therefore could not be decided, although the target says what it has. */
export function unknownOfPackages(facts: EvidenceFacts): {
  readonly packages: readonly NotAssessed[];
  readonly verdicts: readonly NotAssessed[];
} {
  const { carriers, unknown } = accelerated(facts);
  return {
    packages: unknown.map(({ pkg, why }) => ({ what: `CUDA of ${pkg.name} ${pkg.version.text}`, why: `${why}.` })),
    verdicts: carriers.flatMap((carrier) => undecided(facts, carrier)),
  };
}

/** What stays open for one package although the target says what it has. */
function undecided({ tables, target }: EvidenceFacts, { pkg, cuda }: CudaCarrier): readonly NotAssessed[] {
  const entries: NotAssessed[] = [];
  const driver = driverOf(target);
  const subject = `${pkg.name} ${pkg.version.text} (CUDA ${formatCuda(cuda)})`;
  if (driver !== null) {
    const verdict = driverVerdict(tables, { driver, os: target.os, cuda });
    if (verdict.kind === "unknown")
      entries.push({ what: `${subject} on driver ${driver.text}`, why: sentence(verdict.why) });
  }
  const code = wheelCode(tables, target, pkg);
  const capabilities = capabilitiesOf(target);
  if (code.kind === "unknown") {
    if (capabilities.length > 0) entries.push({ what: `GPU code of ${subject}`, why: sentence(code.why) });
    return entries;
  }
  for (const { capability, names } of capabilities) {
    const verdict = codeOnTarget(tables, target, code, cuda, capability);
    if (verdict.kind === "unknown") entries.push({ what: `${subject} on ${names}`, why: sentence(verdict.why) });
    const support = driver === null ? null : gpuDriverVerdict(tables, capability, driver);
    if (support?.kind === "unknown")
      entries.push({ what: `driver ${driver?.text} for ${names}`, why: sentence(support.why) });
  }
  return entries;
}
