import { gzipSync } from "node:zlib";
import { createTarReader } from "../../src/core/index/tar-reader.ts";
import { readMembers } from "../../src/shell/index/sdist-source.ts";
import { readWheelMetadata } from "../../src/shell/index/wheel-metadata.ts";
import { memoryArchive } from "../../src/shell/index/zip-bytes.ts";
import { buildTar, buildWheel, buildZip } from "../support/archives.ts";
import { fuzz } from "../support/fuzz.ts";

const wheel = buildWheel({ name: "a", version: "1.0", requires: ["b>=1"] });
const members = [
  { name: "a-1.0/PKG-INFO", content: "Metadata-Version: 2.1\nName: a\nVersion: 1.0\n" },
  { name: "a-1.0/a.egg-info/requires.txt", content: "b\n[x]\nc\n" },
  { name: `a-1.0/${"n".repeat(150)}/setup.py`, content: "" },
  { name: "PaxHeader", content: "22 path=a-1.0/long.txt\n", type: "x" },
  { name: "a-1.0/short.txt", content: "x".repeat(700) },
];

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
}

const fileNamed = (filename: string) => ({
  filename,
  url: `https://h.example/${filename}`,
  index: "https://h.example/simple/",
  hashes: {},
  requiresPython: null,
  yanked: null,
  uploadTime: null,
  size: null,
  coreMetadata: null,
});

const zipPieces = [
  "PK\u0005\u0006",
  "PK\u0001\u0002",
  "PK\u0003\u0004",
  "PK\u0006\u0006",
  "PK\u0006\u0007",
  "\u0000",
  "\u0000".repeat(16),
  "a-1.0.dist-info/METADATA",
  "Name: a\nVersion: 1.0\n",
  "\u007f",
];

fuzz({
  name: "a wheel",
  read: (bytes) => readWheelMetadata(wheel.filename, memoryArchive(bytes)),
  seeds: [
    wheel.bytes,
    buildZip([{ name: "a-1.0.dist-info/METADATA", content: wheel.metadata, stored: true }], { zip64: true }),
  ],
  pieces: zipPieces,
});

fuzz({
  name: "a source archive that is a zip",
  read: (bytes) => readMembers(fileNamed("a-1.0.zip"), inPieces(bytes)),
  seeds: [buildZip(members.filter(({ type }) => type === undefined))],
  pieces: zipPieces,
});

fuzz({
  name: "a tar",
  read(bytes) {
    const reader = createTarReader({ wants: () => true, found: () => false });
    reader.push(bytes.subarray(0, 100));
    reader.push(bytes.subarray(100));
    return reader.mayEnd();
  },
  seeds: [buildTar(members)],
  pieces: [
    buildTar([{ name: "a/b", content: "" }])
      .subarray(0, 512)
      .toString("latin1"),
    "\u0000",
    "a-1.0/PKG-INFO",
    "0000644\u0000",
    "00000000001\u0000",
    "ustar\u000000",
    "30 path=",
    "9 size=1\n",
    "\u0000".repeat(512),
  ],
});

fuzz({
  name: "a compressed source archive",
  read: (bytes) => readMembers(fileNamed("a-1.0.tar.gz"), inPieces(bytes)),
  seeds: [gzipSync(buildTar(members)), Buffer.concat([gzipSync(buildTar(members)), gzipSync(buildTar(members))])],
  pieces: ["\u001f\u008b\u0008\u0000", "\u0000", "\u00ff", "PKG-INFO"],
});
