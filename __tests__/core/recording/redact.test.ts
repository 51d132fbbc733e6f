import { describe, expect, it } from "@jest/globals";
import { withoutCredentials, withoutSecrets } from "../../../src/core/recording/credentials.ts";
import { redacted } from "../../../src/core/recording/redact.ts";

describe("withoutCredentials", () => {
  it.each([
    ["https://me:pw@pypi.corp/simple", "https://pypi.corp/simple"],
    ["https://token@pypi.corp/simple", "https://pypi.corp/simple"],
    ['"--index-url https://me:p%40w@pypi.corp/s\\nx"', '"--index-url https://pypi.corp/s\\nx"'],
    ["git+ssh://git@github.com/a/b", "git+ssh://git@github.com/a/b"],
    ["ssh://git:pw@github.com/a/b", "ssh://github.com/a/b"],
    ["https://${USER}:${TOKEN}@pypi.corp/simple", "https://${USER}:${TOKEN}@pypi.corp/simple"],
    ["https://pypi.corp/a@b/c", "https://pypi.corp/a@b/c"],
    ["https://s3.corp/x.whl?X-Amz-Signature=abc&y=1", "https://s3.corp/x.whl?X-Amz-Signature=hidden&y=1"],
    ["numpy @ https://x/y", "numpy @ https://x/y"],
  ])("of %j leaves %j", (text, wanted) => {
    expect(withoutCredentials(text)).toBe(wanted);
  });

  it("takes time in proportion to the text", () => {
    const hostile = [
      `https://${"a:".repeat(50_000)}`,
      "a".repeat(100_000),
      "https://".repeat(20_000),
      "TOKEN_".repeat(20_000),
    ];
    for (const text of hostile) expect(withoutSecrets(text).length).toBeGreaterThan(0);
  });
});

describe("withoutSecrets", () => {
  it.each([
    ["ENV HF_TOKEN=abcdef123", "ENV HF_TOKEN=hidden"],
    ["password: hunter22", "password: hidden"],
    ["ghp_0123456789abcdefghij", "hidden"],
    ["ENV TOKENIZERS_PARALLELISM=false", "ENV TOKENIZERS_PARALLELISM=false"],
    ["tokenizers==0.20", "tokenizers==0.20"],
    ["RUN --token=$TOKEN", "RUN --token=$TOKEN"],
  ])("of %j leaves %j", (text, wanted) => {
    expect(withoutSecrets(text)).toBe(wanted);
  });
});

describe("redacted", () => {
  it.each([
    ["https://pypi.corp.example:8443/simple/", "https://private-1.invalid/simple/"],
    [
      "https://pypi.org/simple/ and https://files.pythonhosted.org/x",
      "https://pypi.org/simple/ and https://files.pythonhosted.org/x",
    ],
    ["http://nexus/simple nexus==1.0", "http://private-1.invalid/simple nexus==1.0"],
    [
      "https://a.corp/x https://B.corp/y https://A.CORP/z",
      "https://private-1.invalid/x https://private-2.invalid/y https://private-1.invalid/z",
    ],
    [
      'FROM registry.corp:5000/a:1\n"registry.corp:5000/a:1 linux/x86_64":{}',
      'FROM private-1.invalid/a:1\n"private-1.invalid/a:1 linux/x86_64":{}',
    ],
    [
      'FROM ghcr.io/a:1\n"ghcr.io/a:1 linux/x86_64":{"why":"`https://ghcr.io/v2/a`"}',
      'FROM ghcr.io/a:1\n"ghcr.io/a:1 linux/x86_64":{"why":"`https://ghcr.io/v2/a`"}',
    ],
    ["git@git.corp.example:team/x", "git@private-1.invalid:team/x"],
    ["http://a.corp:80/x a.corp:80 answered 500", "http://private-1.invalid/x private-1.invalid answered 500"],
    ["http://[::1]:8080/simple/", "http://private-1.invalid/simple/"],
    ["file:///srv/wheels/x-1.0.whl /srv/wheels /srv/wheels2", "file:///folder-2/x-1.0.whl /folder-2 /srv/wheels2"],
    ["/home/me/repo/a.txt", "/folder-1/a.txt"],
  ])("of %j leaves %j", (text, wanted) => {
    expect(redacted(text, ["/home/me/repo"])).toBe(wanted);
  });
});
