import { describe, expect, it } from "@jest/globals";
import { setupPy } from "../../../../src/core/manifest/setup-py/read-setup-py.ts";
import { problemsOf, readingFrom, slicesOf } from "../reading-from.ts";

const path = "m/setup.py";
const read = (content: string, extras: readonly string[] = []) =>
  readingFrom({ [path]: content }, setupPy.read(path, { extras }));
const texts = (content: string, extras: readonly string[] = []) =>
  read(content, extras).requirements.map(({ text }) => text);
const codes = (content: string, extras: readonly string[] = []) =>
  read(content, extras).problems.map(({ code }) => code);

describe("literal fields", () => {
  it.each([
    ["setup(install_requires=['torch==2.0', \"numpy\"])", ["torch==2.0", "numpy"]],
    ["setuptools.setup(name='m', install_requires=('torch',),)", ["torch"]],
    ["setup(install_requires=['a'] + ['b',] + C)\nC = ['c']", ["a", "b", "c"]],
    ["R = ['a']  # x\nsetup(install_requires=[*R, 'b'])", ["a", "b"]],
    ["R: list[str] = ['a']\nsetup(install_requires=R)", ["a"]],
    ["A = dict(install_requires=['a'])\nsetup(**A)", ["a"]],
    ["A = {'install_requires': ['a']}\nif __name__ == '__main__':\n    setup(**A)", ["a"]],
    ["setup(install_requires='''\n  torch==2.0\n  # no\n  numpy\n''')", ["torch==2.0", "numpy"]],
    ["setup(install_requires=['tor' 'ch' '==2.0'])", ["torch==2.0"]],
    ["setup(install_requires=[r'torch', u'numpy', 'a\\x3e=2'])", ["torch", "numpy", "a>=2"]],
    ["setup(\\\n install_requires \\\n = ['a'])", ["a"]],
    ["setup(install_requires=None)", []],
  ])("are read from %j", (content, expected) => {
    expect(texts(content)).toEqual(expected);
    expect(codes(content)).toEqual([]);
  });

  it("have the span of their text", () => {
    const content = "setup(\r\n  install_requires=[\r\n    'torch==2.0',\t\"numpy\",\r\n  ],\r\n)";
    expect(slicesOf(path, content, read(content))).toEqual(["torch==2.0", "numpy"]);
  });

  it("give extras and Python", () => {
    const content =
      "setup(install_requires=['a'], python_requires='>=3.9', extras_require={'gpu': ['b'], 'all': ['b', 'c'],})";
    expect(texts(content, ["gpu"])).toEqual(["a", "b"]);
    expect(read(content).requiresPython).toMatchObject({ text: ">=3.9", origin: { line: 1 } });
    expect(codes(content, ["x"])).toEqual(["setup-py/unknown-extra"]);
  });
});

describe("what is computed", () => {
  it.each([
    ["setup(install_requires=open('r.txt').read().splitlines())", []],
    ["setup(install_requires=read('requirements.txt'))", []],
    ["setup(install_requires=[line for line in open('r.txt')])", []],
    ["setup(install_requires=['a', f'b=={V}', 'c' if X else 'd'])", ["a"]],
    ["setup(install_requires=['a'] + extra())", ["a"]],
    ["R = ['a']\nR.append('b')\nsetup(install_requires=R)", []],
    ["R = ['a']\nif X:\n    R = ['b']\nsetup(install_requires=R)", []],
    ["R = ['a']\nR += ['b']\nsetup(install_requires=R)", []],
    ["def f():\n    R = ['a']\nsetup(install_requires=R)", []],
    ["setup(**config())", []],
    ["setup(install_requires=[b'a'])", []],
    ["setup(install_requires=R)\nR = [R]", []],
  ])("is not assessed in %j, and the rest is read", (content, expected) => {
    expect(texts(content)).toEqual(expected);
    expect(new Set(codes(content))).toEqual(new Set(["setup-py/computed"]));
    expect(read(content).problems[0]?.severity).toBe("not-assessed");
  });

  it.each([
    "",
    "print('x')",
    "def setup(): pass",
    "x.setup(1)",
    "setup()\nsetup()",
    "setup('unclosed",
    "# setup(install_requires=['a'])",
    "'setup(1)'",
  ])("%j has no call that can be read", (content) =>
    expect(problemsOf(read(content))).toEqual([`${path}:1:1-1 not-assessed setup-py/no-call`]),
  );
});

it("changes a literal that has escapes as a whole, and refuses one in pieces", () => {
  const content = "setup(install_requires=['a\\x3e=2', 'b' '==1'])";
  const [escaped, pieces] = read(content).requirements;
  if (escaped === undefined || pieces === undefined) throw new Error("not read");
  expect(setupPy.edit(content, [{ requirement: escaped, specifier: ">=3" }])).toEqual({
    kind: "edited",
    content: "setup(install_requires=[\"a>=3\", 'b' '==1'])",
  });
  expect(setupPy.edit(content, [{ requirement: pieces, specifier: "==2" }])).toMatchObject({ kind: "refused" });
});
