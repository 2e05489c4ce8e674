// mamori's rules in the words of Cedar. People, sections and the holders of offices are entities;
// who is away, who belongs where and who holds what is asked of them by Cedar. Where a rule speaks
// of everybody or somebody ("nobody free holds that office"), which Cedar cannot say, the people
// are written out one by one.

const joined = (terms, by) => (terms.length === 1 ? terms[0] : `(${terms.join(by)})`);
const any = (terms) => {
  const open = [...new Set(terms)].filter((term) => term !== "false");
  if (open.includes("true")) return "true";
  return open.length ? joined(open, " || ") : "false";
};
const all = (terms) => {
  const open = [...new Set(terms)].filter((term) => term !== "true");
  if (open.includes("false")) return "false";
  return open.length ? joined(open, " && ") : "true";
};
const not = (term) => ({ true: "false", false: "true" })[term] ?? `!(${term})`;
const person = (id) => `Person::"${id}"`;
const seat_name = (office, section) => `${office.id}/${office.of_section ? section : ""}`;

/** The entities of a world: people with their sections, their offices and whom they may act for. */
export function entities_of(world) {
  const uid = (type, id) => ({ type, id });
  const parents = (id) => [
    ...world.memberships.filter((m) => m.person === id).map((m) => uid("Section", m.section)),
    ...world.holdings
      .filter((h) => h.person === id)
      .map((h) => uid("Seat", `${h.office}/${h.section}`)),
    ...world.delegations
      .filter((d) => d.to === id)
      .map((d) => uid("Delegates", `${d.office}/${d.section}/${d.from}`)),
  ];
  return world.people.map((id) => ({
    uid: uid("Person", id),
    attrs: { away: world.absent.includes(id) },
    parents: parents(id),
  }));
}

/** The thing a rule is asked about, with its facts as attributes. */
export function thing_of(facts, id) {
  const attrs = {};
  for (const [name, value] of Object.entries(facts.people)) {
    attrs[`person_${name}`] = { __entity: { type: "Person", id: value } };
  }
  for (const [name, value] of Object.entries(facts.sections)) {
    attrs[`section_${name}`] = { __entity: { type: "Section", id: value } };
  }
  return { uid: { type: "Thing", id }, attrs, parents: [] };
}

/** One rule asked about one thing, as a policy for one action. */
export class Translation {
  constructor(world, rule, facts) {
    this.world = world;
    this.rule = rule;
    this.section = facts.sections.section;
    this.facts = facts;
  }

  policy(action) {
    const allowed = all([not(this.excluded("principal")), this.turn(0)]);
    return `permit(principal, action == Action::"${action}", resource) when { ${allowed} };`;
  }

  turn(at) {
    const { by, first } = this.rule;
    if (!first) return any(by.map((party) => this.may(party, "principal")));
    if (at === by.length) return "false";
    const mine = this.may(by[at], "principal");
    const now = `(if ${this.somebody_free(by[at])} then ${mine} else ${this.turn(at + 1)})`;
    return all([not(this.empty(by[at])), now]);
  }

  office(id) {
    return this.world.offices.find((office) => office.id === id);
  }
  holders(office, section) {
    return this.world.holdings
      .filter((h) => h.office === office.id && h.section === (office.of_section ? section : ""))
      .map((h) => h.person);
  }
  delegates(office, section, holder) {
    const of = office.of_section ? section : "";
    return this.world.delegations
      .filter((d) => d.office === office.id && d.section === of && d.from === holder)
      .map((d) => d.to);
  }
  // An office of a section, where the thing names none, has no seat.
  has_seat(office) {
    return !office.of_section || this.section !== undefined;
  }

  /** The ways in which `who` acts in an office: [condition, for whom]. */
  ways(office, who) {
    if (!office || !this.has_seat(office)) return [];
    const seat = seat_name(office, this.section ?? "");
    const holders = this.holders(office, this.section);
    if (!holders.length) return [[this.present(this.office(office.when_vacant), who), undefined]];
    const ways = [[`${who} in Seat::"${seat}"`, who]];
    for (const holder of holders) {
      const away = `${person(holder)}.away`;
      ways.push([all([away, `${who} in Delegates::"${seat}/${holder}"`]), person(holder)]);
      const somebody_named = any(
        this.delegates(office, this.section, holder).map((id) => not(`${person(id)}.away`)),
      );
      const deputy = this.present(this.office(office.when_absent), who);
      ways.push([all([away, not(somebody_named), deputy]), person(holder)]);
    }
    return ways;
  }

  /** That `who` acts in an office and is there. Who stands in for somebody always is. */
  present(office, who) {
    return all([not(`${who}.away`), any(this.ways(office, who).map(([condition]) => condition))]);
  }

  is_one(party, who) {
    switch (party.kind) {
      case "staff":
        return "true";
      case "person":
        return this.of_thing(`person_${party.fact}`, (fact) => `${who} == ${fact}`);
      case "member":
        return this.of_thing(`section_${party.fact}`, (fact) => `${who} in ${fact}`);
      default:
        return any(this.ways(this.office(party.office), who).map(([condition]) => condition));
    }
  }

  of_thing(attribute, test) {
    return all([`resource has ${attribute}`, test(`resource.${attribute}`)]);
  }

  excluded(who) {
    return any(this.rule.never.map((party) => this.is_one(party, who)));
  }

  may(party, who) {
    if (party.kind !== "office") return this.is_one(party, who);
    return any(
      this.ways(this.office(party.office), who).map(([condition, holder]) =>
        all([condition, not(this.excluded(who)), holder ? not(this.excluded(holder)) : "true"]),
      ),
    );
  }

  somebody_free(party) {
    if (party.kind === "staff") return "true";
    const free = (id) => all([this.may(party, person(id)), not(this.excluded(person(id)))]);
    return any(this.world.people.map(free));
  }

  empty(party) {
    if (party.kind === "staff") return "false";
    return not(any(this.world.people.map((id) => this.is_one(party, person(id)))));
  }
}
