// Starts the built program and reads from its greeting where it listens.
import { spawn } from "node:child_process";

export const program = new URL("../../build/release/mamori", import.meta.url).pathname;

/** `days_later` starts it under faketime, as if that many days had passed. */
export async function start_server({ data, regulation, days_later = 0 }) {
  const own = ["serve", "--data", data, "--port", "0"];
  if (regulation) own.push("--regulation", regulation);
  const command = days_later ? "faketime" : program;
  const args = days_later ? ["-f", `+${days_later}d`, program, ...own] : own;
  const environment = { ...process.env, FAKETIME_DONT_FAKE_MONOTONIC: "1" };
  // In a group of its own: faketime stands before the program and would keep a signal to itself.
  const child = spawn(command, args, { env: environment, detached: true });
  let output = "";
  let errors = "";
  child.stderr.on("data", (bytes) => (errors += bytes));
  const greeting = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no greeting: ${output}${errors}`)), 60_000);
    child.stdout.on("data", (bytes) => {
      output += bytes;
      if (!output.includes("止めるには")) return;
      clearTimeout(timer);
      resolve(output);
    });
    child.on("exit", (code) => reject(new Error(`ended with ${code}: ${output}${errors}`)));
  });
  return {
    url: greeting.match(/mamori を開く: (http:\S+?)\/\n/)[1],
    first_link_of: (slug) =>
      greeting.match(new RegExp(`http:\\S+/b/${slug}/start\\?token=\\S+`))?.[0],
    first_link: greeting.match(/(http:\S+start\?token=\S+)/)?.[1],
    stop: () =>
      new Promise((resolve) => {
        child.removeAllListeners("exit");
        child.on("close", resolve); // every process of the group has let go of its output
        process.kill(-child.pid, "SIGTERM");
      }),
  };
}
