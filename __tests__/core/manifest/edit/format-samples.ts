/** A requirement as a sample writes it. */
export interface Line {
  readonly name: string;
  readonly clauses: string;
  readonly extras: boolean;
  readonly marker: boolean;
}

export interface Style {
  readonly indent: string;
  readonly comment: string;
  readonly quote: string;
  readonly trailingComma: boolean;
}

/** How a format writes requirements, one for each line that is given. Line breaks are `\n`. */
export interface FormatSample {
  readonly title: string;
  readonly path: string;
  write(lines: readonly Line[], style: Style): string;
}

const spec = ({ name, clauses, extras, marker }: Line): string =>
  `${name}${extras ? "[a, b]" : ""}${clauses}${marker ? " ; python_version >= '3.8'" : ""}`;

/** In the quotation mark that does not stand in the text. */
const quotedSpec = (line: Line, quote: string): string => {
  const text = spec(line);
  const mark = text.includes(quote) ? (quote === "'" ? '"' : "'") : quote;
  return mark + text + mark;
};

const array = (lines: readonly Line[], { indent, comment, quote, trailingComma }: Style): string =>
  lines
    .map((line, index) => {
      const comma = trailingComma || index < lines.length - 1 ? "," : "";
      return `${indent}${quotedSpec(line, quote)}${comma}${comment}\n`;
    })
    .join("");

/** `name = "clauses"`, or an inline table where there are extras or a marker. */
const named = (line: Line, { comment, quote }: Style, marker: string): string => {
  const version = quote + line.clauses + quote;
  if (!line.extras && !line.marker) return `${line.name} = ${version}${comment}\n`;
  const fields = [
    `version = ${version}`,
    ...(line.extras ? ['extras = ["a", "b"]'] : []),
    ...(line.marker ? [`${marker} = "python_version >= '3.8'"`] : []),
  ];
  return `"${line.name}" = { ${fields.join(", ")} }${comment}\n`;
};

const plain = (line: Line): Line => ({ ...line, extras: false, marker: false });

export const samples: readonly FormatSample[] = [
  {
    title: "requirements.txt",
    path: "m/requirements.txt",
    write: (lines, { comment }) =>
      `# head\n--extra-index-url https://i.example/simple\n${lines.map((line) => `${spec(line)}${comment}\n`).join("\n")}`,
  },
  {
    title: "requirements.in with continued lines",
    path: "m/requirements/base.in",
    write: (lines, { indent }) => lines.map((line) => `${spec(line)} \\\n${indent}\n`).join(""),
  },
  {
    title: "constraints.txt",
    path: "m/constraints.txt",
    write: (lines, { comment }) => lines.map((line) => `${spec({ ...line, extras: false })}${comment}\n`).join(""),
  },
  {
    title: "pyproject.toml: project.dependencies",
    path: "m/pyproject.toml",
    write: (lines, style) =>
      `[project]\nname = "p"${style.comment}\ndependencies = [\n${array(lines, style)}]\n[tool.x]\ny = 1\n`,
  },
  {
    title: "pyproject.toml: an extra, a group, uv's constraints",
    path: "m/pyproject.toml",
    write: (lines, style) => {
      const [first, second, ...rest] = lines;
      const one = (line: Line | undefined): string => (line === undefined ? "" : array([line], style));
      return `[project]\nname = "p"\n[project.optional-dependencies]\ngpu = [\n${one(first)}]\n[dependency-groups]\nserve = [\n${one(second)}]\n[tool.uv]\nconstraint-dependencies = [\n${array(rest, style)}]\n`;
    },
  },
  {
    title: "pyproject.toml: Poetry",
    path: "m/pyproject.toml",
    write: (lines, style) =>
      `[tool.poetry.dependencies]\npython = "^3.9"\n${lines.map((line) => named(line, style, "markers")).join("")}`,
  },
  {
    title: "pyproject.toml: a group of Poetry",
    path: "m/pyproject.toml",
    write: (lines, style) =>
      `[tool.poetry]\nname = "p"\n[tool.poetry.group.gpu.dependencies]\n${lines.map((line) => named(line, style, "markers")).join("\n")}`,
  },
  {
    title: "pyproject.toml: PDM",
    path: "m/pyproject.toml",
    write: (lines, style) => `[tool.pdm.dev-dependencies]\nserve = [\n${array(lines, style)}]\n`,
  },
  {
    title: "pyproject.toml: Hatch",
    path: "m/pyproject.toml",
    write: (lines, style) => `[tool.hatch.envs.serve]\ndependencies = [\n${array(lines, style)}]\n`,
  },
  {
    title: "pixi.toml: pypi-dependencies",
    path: "m/pixi.toml",
    write: (lines, style) =>
      `[workspace]\nchannels = ["conda-forge"]\n\n[pypi-dependencies]\n${lines.map((line) => named({ ...line, marker: false }, style, "")).join("")}`,
  },
  {
    title: "pixi.toml: dependencies of conda in a feature",
    path: "m/pixi.toml",
    write: (lines, style) =>
      `[feature.gpu.dependencies]\n${lines.map((line) => named({ ...plain(line), name: condaName(line.name) }, style, "")).join("")}`,
  },
  {
    title: "Pipfile",
    path: "m/Pipfile",
    write: (lines, style) =>
      `[[source]]\nurl = "https://i.example/simple"\nname = "i"\n\n[packages]\n${lines.map((line) => named(line, style, "markers")).join("")}\n[requires]\npython_version = "3.11"\n`,
  },
  {
    title: "environment.yml: packages of conda",
    path: "m/environment.yml",
    write: (lines, { comment, quote }) =>
      `name: m\ndependencies:\n  - python=3.11\n${lines.map((line) => `  - ${quote}${condaName(line.name)}${line.clauses}${quote}${comment}\n`).join("")}`,
  },
  {
    title: "environment.yml: the pip part",
    path: "m/environment.yaml",
    write: (lines, { comment, quote }) =>
      `dependencies:\n- pip\n- pip:\n${lines.map((line) => `  - ${line.marker ? spec(line) : quotedSpec(line, quote)}${comment}\n`).join("")}variables:\n  A: b\n`,
  },
  {
    title: "setup.cfg",
    path: "m/setup.cfg",
    write: (lines, { indent }) =>
      `[metadata]\nname = p\n\n[options]\ninstall_requires =\n${lines.map((line) => `${indent}${spec(line)}\n${indent}# why\n`).join("")}zip_safe = no\n`,
  },
  {
    title: "setup.py",
    path: "m/setup.py",
    write: (lines, style) =>
      `from setuptools import setup\n\nrequires = [\n${array(lines, style)}]\n\nsetup(name="p", install_requires=requires)\n`,
  },
  {
    title: "a script with inline metadata",
    path: "m/serve.py",
    write: (lines, style) =>
      `#!/usr/bin/env python3\n# /// script\n# requires-python = ">=3.11"\n# dependencies = [\n${array(lines, style)
        .split("\n")
        .slice(0, -1)
        .map((line) => `# ${line}\n`)
        .join("")}# ]\n# ///\nimport torch  # ä\n`,
  },
  {
    title: "Dockerfile, in quotation marks",
    path: "m/Dockerfile",
    write: (lines, { indent, quote }) =>
      `FROM python:3.11\nARG A=b\nRUN pip install --no-cache-dir \\\n${lines.map((line) => `${indent}${quotedSpec(line, quote)} \\\n${indent}# why\n`).join("")}${indent}&& true\n`,
  },
  {
    title: "Dockerfile, without quotation marks, and as JSON",
    path: "m/Dockerfile",
    write: (lines) =>
      `FROM python:3.11\n${lines
        .map((line, index) => {
          const exact = `${line.name}==${line.clauses.replace(/^\D*/, "").split(",")[0]}`;
          return index % 2 === 0
            ? `RUN pip install ${exact}\n`
            : `RUN ["python", "-m", "pip", "install", "${exact}"]\n`;
        })
        .join("")}CMD ["python"]\n`,
  },
];

/** conda's own spelling. */
function condaName(name: string): string {
  const renamed: Readonly<Record<string, string>> = { torch: "pytorch", Typing_Extensions: "typing_extensions" };
  return renamed[name] ?? name;
}
