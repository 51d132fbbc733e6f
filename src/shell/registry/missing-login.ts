/** What is known of a login for a registry's host. */
export interface LoginPlace {
  /** As a reference spells it. */
  readonly host: string;
  /** Whether policy names the host, so that a login may be sent there. */
  readonly isNamed: boolean;
  /** Whether another address is asked in its place, which is sent no login. */
  readonly isMirrored: boolean;
}

/** `123456789012.dkr.ecr.us-east-1.amazonaws.com`, as SageMaker's images have it; a private one gives nothing to anybody without a login. */
const amazonRegistry = /^\d{12}\.dkr\.ecr(?:-fips)?\.([a-z0-9-]{1,32})\.amazonaws\.com(?:\.cn)?$/;

/** A registry that answers 401 and was sent no login: a clause that says what is missing, and where it would be put. */
export function missingLogin({ host, isNamed, isMirrored }: LoginPlace): string {
  const asks = "it asks for a login (401)";
  if (isMirrored) return `${asks}, and a mirror is sent none`;
  const region = amazonRegistry.exec(host)?.[1];
  const user =
    region === undefined
      ? ""
      : `: Amazon ECR takes the user \`AWS\` with the token of \`aws ecr get-login-password --region ${region}\``;
  const held = "Docker's `config.json` holds none for it";
  return isNamed ? `${asks}, and ${held}${user}` : `${asks}, and \`images.hosts\` does not name \`${host}\`${user}`;
}

/** A login that was sent and did not open the door. Amazon's tokens hold for 12 hours (Amazon ECR user guide, private registry authentication). */
export function refusedLogin({ host }: LoginPlace): string {
  const hint = amazonRegistry.test(host) ? ": a token of Amazon ECR holds for 12 hours" : "";
  return `the login that Docker's \`config.json\` holds for it was refused${hint}`;
}
