/** What goes wrong instead of the answer, or on the way. */
export type Fault =
  | { readonly kind: "status"; readonly status: 500 | 502 | 503 }
  /** The connection dies before a byte of the answer. */
  | { readonly kind: "reset" }
  /** The work is done, then the connection dies: what makes a repeated write dangerous. */
  | { readonly kind: "reset-after-work" }
  | { readonly kind: "truncated-json" }
  /** Something else is done first; the answer comes after it. */
  | { readonly kind: "meanwhile"; readonly work: () => Promise<unknown> }
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "primary-limit"; readonly status: 403 | 429; readonly resetIn: number }
  /** `retryAfter` in seconds; null leaves the header out, as GitHub sometimes does. */
  | { readonly kind: "secondary-limit"; readonly status: 403 | 429; readonly retryAfter: number | null }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Record<string, string>;
    };

interface Planned {
  readonly method: string | null;
  readonly path: RegExp;
  readonly fault: Fault;
  times: number;
}

export interface Faults {
  /** For the next `times` requests whose method and path fit. */
  plan(method: string | null, path: RegExp, fault: Fault, times?: number): void;
  next(method: string, path: string): Fault | null;
}

export function createFaults(): Faults {
  const planned: Planned[] = [];
  return {
    plan(method, path, fault, times = 1) {
      planned.push({ method, path, fault, times });
    },
    next(method, path) {
      const found = planned.find(
        (plan) => plan.times > 0 && (plan.method === null || plan.method === method) && plan.path.test(path),
      );
      if (found === undefined) return null;
      found.times -= 1;
      return found.fault;
    },
  };
}
