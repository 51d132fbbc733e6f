import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "tls");

/** Signed by itself, for `localhost` and 127.0.0.1, and good for nothing but tests on the loopback. */
export const certificatePath = join(folder, "localhost.cert.pem");
export const tlsFixture = {
  cert: readFileSync(certificatePath),
  key: readFileSync(join(folder, "localhost.key.pem")),
};
