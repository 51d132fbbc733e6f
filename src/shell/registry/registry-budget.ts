/** What one run may ask of registries, however many images its manifests name. */
export interface RegistryLimits {
  /** Registries that neither policy nor the list below names. */
  readonly strangers: number;
  /** Manifests and configurations together; an image is two or three. */
  readonly bodies: number;
  /** Milliseconds in which answers are awaited, those that are awaited side by side counted once. */
  readonly ms: number;
}

const usual: RegistryLimits = { strangers: 8, bodies: 768, ms: 60_000 };

/** Public registries whose operators answer for them: many images of one run are no sign of anything. */
const wellKnown: ReadonlySet<string> = new Set(
  [
    "registry-1.docker.io",
    "ghcr.io",
    "quay.io",
    "nvcr.io",
    "gcr.io",
    "mcr.microsoft.com",
    "public.ecr.aws",
    "registry.k8s.io",
  ].map((host) => `https://${host}`),
);

export interface RegistryBudget {
  /**
   * What `ask` gives, or a clause why it was not called. `stranger` is the base address of the registry where policy does not name it, and
   * null where it does.
   */
  run<T>(stranger: string | null, ask: () => Promise<T>): Promise<T | string>;
}

/**
 * Keeps a pull request from making a run wait: with a thousand Dockerfiles it could name a thousand hosts, each of which takes its time
 * for every answer. What is not asked is not known, and said so.
 */
export function createRegistryBudget(limits: Partial<RegistryLimits> = {}): RegistryBudget {
  const { strangers, bodies, ms } = { ...usual, ...limits };
  const named = new Set<string>();
  let asked = 0;
  let awaited = 0;
  let waited = 0;
  let since = 0;

  function refusal(stranger: string | null): string | null {
    const spent = waited + (awaited > 0 ? performance.now() - since : 0);
    if (spent >= ms) return `registries have ${ms / 1000} seconds of a run, and they are over`;
    if (asked >= bodies) return `a run reads at most ${bodies} manifests and configurations`;
    if (stranger === null || wellKnown.has(stranger) || named.has(stranger)) return null;
    if (named.size < strangers) return null;
    return `a run asks at most ${strangers} registries that \`images.hosts\` does not name`;
  }

  return {
    async run(stranger, ask) {
      const why = refusal(stranger);
      if (why !== null) return why;
      if (stranger !== null && !wellKnown.has(stranger)) named.add(stranger);
      asked += 1;
      if (awaited === 0) since = performance.now();
      awaited += 1;
      try {
        return await ask();
      } finally {
        awaited -= 1;
        if (awaited === 0) waited += performance.now() - since;
      }
    },
  };
}
