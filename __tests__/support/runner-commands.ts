/** A command as the runner understood it from one line of a step's output. */
export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** The commands that the runner has; a line that names another one is printed as it is. */
const knownCommands: ReadonlySet<string> = new Set([
  "debug",
  "notice",
  "warning",
  "error",
  "group",
  "endgroup",
  "add-mask",
  "add-matcher",
  "remove-matcher",
  "echo",
  "stop-commands",
  "set-output",
  "save-state",
  "set-env",
  "add-path",
]);

/**
 * Reads a step's standard output as the runner does (actions/runner, ActionCommand.cs): `::name k=v,k=v::data` where a line
 * begins with it once trimmed, and the older `##[name k=v;k=v]data` anywhere in a line. After `stop-commands` only its token,
 * as a command, is obeyed.
 */
export function readCommands(stdout: string): readonly RunnerCommand[] {
  const commands: RunnerCommand[] = [];
  let stopToken: string | null = null;
  // .NET reads lines ended by \r, \n or \r\n.
  for (const line of stdout.split(/\r\n|\r|\n/)) {
    const accepts = (name: string) => (stopToken === null ? knownCommands.has(name) : name === stopToken);
    const command = readNewForm(line, accepts) ?? readOldForm(line, accepts);
    if (command === null) continue;
    if (stopToken !== null) {
      stopToken = null;
      continue;
    }
    if (command.name === "stop-commands") stopToken = command.data.trim().toLowerCase();
    commands.push(command);
  }
  return commands;
}

function readNewForm(line: string, accepts: (name: string) => boolean): RunnerCommand | null {
  const text = line.trimStart();
  if (!text.startsWith("::")) return null;
  const end = text.indexOf("::", 2);
  if (end < 0) return null;
  return build(text.slice(2, end), ",", text.slice(end + 2), accepts, [
    ["%0D", "\r"],
    ["%0A", "\n"],
    ["%3A", ":"],
    ["%2C", ","],
    ["%25", "%"],
  ]);
}

function readOldForm(line: string, accepts: (name: string) => boolean): RunnerCommand | null {
  const start = line.indexOf("##[");
  if (start < 0) return null;
  const end = line.indexOf("]", start);
  if (end < 0) return null;
  return build(line.slice(start + 3, end), ";", line.slice(end + 1), accepts, [
    ["%3B", ";"],
    ["%0D", "\r"],
    ["%0A", "\n"],
    ["%5D", "]"],
    ["%25", "%"],
  ]);
}

function build(
  head: string,
  separator: string,
  data: string,
  accepts: (name: string) => boolean,
  escapes: readonly (readonly [string, string])[],
): RunnerCommand | null {
  const space = head.indexOf(" ");
  const name = (space < 0 ? head : head.slice(0, space)).toLowerCase();
  if (!accepts(name)) return null;
  const decode = (text: string) =>
    escapes.reduce((plain, [code, character]) => plain.replaceAll(code, character), text);
  const properties: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const pair of space < 0 ? [] : head.slice(space + 1).split(separator)) {
    const equals = pair.indexOf("=");
    if (equals > 0) properties[pair.slice(0, equals).trim()] = decode(pair.slice(equals + 1));
  }
  return { name, properties, data: decode(data) };
}
