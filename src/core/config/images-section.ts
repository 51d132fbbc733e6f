import type { ImageSettings } from "./config.ts";
import { shorten } from "./config-problem.ts";
import type { RawConfig } from "./config-schema.ts";
import type { Section } from "./section.ts";

/** What holds where the configuration says nothing. */
export const defaultImages: ImageSettings = { registry: "auto", hosts: [], mirror: null, mirrors: [] };

const hostPattern = /^(?:https?:\/\/)?(?:[a-z0-9][a-z0-9.-]{0,252}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** Reads `images:`: hosts without a path, and a mirror that can be asked. */
export function readImages(raw: NonNullable<RawConfig["images"]>, section: Section): ImageSettings {
  const hosts = (raw.hosts ?? []).map((host, position) => {
    if (!hostPattern.test(host)) {
      const message = `Expected a registry's host such as \`registry.example:5000\`, or \`http://\` and a host, found \`${shorten(host)}\`.`;
      section.refuse(["images", "hosts", position], "config/invalid-value", message);
    }
    return host.toLowerCase();
  });
  const mirrors = (raw.mirrors ?? []).map((host, position) => {
    if (!hostPattern.test(host) || host.includes("//")) {
      const message = `Expected a registry's host such as \`docker.example\`, found \`${shorten(host)}\`.`;
      section.refuse(["images", "mirrors", position], "config/invalid-value", message);
    }
    return host.toLowerCase();
  });
  const mirror = raw.mirror ?? defaultImages.mirror;
  if (mirror !== null && !isAddress(mirror)) {
    const message = "Expected an address that begins with `https:` or `http:` and carries no credentials.";
    section.refuse(["images", "mirror"], "config/invalid-value", message);
  }
  return { registry: raw.registry ?? defaultImages.registry, hosts, mirror, mirrors };
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search } = new URL(text);
  return (protocol === "https:" || protocol === "http:") && username === "" && password === "" && search === "";
}

/** Hosts that serve the images of others under their names: those that are said to, and the one that is asked in place of all. */
export function mirrorHosts({ mirror, mirrors }: ImageSettings): readonly string[] {
  return mirror !== null && URL.canParse(mirror) ? [...mirrors, new URL(mirror).host] : mirrors;
}
