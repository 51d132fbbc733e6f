import { readFile } from "node:fs/promises";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

type Variables = Readonly<Record<string, string | undefined>>;

/** A bundle of certificates besides Node's own; null where the environment names none. */
export function certificateFile(environment: Variables): string | null {
  const file = environment["SSL_CERT_FILE"];
  // Node has read that one itself.
  return file === undefined || file === "" || file === environment["NODE_EXTRA_CA_CERTS"] ? null : file;
}

const contexts = new Map<string | null, Promise<SecureContext>>();

/**
 * Whom to trust: Node's authorities, which `NODE_EXTRA_CA_CERTS` extends, and `SSL_CERT_FILE` as OpenSSL's tools and uv know it. One
 * context for all connections of all clients: built for each, as without it, 48 of them cost 40 ms, and with a bundle of 150 certificates far more.
 */
export function trustedAuthorities(environment: Variables): Promise<SecureContext> {
  const file = certificateFile(environment);
  const known = contexts.get(file) ?? contextWith(file);
  contexts.set(file, known);
  return known;
}

async function contextWith(file: string | null): Promise<SecureContext> {
  const bundle = file === null ? null : await readFile(file, "utf8").catch(() => null);
  return createSecureContext(bundle === null ? {} : { ca: [...getCACertificates("default"), bundle] });
}
