import { randomUUID } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import type { AnnotationProperties } from "@actions/core";
import type { Step, Variables } from "../../src/action/step.ts";

/**
 * A step over variables and a writer, so that a test can run the action in its own process, where GitHub's toolkit would read
 * the process's environment and write to its standard output. Commands are escaped as the runner documents it.
 */
export function plainStep(variables: Variables, write: (text: string) => void): Step {
  const file = (name: string) => variables[name] || null;
  const data = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = (text: string) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
  const command = (name: string) => (message: string, place?: AnnotationProperties) => {
    const { title, file: path, startLine } = place ?? {};
    const pairs = Object.entries({ title, file: path, line: startLine }).flatMap(([key, value]) =>
      value === undefined || value === 0 ? [] : [`${key}=${property(String(value))}`],
    );
    write(`::${[name, pairs.join(",")].join(" ").trim()}::${data(message)}\n`);
  };
  return {
    variables,
    getInput: (name) => (variables[`INPUT_${name.toUpperCase()}`] ?? "").trim(),
    info: (message) => write(`${message}\n`),
    debug: command("debug"),
    error: command("error"),
    warning: command("warning"),
    notice: command("notice"),
    setSecret: command("add-mask"),
    context: async () => ({
      eventName: variables["GITHUB_EVENT_NAME"] ?? "",
      payload: JSON.parse(readFileSync(variables["GITHUB_EVENT_PATH"] ?? "", "utf8")),
      repository: variables["GITHUB_REPOSITORY"] ?? "",
      sha: variables["GITHUB_SHA"] ?? "",
      ref: variables["GITHUB_REF"] ?? "",
      apiUrl: variables["GITHUB_API_URL"] ?? "",
    }),
    setOutput(name, value) {
      const path = file("GITHUB_OUTPUT");
      const word = randomUUID();
      if (path !== null) appendFileSync(path, `${name}<<${word}\n${value}\n${word}\n`);
    },
    async addSummary(markdown) {
      const path = file("GITHUB_STEP_SUMMARY");
      if (path !== null) appendFileSync(path, markdown);
    },
  };
}
