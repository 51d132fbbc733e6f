import type { Probe } from "./probe.ts";
import type { Comparison, Fact, ProbedRow } from "./table-row.ts";

/** Most lines of one kind: a wheel may have hundreds of libraries. */
const most = 12;

/** A probe as a person reads it: the row, what each fact was read from, how it stands to the tables, and what was not read. */
export function probeText(probe: Probe, row: ProbedRow, comparison: readonly Comparison[]): string {
  const share = ((probe.bytesRead / Math.max(1, probe.size)) * 100).toFixed(2);
  const list = (values: readonly string[]): string => (values.length === 0 ? "none" : values.join(" "));
  const lines = [
    `${probe.package} ${probe.version}  ${probe.filename}`,
    `  read          ${probe.bytesRead} of ${probe.size} bytes (${share} %)`,
    `  platform      ${row.platform}${row.glibcTag === null ? "" : `, tagged for glibc ${row.glibcTag}`}`,
    fact("CUDA", row.cuda),
    fact("cuDNN", row.cudnn),
    fact("machine code", { ...row.sm, value: row.sm.value === null ? null : list(row.sm.value) }),
    fact("PTX", { ...row.ptx, value: row.ptx.value === null ? null : list(row.ptx.value) }),
    fact("glibc symbols", row.glibcSymbols),
    `  libraries     ${row.libraries.length === 0 ? "none of CUDA's among the names that were read" : row.libraries.join(" ")}`,
    ...probe.binaries
      .filter(({ cubins, ptx }) => cubins.length + ptx.length > 0)
      .slice(0, most)
      .map(({ member, cubins, ptx }) => `  fat binaries ${member}: ${list(cubins)}; PTX ${list(ptx)}`),
    ...(row.numpy === null ? [] : [`  NumPy         compiled against NumPy ${row.numpy}`]),
    ...(probe.named.length === 0 ? [] : [`  by name       ${cut(probe.named)}`]),
    ...(probe.requires.length === 0 ? [] : [`  requires      ${cut(probe.requires)}`]),
    "  tables:",
    ...comparison.map(({ fact: name, verdict, table, wheel }) => `    ${name}: ${said(verdict, table, wheel)}`),
    ...(probe.unread.length === 0
      ? []
      : ["  not read:", ...probe.unread.slice(0, most).map(({ what, why }) => `    ${what}: ${why}`)]),
    ...(probe.unread.length > most ? [`    and ${probe.unread.length - most} more`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function fact(name: string, { value, from }: Fact<string>): string {
  return `  ${name.padEnd(14)}${value === null ? `not known: ${from}` : `${value}  (${from})`}`;
}

function said(verdict: Comparison["verdict"], table: string | null, wheel: string | null): string {
  switch (verdict) {
    case "agrees":
      return `agree (${wheel})`;
    case "disagrees":
      return `disagree: they say ${table}, the wheel says ${wheel}`;
    case "not-in-tables":
      return `do not have it; the wheel says ${wheel}`;
    case "not-read":
      return table === null ? "do not have it, nor was it read" : `say ${table}; it was not read`;
  }
}

const cut = (values: readonly string[]): string =>
  values.length > most ? `${values.slice(0, most).join(", ")} and ${values.length - most} more` : values.join(", ");
