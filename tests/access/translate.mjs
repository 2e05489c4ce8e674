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

/** The seat of an office at a place; undefined where there is none. A system that nobody holds an
 * office for is "*": held by those who hold it for all systems. */
function seat_at(world, office, place) {
  if (office.scope === "body") return `${office.id}/`;
  const in_section = world.sections.includes(place);
  if (office.scope === "section") return in_section ? `${office.id}/${place}` : undefined;
  if (place === "" || in_section) return `${office.id}/`;
  return `${office.id}/${world.systems.includes(place) ? place : "*"}`;
}

/** The seats that an appointment or a delegation speaks of. */
function seats_of(world, { office: id, section: place }) {
  const office = world.offices.find((one) => one.id === id);
  if (office.scope !== "system") return [`${id}/${place}`];
  const systems = place === "" ? ["*", ...world.systems] : [place];
  return [`${id}/`, ...systems.map((system) => `${id}/${system}`)];
}

/** The entities of a world: people with their sections, their offices and whom they may act for. */
export function entities_of(world) {
  const uid = (type, id) => ({ type, id });
  const parents = (id) => [
    ...world.memberships.filter((m) => m.person === id).map((m) => uid("Section", m.section)),
    ...world.former
      .filter((m) => m.person === id)
      .map((m) => uid("Former", m.section)),
    ...world.holdings
      .filter((h) => h.person === id)
      .flatMap((h) => seats_of(world, h))
      .map((seat) => uid("Seat", seat)),
    ...world.delegations
      .filter((d) => d.to === id)
      .flatMap((d) => seats_of(world, d).map((seat) => uid("Delegates", `${seat}/${d.from}`))),
  ];
  return world.people.map((id) => ({
    uid: uid("Person", id),
    attrs: { away: world.absent.includes(id) },
    parents: parents(id),
  }));
}

/** The thing a rule is asked about, with its facts as attributes. */
export function thing_of(facts, id) {
  const attrs = { rank: facts.rank, confined: facts.confined };
  for (const [name, value] of Object.entries(facts.people)) {
    attrs[`person_${name}`] = { __entity: { type: "Person", id: value } };
  }
  for (const [name, value] of Object.entries(facts.sections)) {
    attrs[`section_${name}`] = { __entity: { type: "Section", id: value } };
    attrs[`former_${name}`] = { __entity: { type: "Former", id: value } };
  }
  return { uid: { type: "Thing", id }, attrs, parents: [] };
}

/** One rule asked about one thing, as a policy for one action. */
export class Translation {
  constructor(world, rule, facts) {
    this.world = world;
    this.rule = rule;
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
  holders(seat) {
    return this.world.holdings
      .filter((h) => seats_of(this.world, h).includes(seat))
      .map((h) => h.person);
  }
  delegates(seat, holder) {
    return this.world.delegations
      .filter((d) => d.from === holder && seats_of(this.world, d).includes(seat))
      .map((d) => d.to);
  }
  // What an office is asked of; undefined where the thing names none.
  place_of(party) {
    return party.fact === "" ? "" : this.facts.sections[party.fact];
  }

  /** The ways in which `who` acts in the office of a party: [condition, for whom]. */
  ways_of(party, who) {
    const office = this.office(party.office);
    const place = this.place_of(party);
    if (!office || (office.scope !== "body" && place === undefined)) return [];
    return this.ways(office, place, who);
  }

  ways(office, place, who) {
    const seat = seat_at(this.world, office, place);
    const holders = this.holders(seat);
    if (!holders.length) {
      return [[this.present(this.office(office.when_vacant), place, who), undefined]];
    }
    const ways = [[`${who} in Seat::"${seat}"`, who]];
    for (const holder of holders) {
      const away = `${person(holder)}.away`;
      ways.push([all([away, `${who} in Delegates::"${seat}/${holder}"`]), person(holder)]);
      const somebody_named = any(
        this.delegates(seat, holder).map((id) => not(`${person(id)}.away`)),
      );
      const deputy = this.present(this.office(office.when_absent), place, who);
      ways.push([all([away, not(somebody_named), deputy]), person(holder)]);
    }
    return ways;
  }

  /** That `who` acts in an office and is there. Who stands in for somebody always is. */
  present(office, place, who) {
    if (!office) return "false";
    const ways = this.ways(office, place, who).map(([condition]) => condition);
    return all([not(`${who}.away`), any(ways)]);
  }

  /** Of which things a party is said. */
  said_of(party) {
    const open = party.unless_confined ? "!resource.confined" : "true";
    return party.kind === "staff" ? "true" : all([`resource.rank <= ${party.rank_max}`, open]);
  }

  is_one(party, who) {
    return all([this.said_of(party), this.is_meant(party, who)]);
  }

  is_meant(party, who) {
    switch (party.kind) {
      case "staff":
        return "true";
      case "person":
        return this.of_thing(`person_${party.fact}`, (fact) => `${who} == ${fact}`);
      case "member":
        return this.of_thing(`section_${party.fact}`, (fact) => `${who} in ${fact}`);
      case "former_member":
        return any([
          this.of_thing(`section_${party.fact}`, (fact) => `${who} in ${fact}`),
          this.of_thing(`former_${party.fact}`, (fact) => `${who} in ${fact}`),
        ]);
      default:
        return any(this.ways_of(party, who).map(([condition]) => condition));
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
    const ways = this.ways_of(party, who).map(([condition, holder]) =>
      all([condition, not(this.excluded(who)), holder ? not(this.excluded(holder)) : "true"]),
    );
    return all([this.said_of(party), any(ways)]);
  }

  somebody_free(party) {
    if (party.kind === "staff") return "true";
    const free = (id) => all([this.may(party, person(id)), not(this.excluded(person(id)))]);
    return any(this.world.people.map(free));
  }

  empty(party) {
    if (party.kind === "staff") return "false";
    const nobody = not(any(this.world.people.map((id) => this.is_one(party, person(id)))));
    return all([this.said_of(party), nobody]);
  }
}
