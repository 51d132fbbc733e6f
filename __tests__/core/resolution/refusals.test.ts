import { describe, expect, it } from "@jest/globals";
import { type Asked, refusal } from "../../support/universe-text.ts";

/** A small world and what is asked of it, then the refusal word for word with its hints. */
interface Refusal {
  readonly universe: string;
  readonly requirements: string;
  readonly asked?: Asked;
  readonly told: string;
}

const refusals: Readonly<Record<string, Refusal>> = {
  "names a project that no index has": {
    universe: `
      gone absent
    `,
    requirements: "gone",
    told: `
      Because gone is not on https://index.test/simple/ and you require \`gone\` (requirements.txt:1), your requirements cannot be met together.
    `,
  },
  "merges the versions that ask for a newer Python, and finds the Python that would do": {
    universe: `
      app 1.0
        lib>=2
      lib 1.0 python=>=3.8
      lib 2.0 python=>=3.12
      lib 2.1 python=>=3.12
    `,
    requirements: "app",
    told: `
      Because lib>=2.0 needs Python >=3.12 (the target has 3.11.0) and app==1.0 needs \`lib>=2\`, app==1.0 cannot be used.
      So, because you require \`app\` (requirements.txt:1), your requirements cannot be met together.
      hint: It can be installed on Python 3.12.
    `,
  },
  "finds the Python that the wheels are for": {
    universe: `
      lib 1.0 wheel=cp312-cp312-manylinux_2_17_x86_64
      lib 2.0 wheel=cp313-cp313-manylinux_2_17_x86_64
    `,
    requirements: "lib",
    told: `
      Because lib 2.0 has only wheels for CPython 3.13, and the target has CPython 3.11; lib 1.0 has only wheels for CPython 3.12, and the target has CPython 3.11 and you require \`lib\` (requirements.txt:1), your requirements cannot be met together.
      hint: It can be installed on Python 3.12.
    `,
  },
  "names the platforms that there are wheels for": {
    universe: `
      lib 1.0 wheel=cp311-cp311-win_amd64 wheel=cp311-cp311-macosx_11_0_arm64
    `,
    requirements: "lib",
    told: `
      Because lib 1.0 has only wheels for macOS arm64 and Windows x86_64, and the target is Linux x86_64 and you require \`lib\` (requirements.txt:1), your requirements cannot be met together.
    `,
  },
  "follows requirements in a circle": {
    universe: `
      a 1.0
        b>=2
      b 1.0
        a
      b 2.0
        a>=2
    `,
    requirements: "a",
    told: `
      Because b==2.0 needs \`a>=2\` and a==1.0 needs \`b>=2\`, a==1.0 cannot be used.
      So, because no version of a matches \`>=2\` and you require \`a\` (requirements.txt:1), your requirements cannot be met together.
    `,
  },
  "tells two packages that hold a third apart": {
    universe: `
      x 1.0
        z<2
      y 1.0
        z>=2
      z 1.0
      z 2.0
    `,
    requirements: "x\ny",
    told: `
      Because y==1.0 needs \`z>=2\` and x==1.0 needs \`z<2\`, y==1.0 and x==1.0 cannot be used together.
      So, because you require \`x\` (requirements.txt:1) and \`y\` (requirements.txt:2), your requirements cannot be met together.
      hint: Without \`x\` (requirements.txt:1) the rest can be installed.
      hint: Without \`y\` (requirements.txt:2) the rest can be installed.
    `,
  },
  "tells two lines that leave nothing, and which of them to relax": {
    universe: `
      z 1.0
      z 2.0
      z 3.0
    `,
    requirements: "z<2\nz>=3",
    told: `
      Because you require \`z<2\` (requirements.txt:1) and \`z>=3\` (requirements.txt:2), your requirements cannot be met together.
      hint: Relaxing \`z<2\` (requirements.txt:1) would solve it: z 3.0 would be selected.
      hint: Relaxing \`z>=3\` (requirements.txt:2) would solve it: z 1.0 would be selected.
    `,
  },
  "names what is newer than the cut-off": {
    universe: `
      lib 1.0 uploaded=2026-06-01T00:00:00Z
    `,
    requirements: "lib",
    asked: { excludeNewer: "2026-01-01T00:00:00Z" },
    told: `
      Because lib 1.0 was not published before the cut-off and you require \`lib\` (requirements.txt:1), your requirements cannot be met together.
      hint: lib 1.0 exists and is newer than the cut-off, or carries no upload time.
    `,
  },
  "names what has only a source archive": {
    universe: `
      lib 1.0 sdist=assumed-egg-info
    `,
    requirements: "lib",
    asked: { sdists: "never" },
    told: `
      Because lib 1.0 has only a source archive, which policy passes over and you require \`lib\` (requirements.txt:1), your requirements cannot be met together.
      hint: lib 1.0 exists and has only a source archive, which this run passes over.
    `,
  },
  "names files whose hashes the manifest does not allow": {
    universe: `
      lib 1.0
    `,
    requirements: "lib --hash=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    told: `
      Because lib 1.0 has no file with a hash that the manifest allows and you require \`lib\` (requirements.txt:1), your requirements cannot be met together.
      hint: lib 1.0 exists, and none of its files has a hash that your manifest allows: if the hashes are old, write them anew.
    `,
  },
  "lays a conflict to the extra that brings it": {
    universe: `
      app 1.0
        lib<2; extra == "old"
      lib 1.0
      lib 2.0
    `,
    requirements: "app[old]\nlib>=2",
    told: `
      Because app[old]==1.0 needs \`lib<2\` and you require \`app[old]\` (requirements.txt:1), you need lib<2.
      So, because you require \`lib>=2\` (requirements.txt:2), your requirements cannot be met together.
      hint: Relaxing \`lib>=2\` (requirements.txt:2) would solve it: lib 1.0 would be selected.
      hint: Without \`app[old]\` (requirements.txt:1) the rest can be installed.
    `,
  },
  "says that only a line of the user's selects a yanked version": {
    universe: `
      app 1.0
        lib==2.0
      lib 1.0
      lib 2.0 yanked=leaks memory
    `,
    requirements: "app",
    told: `
      Because lib 2.0 was yanked (leaks) and app==1.0 needs \`lib==2.0\`, app==1.0 cannot be used.
      So, because you require \`app\` (requirements.txt:1), your requirements cannot be met together.
      hint: lib 2.0 exists and was yanked: only \`lib==2.0\` in a manifest of yours selects it.
    `,
  },
  "does not offer a pre-release below what is asked for": {
    universe: `
      app 1.0
        lib>=2
      lib 1.0
      lib 2.0b1
    `,
    requirements: "app",
    asked: { prereleases: "disallow" },
    told: `
      Because no version of lib matches \`>=2\` and app==1.0 needs \`lib>=2\`, app==1.0 cannot be used.
      So, because you require \`app\` (requirements.txt:1), your requirements cannot be met together.
    `,
  },
  "says what is wrong with metadata": {
    universe: `
      lib 1.0 metadata=unreadable
    `,
    requirements: "lib",
    told: `
      Because lib 1.0 cannot be used: its metadata cannot be read: there is nothing to read and you require \`lib\` (requirements.txt:1), your requirements cannot be met together.
    `,
  },
  "names a constraint that leaves nothing of what a package asks for": {
    universe: `
      app 1.0
        lib; python_version >= "3.8"
      lib 2.0
    `,
    requirements: "app\n-c lib<2",
    told: `
      Because no version of lib matches \`<2\` and \`lib<2\` (requirements.txt:2) is a constraint, lib==2.0 cannot be used.
      So, because app==1.0 needs \`lib\` and you require \`app\` (requirements.txt:1), your requirements cannot be met together.
      hint: Relaxing \`lib<2\` (requirements.txt:2) would solve it: lib 2.0 would be selected.
    `,
  },
  "tells versions with different floors of Python apart": {
    universe: `
      lib 1.0 python=>=3.12
      lib 2.0 python=>=3.13
    `,
    requirements: "lib",
    told: `
      Because lib==1.0 needs Python >=3.12 (the target has 3.11.0) and lib==2.0 needs Python >=3.13 (the target has 3.11.0), no version of lib can be used.
      So, because you require \`lib\` (requirements.txt:1), your requirements cannot be met together.
      hint: It can be installed on Python 3.12.
    `,
  },
  "offers what there is where a version does not exist": {
    universe: `
      lib 1.0
    `,
    requirements: "lib==9",
    told: `
      Because no version of lib matches \`==9\` and you require \`lib==9\` (requirements.txt:1), your requirements cannot be met together.
      hint: Relaxing \`lib==9\` (requirements.txt:1) would solve it: lib 1.0 would be selected.
    `,
  },
  "leaves markers that hold out of the story": {
    universe: `
      app 1.0
        lib<2; sys_platform == "linux"
      lib 1.0
      lib 2.0
    `,
    requirements: "app\nlib>=2; os_name == 'posix'",
    told: `
      Because app==1.0 needs \`lib<2\` and you require \`app\` (requirements.txt:1), lib>=2 cannot be used.
      So, because you require \`lib>=2; os_name == 'posix'\` (requirements.txt:2), your requirements cannot be met together.
      hint: Relaxing \`lib>=2; os_name == 'posix'\` (requirements.txt:2) would solve it: lib 1.0 would be selected.
      hint: Without \`app\` (requirements.txt:1) the rest can be installed.
    `,
  },
  "names an override that leaves nothing": {
    universe: `
      app 1.0
        lib<2
      lib 1.0
    `,
    requirements: "app\n--override lib>=2",
    told: `
      Because no version of lib matches \`>=2\` and app==1.0 needs lib, for which \`lib>=2\` (requirements.txt:2) is an override, app==1.0 cannot be used.
      So, because you require \`app\` (requirements.txt:1), your requirements cannot be met together.
      hint: Relaxing \`lib>=2\` (requirements.txt:2) would solve it: lib 1.0 would be selected.
    `,
  },
  "names a local version that does not exist": {
    universe: `
      torch 2.1.0
      torch 2.1.0+cu118
    `,
    requirements: "torch==2.1.0+cu121",
    told: `
      Because no version of torch matches \`==2.1.0+cu121\` and you require \`torch==2.1.0+cu121\` (requirements.txt:1), your requirements cannot be met together.
      hint: Relaxing \`torch==2.1.0+cu121\` (requirements.txt:1) would solve it: torch 2.1.0+cu118 would be selected.
    `,
  },
};

const trimmed = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");

describe("a refusal", () => {
  it.each(Object.entries(refusals))("%s", (_, { universe, requirements, asked, told }) => {
    const { text, hints } = refusal(universe, requirements, asked);
    expect([text, ...hints.map((hint) => `hint: ${hint}`)].join("\n")).toBe(trimmed(told));
  });
});
