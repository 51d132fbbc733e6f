/** Longest line that a hint is worked out for; a longer one is no slip of a hand. */
const longest = 500;

interface Slip {
  readonly pattern: RegExp;
  hint(match: RegExpExecArray): string;
}

const name = "[A-Za-z0-9][A-Za-z0-9._-]*";
const nameWithExtras = `${name}(?:\\[[A-Za-z0-9._, -]*\\])?`;

/** The usual slips, in the order in which they are looked for. Every pattern is anchored and has one way to match. */
const slips: readonly Slip[] = [
  {
    pattern: /^(?:<{7}|={7}|>{7})/,
    hint: () => "This is left over from a merge conflict: resolve it and remove the line.",
  },
  {
    pattern: /^(["']).*\1,?$/,
    hint: () => "Remove the quotation marks: a requirements file has none around a requirement.",
  },
  {
    pattern: /^(?:python[0-9.]* -m )?(?:uv )?pip3? install\b/,
    hint: () => "Keep only what follows `install`, one requirement a line.",
  },
  { pattern: /^(?:git@|ssh:)/, hint: () => "Write `NAME @ git+ssh://git@HOST/OWNER/REPOSITORY`." },
  {
    pattern: new RegExp(`^(${name})=([^=\\s]+)=([^=\\s]+)$`),
    hint: ([, package_, version]) =>
      `This is conda's form. Write \`${package_}==${version}\`, or list it in an environment.yml.`,
  },
  {
    pattern: new RegExp(`^(${nameWithExtras})\\s*=\\s*([0-9][^=\\s]*)\\s*$`),
    hint: ([, package_, version]) => `Did you mean \`${package_}==${version}\`? A version is pinned with \`==\`.`,
  },
  {
    pattern: new RegExp(`^(${nameWithExtras})\\s*=([<>])\\s*(\\S+)`),
    hint: ([, package_, sign, version]) => `Did you mean \`${package_}${sign}=${version}\`?`,
  },
  {
    pattern: new RegExp(`^(${nameWithExtras})\\s+(v?[0-9][A-Za-z0-9.+!-]*)\\s*$`),
    hint: ([, package_, version]) => `Did you mean \`${package_}==${version}\`?`,
  },
  {
    pattern: new RegExp(`^(${nameWithExtras})\\s*\\^\\s*([0-9][A-Za-z0-9.]*)`),
    hint: ([, package_, version]) =>
      `A caret is Poetry's. Write \`${package_}>=${version}\` with the upper bound that you mean.`,
  },
  {
    pattern: /^[^#]*\\$/,
    hint: () =>
      "Remove what stands after the backslash, or the backslash: it goes on to the next line only as the last character.",
  },
  { pattern: /^[^#;]*[^#;\s]#/, hint: () => "A comment needs a space before its `#`." },
  { pattern: /^[^,;]*[0-9*]\s+(?:and|&&)\s+[<>=!~]/, hint: () => "Separate the bounds with a comma, as in `>=1,<2`." },
  { pattern: /^[^,;]*[0-9*]\s+[<>=!~]/, hint: () => "Separate the bounds with a comma, as in `>=1,<2`." },
  {
    pattern: /^[^;]*;\s*[<>=!~]/,
    hint: () => "Separate the bounds with a comma; what follows a `;` is an environment marker.",
  },
  {
    pattern: new RegExp(`^${nameWithExtras}\\s*(?:[<>=!~]=?=?\\s*[A-Za-z0-9.*+!]+)?\\s*,?\\s+[A-Za-z]`),
    hint: () => "If these are several requirements, put each on a line of its own.",
  },
  { pattern: /,\s*$/, hint: () => "Remove the comma at the end." },
  {
    pattern: /^[^;]*[>~<]=?\s*[0-9.]+\.\*/,
    hint: () => "`.*` may follow `==` and `!=` alone: write the bound without it.",
  },
  { pattern: /^[[{]/, hint: () => "This is not the requirements file format: give one requirement a line." },
];

/** The edit that most likely mends a line that is no requirement, or null where no usual slip fits. */
export function hintFor(line: string): string | null {
  if (line.length > longest) return null;
  for (const slip of slips) {
    const match = slip.pattern.exec(line);
    if (match !== null) return slip.hint(match);
  }
  return null;
}
