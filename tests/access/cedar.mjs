// Asks Cedar what mamori decided in invented organisations: node cedar.mjs [requests] [seed].
// Cedar says allow or deny, not why; the reasons are compared by the room's own tests.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import cedar from "@cedar-policy/cedar-wasm/nodejs";

import { entities_of, thing_of, Translation } from "./translate.mjs";

const tally = { requests: 0, allowed: 0, worlds: 0, wrong: 0 };
const wrong_shown_max = 5;
const program = new URL("../../build/release/access_requests", import.meta.url).pathname;
const [requests = "50000", seed = "1"] = process.argv.slice(2);
const mamori = spawn(program, [requests, seed], { stdio: ["ignore", "pipe", "inherit"] });

/** The questions about one world: its rules are one set of policies, read once. */
function ask(world, questions) {
  const policies = questions
    .map(({ rule, facts }, at) => new Translation(world, rule, facts).policy(`r${at}`))
    .join("\n");
  const read = cedar.preparsePolicySet("world", { staticPolicies: policies });
  if (read.type !== "success") throw new Error(JSON.stringify(read) + policies);
  const people = entities_of(world);
  questions.forEach(({ facts, answers }, at) => {
    const entities = [...people, thing_of(facts, `t${at}`)];
    for (const [id, allowed] of Object.entries(answers)) {
      const answer = cedar.statefulIsAuthorized({
        principal: { type: "Person", id },
        action: { type: "Action", id: `r${at}` },
        resource: { type: "Thing", id: `t${at}` },
        context: {},
        preparsedPolicySetId: "world",
        preparsedSchemaName: null,
        validateRequest: false,
        entities,
      });
      compare(answer, allowed, { world, question: questions[at], id });
    }
  });
  tally.worlds += 1;
}

function compare(answer, allowed, about) {
  tally.requests += 1;
  tally.allowed += allowed ? 1 : 0;
  const troubles = answer.type === "success" ? answer.response.diagnostics.errors : answer.errors;
  if (troubles.length) throw new Error(JSON.stringify(troubles));
  if ((answer.response.decision === "allow") === allowed) return;
  tally.wrong += 1;
  if (tally.wrong <= wrong_shown_max) {
    const other = answer.response.decision;
    console.log(`differs: mamori ${allowed}, Cedar ${other}: ${JSON.stringify(about)}`);
  }
}

let world;
let questions = [];
const finish = () => {
  if (world) ask(world, questions);
  questions = [];
};
for await (const line of createInterface({ input: mamori.stdout })) {
  const read = JSON.parse(line);
  if (read.world) {
    finish();
    world = read.world;
  } else {
    questions.push(read);
  }
}
finish();

const sound = tally.requests > 0 && tally.allowed > tally.requests / 20 && tally.wrong === 0;
console.log(
  `figure: Cedar ${cedar.getCedarSDKVersion()} agrees on ${tally.requests - tally.wrong} of ` +
    `${tally.requests} requests in ${tally.worlds} organisations; ${tally.allowed} allowed`,
);
console.log(`${sound ? 1 : 0} passed, ${sound ? 0 : 1} failed`);
process.exitCode = sound ? 0 : 1;
