import os from "node:os";
import path from "node:path";
import process from "node:process";

export const root = path.resolve(import.meta.dirname, "../..");

/** The command as one types it at the root of the checkout: what a table or a plot was made with. */
export function commandText(): string {
  const [, script = "", ...rest] = process.argv;
  const words = rest.map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`));
  return ["node", path.relative(root, script), ...words].join(" ");
}

/** The machine, and how busy it was when this was asked. */
export function machineText(): string {
  const processors = os.cpus();
  const model = processors[0]?.model.trim() ?? "unknown processor";
  return `${processors.length} × ${model}, Node ${process.versions.node}, load ${os.loadavg()[0]?.toFixed(1)}`;
}

export const today = (): string => new Date().toISOString().slice(0, 10);
