import { createHash } from "node:crypto";
import { choosePlatform, platformNames, registryPlatform } from "../../core/image/choose-platform.ts";
import { digestPattern, type ImageAddress, parseImageAddress, servingHost } from "../../core/image/image-address.ts";
import { readImageConfiguration } from "../../core/image/image-config.ts";
import { type Manifest, manifestTypes, readManifest } from "../../core/image/manifest.ts";
import { type ImageAnswer, type ImageQuestion, type Layer, questionKey } from "../../core/image/registry-image.ts";
import { withoutTrailingSlashes } from "../../core/trailing.ts";
import type { DiskCache } from "../cache/disk-cache.ts";
import type { Http } from "../http/http.ts";
import type { FindLogin } from "./docker-credentials.ts";
import type { ImageSource } from "./image-source.ts";
import { type Fetched, RegistryAccess, type RepositoryPlace, repositoryKey, type Wanted } from "./registry-access.ts";
import { createRegistryBudget, type RegistryLimits } from "./registry-budget.ts";

export interface RegistryClientOptions {
  /** To what policy names, with `createRegistryPolicy` over those addresses. */
  readonly http: Http;
  /**
   * To what anybody may name, with a policy that names nothing: a redirect or a token service of a stranger's registry must not lead to
   * where only policy may.
   */
  readonly strangers: Http;
  readonly cache: DiskCache;
  /** Nothing is asked: what the cache holds is all there is. */
  readonly offline: boolean;
  /** ISO 8601: the moment of the run. */
  readonly now: string;
  /** Hosts that policy names, as `registry.example:5000` or `http://localhost:5000`. They alone are sent a login. */
  readonly hosts: readonly string[];
  /** Base address that is asked in place of every registry; null for none. */
  readonly mirror: string | null;
  readonly login: FindLogin;
  readonly limits?: Partial<RegistryLimits>;
}

/** Docker's own limit, which registries keep; a configuration of a long history has some hundred kilobytes. */
const largestManifest = 4 * 1024 * 1024;
const largestConfiguration = 8 * 1024 * 1024;

/** Milliseconds for which a tag is taken to name what it named: registries count the manifests that are asked for. */
const tagKeptMs = 60 * 60 * 1000;

const bucket = "image-1";

/** Something that could not be had; `Error` only within this file. */
class NotHad extends Error {}

/** A body of more bytes is read and not kept on the disk: those of real images have some kilobytes. */
const largestKept = 1024 * 1024;

interface Held {
  readonly digest: string;
  readonly body: Uint8Array;
  /** Day on which the registry named it. */
  readonly asOf: string;
}

/** What of it is kept for the run: the body may have megabytes. */
interface HeldManifest extends Omit<Held, "body"> {
  readonly manifest: Manifest;
}

/**
 * Asks registries for images by the OCI distribution specification: the manifest, the one for the platform where it is a list, and the
 * configuration. Every body that is asked for by its digest is verified, here and when it comes from the cache. An image is asked for
 * once, whoever wants to know.
 */
export function createRegistryClient(options: RegistryClientOptions): ImageSource {
  const access = new RegistryAccess();
  const budget = createRegistryBudget(options.limits);
  const answers = new Map<string, Promise<ImageAnswer>>();
  const manifests = new Map<string, Promise<HeldManifest>>();
  const lost = new Map<string, string>();

  return {
    ask(question) {
      const key = questionKey(question);
      const known = answers.get(key) ?? answer(question);
      answers.set(key, known);
      return known;
    },
  };

  async function answer(question: ImageQuestion): Promise<ImageAnswer> {
    const address = parseImageAddress(question.reference);
    if (address === null) return { kind: "unknown", why: "it is no reference to an image" };
    try {
      return await read(await placeOf(address), address, question);
    } catch (error) {
      if (error instanceof NotHad) return { kind: "unknown", why: error.message };
      throw error;
    }
  }

  async function read(place: RepositoryPlace, { wanted }: ImageAddress, question: ImageQuestion): Promise<ImageAnswer> {
    const reference = wanted.kind === "tag" ? wanted.tag : wanted.digest;
    const key = `${repositoryKey(place)} ${reference}`;
    const named = manifests.get(key) ?? manifestOf(place, wanted.kind, reference);
    manifests.set(key, named);
    const { asOf, ...first } = await named;
    let { digest, manifest } = first;
    const platform = registryPlatform(question.os, question.arch);
    const name = `${platform.os}/${platform.architecture}`;
    if (manifest.kind === "index") {
      const entry = choosePlatform(manifest.entries, platform);
      const offered = platformNames(manifest.entries).join(", ") || "no platform";
      if (entry === null) return { kind: "other-platform", why: `it has no image for ${name}: it has ${offered}` };
      digest = entry.digest;
      manifest = manifestIn(await byDigest(place, "manifests", digest, entry));
      if (manifest.kind === "index") throw new NotHad("its list of platforms leads to another list");
    }
    const { configuration, layers } = manifest;
    const config = await byDigest(place, "blobs", configuration.digest, configuration);
    const facts = readImageConfiguration(textOf(config.body));
    if (!facts.ok) throw new NotHad(facts.problem.message);
    const { os, architecture } = facts.value;
    if (os !== platform.os || architecture !== platform.architecture)
      return { kind: "other-platform", why: `it is an image for ${os}/${architecture}, and none for ${name}` };
    return {
      kind: "known",
      image: { ...facts.value, digest, configuration: configuration.digest, layers, asOf },
    };
  }

  async function manifestOf(place: RepositoryPlace, by: "tag" | "digest", reference: string): Promise<HeldManifest> {
    const held = await (by === "tag" ? byTag(place, reference) : byDigest(place, "manifests", reference));
    return { digest: held.digest, asOf: held.asOf, manifest: manifestIn(held) };
  }

  async function placeOf({ host, repository }: ImageAddress): Promise<RepositoryPlace> {
    const { mirror, hosts } = options;
    const listed = hosts.find((one) => hostOf(one) === host);
    const own = listed !== undefined && /^https?:\/\//.test(listed) ? listed : `https://${servingHost(host)}`;
    const base = withoutTrailingSlashes(mirror ?? own);
    // `registry:99999`, `1.2.3.4.5` and `[1::2::3]` are hosts to a reference's grammar, and to nobody else.
    if (!URL.canParse(base)) throw new NotHad(`\`${host}\` is no host that could be asked`);
    // A login is for the registry that it was made for, and is only given where policy names that registry.
    const login = mirror === null && listed !== undefined ? await options.login(host) : null;
    return {
      http: mirror === null && listed === undefined ? options.strangers : options.http,
      base,
      repository,
      mirrored: mirror === null ? null : host,
      tokenOrigins: host === "docker.io" ? ["https://auth.docker.io"] : [],
      login,
      loginPlace: { host, isNamed: listed !== undefined, isMirrored: mirror !== null },
    };
  }

  /** What a tag names changes: its digest is kept for an hour, and longer for who may ask nothing. */
  async function byTag(place: RepositoryPlace, tag: string): Promise<Held> {
    const key = { bucket, key: `${repositoryKey(place)}:${tag}` };
    const at = Date.parse(options.now);
    const kept = await options.cache.read(key);
    const [digest, asOf] = kept === null ? [] : textOf(kept.body).split(" ");
    const age = at - Date.parse(asOf ?? "");
    if (digest !== undefined && asOf !== undefined && digestPattern.test(digest) && !Number.isNaN(age)) {
      if (options.offline || (age >= 0 && age < tagKeptMs)) {
        const body = await fromCache(place, digest);
        if (body !== null) return { digest, body, asOf: asOf.slice(0, 10) };
      }
    }
    const answered = await had(place, {
      path: "manifests",
      reference: tag,
      accept: manifestTypes.join(", "),
      maxBytes: largestManifest,
    });
    const announced = answered.headers.get("docker-content-digest");
    const own = digestOf(answered.body, "sha256");
    if (announced !== undefined && digestPattern.test(announced)) verify(answered.body, announced);
    options.cache.write(key, { notes: {}, body: Buffer.from(`${own} ${options.now}`) });
    keep(place, own, answered.body);
    return { digest: own, body: answered.body, asOf: options.now.slice(0, 10) };
  }

  async function byDigest(
    place: RepositoryPlace,
    path: Wanted["path"],
    digest: string,
    descriptor: Layer | null = null,
  ): Promise<Held> {
    const asOf = options.now.slice(0, 10);
    const kept = await fromCache(place, digest);
    if (kept !== null) return { digest, body: kept, asOf };
    const maxBytes = path === "manifests" ? largestManifest : largestConfiguration;
    if (descriptor !== null && descriptor.size > maxBytes)
      throw new NotHad(`\`${digest}\` has ${descriptor.size} bytes, and at most ${maxBytes} are read`);
    const accept = path === "manifests" ? manifestTypes.join(", ") : "*/*";
    const { body } = await had(place, { path, reference: digest, accept, maxBytes });
    verify(body, digest);
    keep(place, digest, body);
    return { digest, body, asOf };
  }

  async function had(place: RepositoryPlace, wanted: Wanted): Promise<Extract<Fetched, { kind: "body" }>> {
    if (options.offline) throw new NotHad("`--offline` asks nothing");
    const why = lost.get(place.base);
    if (why !== undefined) throw new NotHad(why);
    const stranger = place.http === options.strangers ? place.base : null;
    const answered = await budget.run(stranger, () => access.fetch(place, wanted));
    if (typeof answered === "string") throw new NotHad(answered);
    if (answered.kind === "body") return answered;
    if (answered.lost) lost.set(place.base, answered.why);
    throw new NotHad(answered.why);
  }

  async function fromCache(place: RepositoryPlace, digest: string): Promise<Uint8Array | null> {
    const entry = await options.cache.read({ bucket, key: contentKey(place, digest) });
    // A file of the cache is as little trusted as an answer: whoever can write there could state facts.
    return entry !== null && isOf(entry.body, digest) ? entry.body : null;
  }

  function keep(place: RepositoryPlace, digest: string, body: Uint8Array): void {
    if (body.byteLength <= largestKept)
      options.cache.write({ bucket, key: contentKey(place, digest) }, { notes: {}, body });
  }
}

/** With the repository: who knows the digest of somebody's private image learns nothing of it by another name. */
const contentKey = (place: RepositoryPlace, digest: string): string => `${repositoryKey(place)}@${digest}`;

function manifestIn({ body }: Held): Manifest {
  const read = readManifest(textOf(body));
  if (!read.ok) throw new NotHad(read.problem.message);
  return read.value;
}

function verify(body: Uint8Array, digest: string): void {
  if (!isOf(body, digest)) throw new NotHad(`what it answered is not \`${digest}\`: the digest of the body is another`);
}

const isOf = (body: Uint8Array, digest: string): boolean => digestOf(body, digest.split(":")[0] ?? "") === digest;

const digestOf = (body: Uint8Array, algorithm: string): string =>
  `${algorithm}:${createHash(algorithm).update(body).digest("hex")}`;

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** `http://localhost:5000` and `localhost:5000` name one registry. */
const hostOf = (text: string): string => withoutTrailingSlashes(text.replace(/^https?:\/\//, "")).toLowerCase();
