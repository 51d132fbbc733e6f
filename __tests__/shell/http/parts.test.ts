import { describe, expect, it } from "@jest/globals";
import { authorizationFor, splitCredentials } from "../../../src/shell/http/credentials.ts";
import { netrcFor, parseNetrc } from "../../../src/shell/http/netrc.ts";
import { createNetworkPolicy } from "../../../src/shell/http/network-policy.ts";
import { proxyVariables } from "../../../src/shell/http/proxy-variables.ts";
import { redactText, redactUrl } from "../../../src/shell/http/redact-url.ts";
import { backoffMs, defaultRetries, isTransientStatus, retryAfterMs } from "../../../src/shell/http/retry.ts";
import { fc } from "../../support/fast-check.ts";

describe("redactUrl", () => {
  it.each([
    ["https://me:pw@host/a?b=1#c", "https://host/a?b=1"],
    ["https://host/a?X-Amz-Signature=abc&x=1", "https://host/a?X-Amz-Signature=hidden&x=1"],
    ["//me:pw@host/ a", "//host/ a"],
  ])("%s", (url, shown) => expect(redactUrl(url)).toBe(shown));

  it("never shows a password, wherever it stands in a text", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9!$&'()*+,;=:%]{1,20}$/), (password) => {
        const shown = redactText(`failed: https://user:SECRET${password}@host/x and more`);
        expect(shown).not.toContain("SECRET");
      }),
    );
  });
});

describe("retries", () => {
  it("knows which statuses pass", () => {
    expect([200, 404, 408, 425, 429, 500, 501, 502, 503, 504, 505].filter(isTransientStatus)).toEqual([
      408, 425, 429, 500, 502, 503, 504,
    ]);
  });

  it("reads Retry-After as seconds and as a date", () => {
    const now = Date.parse("Wed, 21 Oct 2026 07:28:00 GMT");
    expect(retryAfterMs("120", now)).toBe(120_000);
    expect(retryAfterMs("Wed, 21 Oct 2026 07:28:30 GMT", now)).toBe(30_000);
    expect(retryAfterMs("Wed, 21 Oct 2020 07:28:30 GMT", now)).toBe(0);
    for (const nonsense of ["soon", "-1", "", "1e9", null]) expect(retryAfterMs(nonsense, now)).toBeNull();
  });

  it("never waits longer than its window", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        (next, random) => {
          const wait = backoffMs(defaultRetries, next, random);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThan(defaultRetries.longestMs);
        },
      ),
    );
  });
});

describe("credentials", () => {
  const scope = (pathPrefix: string, username: string) => ({
    origin: "https://host",
    pathPrefix,
    username,
    password: "p",
  });
  const user = (url: string): string | undefined => {
    const value = authorizationFor(new URL(url), [scope("/", "all"), scope("/team/simple/", "team")]);
    return value === null ? undefined : Buffer.from(value.slice(6), "base64").toString().split(":")[0];
  };

  it("takes the longest path above the address", () => {
    expect(user("https://host/team/simple/torch/")).toBe("team");
    expect(user("https://host/team/simple")).toBe("team");
    expect(user("https://host/team/simplex")).toBe("all");
    expect(user("https://host/team/simple/%2e%2e/other/")).toBe("all");
  });

  it("knows neither another port, scheme nor host", () => {
    for (const url of ["http://host/", "https://host:444/", "https://host.evil/", "https://evil/host/"])
      expect(user(url)).toBeUndefined();
  });

  it("splits a URL", () => {
    expect(splitCredentials("https://a%40b:c%3Ad@host/simple/")).toEqual({
      url: "https://host/simple/",
      scope: { origin: "https://host", pathPrefix: "/simple/", username: "a@b", password: "c:d" },
    });
  });
});

describe("parseNetrc", () => {
  it("reads machines, the default, comments, quotes and macros", () => {
    const entries = parseNetrc(
      '# of the team\nmachine one.example login me password "s3 cret"\nmachine two.example\n  login you # inline\n  account x\n  password p#w\nmacdef init\nmachine not.one login z\n\ndefault login anonymous password user@site\n',
    );
    expect(entries).toEqual([
      { machine: "one.example", login: "me", password: "s3 cret" },
      { machine: "two.example", login: "you", password: "p#w" },
      { machine: null, login: "anonymous", password: "user@site" },
    ]);
    expect(netrcFor(entries, "two.example")?.login).toBe("you");
    expect(netrcFor(entries, "three.example")?.login).toBe("anonymous");
  });

  it("takes any text", () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseNetrc(text))));
  });
});

describe("createNetworkPolicy", () => {
  const policy = createNetworkPolicy({ trusted: ["https://pypi.org/simple", "http://10.1.2.3:8080/simple"] });
  it.each([
    ["https://files.pythonhosted.org/x", true],
    ["http://10.1.2.3:8080/x", true],
    ["https://10.1.2.3/x", true],
    ["http://pypi.org/simple", false],
    ["http://10.1.2.3:8081/x", false],
    ["https://10.1.2.4/x", false],
    ["https://127.0.0.1/x", false],
    ["https://localhost/x", false],
    ["https://[::1]/x", false],
    ["https://[::ffff:127.0.0.1]/x", false],
    ["https://0x7f000001/x", false],
    ["https://169.254.169.254/latest", false],
    ["https://168.63.129.16/metadata", false],
    ["https://192.0.0.192/opc", false],
    ["https://255.255.255.255/x", false],
    ["https://[64:ff9b::169.254.169.254]/latest", false],
    ["https://[64:ff9b::203.0.113.9]/x", true],
    ["https://[::127.0.0.1]/x", false],
    ["https://[::203.0.113.9]/x", true],
    ["https://[::ffff:0:10.1.2.4]/x", false],
    ["https://[2002:a9fe:a9fe::1]/latest", false],
    ["https://[2002:cb00:7109::1]/x", true],
    ["https://[fe80::1]/x", false],
    ["https://[fd00::1]/x", false],
    ["file:///etc/passwd", false],
    ["ftp://host/x", false],
  ])("%s", (url, allowed) => expect(policy.allowUrl(new URL(url)) === null).toBe(allowed));

  it("refuses a public name that points inside", () => {
    expect(policy.allowAddress("evil.example", "192.168.0.1")).toContain("private network");
    expect(policy.allowAddress("evil.example", "203.0.113.9")).toBeNull();
  });

  it("lets an index on the loopback keep its files on another port of it", () => {
    expect(
      createNetworkPolicy({ trusted: ["http://127.0.0.1:1/simple"] }).allowUrl(new URL("http://127.0.0.1:2/x")),
    ).toBeNull();
  });
});

describe("proxyVariables", () => {
  it("finds no proxy where none is set", () => expect(proxyVariables({ NO_PROXY: "*", https_proxy: "" })).toBeNull());
  it("prefers lower case and falls back to all_proxy", () => {
    expect(
      proxyVariables({ https_proxy: "http://low", HTTPS_PROXY: "http://high", ALL_PROXY: "all:3128", no_proxy: "x" }),
    ).toEqual({
      httpProxy: "http://all:3128",
      httpsProxy: "http://low",
      noProxy: "x",
    });
  });
});
