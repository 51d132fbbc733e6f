/**
 * Loaded before a measured program (`node --import`): tells at its end the processor time that it took, all threads of it, in seconds of
 * user and of system time, in the file that `BENCH_PROCESSOR_TIME` names. On a machine that others use it says more than a clock does.
 */
import { writeFileSync } from "node:fs";
import process from "node:process";

const file = process.env["BENCH_PROCESSOR_TIME"];
if (file !== undefined) {
  process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(file, JSON.stringify({ user: user / 1e6, system: system / 1e6 }));
  });
}
