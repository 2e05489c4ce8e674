// A decision of mamori beside one of casbin and one of Cedar, at 5,000 people, in turns within one
// run. The question is the plainest that bodies ask: may this person permit a take-out of this
// section that somebody applied for? The head of the section may, never the applicant.
//
// What the figures include: casbin, enforceSync() on a policy held in memory: its matcher and its
// roles by section. Cedar, statefulIsAuthorized() with policies read before: handing the person,
// the seat and the thing over into WebAssembly as JSON, and the decision. Neither knows of absence,
// delegation or the next office in line; mamori's rules do.
//   node bench/access_ratio.mjs [people]     (after: npm ci --ignore-scripts in tests/access)
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";

const root = new URL("..", import.meta.url).pathname;
const program = `${root}build/release/access_time`;
const need = createRequire(`${root}tests/access/package.json`);
const cedar = need("@cedar-policy/cedar-wasm/nodejs");
const { newEnforcer, newModelFromString } = need("casbin");

const people = Number(process.argv[2] ?? 5000);
const people_per_section = 25;
const questions_count = 20_000;
const rounds = 3;

const person = (at) => `p${at}`;
const section_of = (at) => `s${Math.floor(at / people_per_section)}`;
const head_of = (at) => Math.floor(at / people_per_section) * people_per_section;

let state = 7;
const random = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state % below;
};
const questions = Array.from({ length: questions_count }, () => {
  const applicant = random(people);
  const asking = random(2) ? head_of(applicant) : random(people);
  return { asking, applicant, section: section_of(applicant) };
});
const expected = questions.map(
  ({ asking, applicant }) => asking === head_of(applicant) && asking !== applicant,
);

async function casbin_enforcer() {
  const enforcer = await newEnforcer(
    newModelFromString(`
[request_definition]
r = sub, dom, act, applicant
[policy_definition]
p = sub, act
[role_definition]
g = _, _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && g(r.sub, p.sub, r.dom) && r.sub != r.applicant
`),
  );
  await enforcer.addPolicy("section_manager", "approve");
  const heads = [];
  for (let at = 0; at < people; at += people_per_section) {
    heads.push([person(at), "section_manager", section_of(at)]);
  }
  await enforcer.addGroupingPolicies(heads);
  return ({ asking, applicant, section }) =>
    enforcer.enforceSync(person(asking), section, "approve", person(applicant));
}

function cedar_authorizer() {
  const read = cedar.preparsePolicySet("bench", {
    staticPolicies:
      'permit(principal, action == Action::"approve", resource)' +
      " when { principal in resource.managers && principal != resource.applicant };",
  });
  if (read.type !== "success") throw new Error(JSON.stringify(read));
  return ({ asking, applicant, section }) => {
    const seats = head_of(asking) === asking ? [{ type: "Seat", id: section_of(asking) }] : [];
    const answer = cedar.statefulIsAuthorized({
      principal: { type: "Person", id: person(asking) },
      action: { type: "Action", id: "approve" },
      resource: { type: "Thing", id: "t" },
      context: {},
      preparsedPolicySetId: "bench",
      preparsedSchemaName: null,
      validateRequest: false,
      entities: [
        { uid: { type: "Person", id: person(asking) }, attrs: {}, parents: seats },
        {
          uid: { type: "Thing", id: "t" },
          attrs: {
            managers: { __entity: { type: "Seat", id: section } },
            applicant: { __entity: { type: "Person", id: person(applicant) } },
          },
          parents: [],
        },
      ],
    });
    return answer.response.decision === "allow";
  };
}

function measured(decide) {
  const times = questions.map((question, at) => {
    const begin = process.hrtime.bigint();
    const answer = decide(question);
    const taken = Number(process.hrtime.bigint() - begin);
    if (answer !== expected[at]) throw new Error(`wrong answer to question ${at}`);
    return taken;
  });
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.floor(share * (times.length - 1))];
  return `p50 ${at(0.5)} ns   p99 ${at(0.99)} ns`;
}

const contestants = { casbin: await casbin_enforcer(), "cedar-wasm": cedar_authorizer() };
for (let round = 1; round <= rounds; round += 1) {
  for (const [name, decide] of Object.entries(contestants)) {
    console.log(`${name.padEnd(12)} ${measured(decide)}`);
  }
  const printed = execFileSync(program, [String(people)], { encoding: "utf8" });
  console.log(printed.replace(/^/gm, "mamori       "));
}
