import { homedir, platform } from "node:os";
import { isAbsolute, join } from "node:path";

/** `PINWARDEN_CACHE_DIR`, else the platform's place for caches: XDG's on Linux, `Library/Caches`, `LocalAppData`. */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment["PINWARDEN_CACHE_DIR"];
  if (named !== undefined && named !== "") return named;
  const xdg = environment["XDG_CACHE_HOME"];
  // The XDG base directory specification has relative paths ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, "pinwarden");
  const home = environment["HOME"] ?? homedir();
  if (platform() === "darwin") return join(home, "Library", "Caches", "pinwarden");
  if (platform() === "win32")
    return join(environment["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "pinwarden", "cache");
  return join(home, ".cache", "pinwarden");
}
