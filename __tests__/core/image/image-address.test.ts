import { describe, expect, it } from "@jest/globals";
import { parseImageAddress, servingHost } from "../../../src/core/image/image-address.ts";
import { fc } from "../../support/fast-check.ts";

const digest = `sha256:${"a".repeat(64)}`;

const shown = (text: string): string | null => {
  const read = parseImageAddress(text);
  if (read === null) return null;
  const { host, repository, wanted } = read;
  return `${host} ${repository} ${wanted.kind === "tag" ? wanted.tag : wanted.digest}`;
};

describe("where an image is asked for", () => {
  it.each([
    ["python", "docker.io library/python latest"],
    ["python:3.11-slim", "docker.io library/python 3.11-slim"],
    ["rayproject/ray:2.9.0", "docker.io rayproject/ray 2.9.0"],
    ["docker.io/nvidia/cuda:12.4.1-base", "docker.io nvidia/cuda 12.4.1-base"],
    ["index.docker.io/python", "docker.io library/python latest"],
    ["docker://nvcr.io/nvidia/pytorch:25.09-py3", "nvcr.io nvidia/pytorch 25.09-py3"],
    ["localhost/a", "localhost a latest"],
    ["localhost:5000/a/b_c--d.e:x", "localhost:5000 a/b_c--d.e x"],
    ["[::1]:5000/a", "[::1]:5000 a latest"],
    [
      "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-gpu",
      "763104351884.dkr.ecr.us-east-1.amazonaws.com pytorch-inference 2.6.0-gpu",
    ],
    [`team/model:1@${digest}`, `docker.io team/model ${digest}`],
    [`ghcr.io/a/b@${digest}`, `ghcr.io a/b ${digest}`],
  ])("reads %s", (text, wanted) => expect(shown(text)).toBe(wanted));

  it.each([
    "",
    "$BASE",
    "a b",
    "Python",
    "host.example/",
    "host.example/a/../b",
    "host.example/a//b",
    "host.example/a%2fb",
    "host.example/a?x=1",
    "user@host.example/a",
    "user:pass@host.example/a:1",
    "host.example:99999999/a",
    "a:tag with space",
    `a:${"t".repeat(129)}`,
    "a@md5:0123",
    `a@${digest}@${digest}`,
    "http://host.example/a",
    "ho#st.example/a",
    "x".repeat(600),
  ])("refuses %s", (text) => expect(parseImageAddress(text)).toBeNull());

  it("never gives more than a host and a path to an address", () => {
    const part = fc.stringMatching(/^[a-z0-9.:/@#?%$\\[\] _-]{0,40}$/);
    fc.assert(
      fc.property(part, (text) => {
        const read = parseImageAddress(text);
        if (read === null) return;
        const reference = read.wanted.kind === "tag" ? read.wanted.tag : read.wanted.digest;
        const url = new URL(`https://${servingHost(read.host)}/v2/${read.repository}/manifests/${reference}`);
        expect([url.pathname, url.search, url.hash, url.username]).toEqual([
          `/v2/${read.repository}/manifests/${reference}`,
          "",
          "",
          "",
        ]);
      }),
    );
  });
});
