#!/usr/bin/env python3
"""Writes docs/coverage.md: what runs each place of the five regulations the mission came from.

For every place: the controls it speaks of (tests/oracle/00N-controls.yaml, decided by hand), the
definitions that fulfil them, and how: refused by the server, routed to those who decide, recorded,
falling due, asked of each person. Places and ids only. `--check` compares instead of writing.
"""

import argparse
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "coverage.md"
TEXTS = {"000": "S0 基本方針（共済組合）", "001": "S1 個人情報保護方針ほか（共済組合）",
         "002": "S2 情報セキュリティ対策要綱（広域連合）", "003": "S3 基本方針（一部事務組合議会）",
         "004": "S4 情報セキュリティ基本規程（市）"}
# Rows that a later part of mamori watches by itself: rounds keep them until then.
WATCHED_LATER = ("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "C5")


def read(path):
    return yaml.safe_load(path.read_text())


def definitions(folder, key):
    loaded = (read(path) for path in sorted((ROOT / "definitions" / folder).glob("*.yaml")))
    return {one[key]: one for one in loaded}


PROCEDURES = definitions("procedures", "procedure")
REGISTERS = definitions("registers", "register")
DUTIES = definitions("duties", "duty")
SITUATIONS = definitions("handling", "handling")


def controls():
    found = {}
    for path in sorted((ROOT / "definitions" / "controls").glob("*.yaml")):
        for control in (read(path) or {}).get("controls") or []:
            found[control["id"]] = control
    for name, register in REGISTERS.items():
        for served in register.get("serves", []):
            found[service(served)["control"]]["satisfied_by"] += [{"register": name}]
    return found


def service(served):
    """What a register says of a control it serves: its name, or also which entries count."""
    return served if isinstance(served, dict) else {"control": served}


def way_of_register(control_id, register):
    """How a register enforces a control: what counts, and how often something new must."""
    named = [service(served) for served in register.get("serves", [])]
    counted = next((one for one in named if one["control"] == control_id), {})
    way = counted["what"] + "を記録する" if "what" in counted else "記録する"
    return way + "・期限を見る" if "every_months" in counted else way


def scenarios():
    """The scenarios that use a definition, by its id."""
    using = {}
    for path in sorted((ROOT / "tests" / "scenarios").glob("*.yaml")):
        text = path.read_text()
        for name in [*PROCEDURES, *REGISTERS, *DUTIES]:
            named = (f"procedure: {name}", f"performs: {name}")
            if path.stem.split("_")[0] == name or any(way in text for way in named):
                using.setdefault(name, []).append(path.stem)
    return using


def ways_of_procedure(control_id, procedure):
    """How a procedure enforces a control: whether something is refused, decided, recorded."""
    ways = []
    refusals = [*procedure.get("refuse", []), procedure.get("occupies") or {}]
    for handled in procedure.get("handles", []):
        refusals += [demand for ruling in SITUATIONS[handled["handling"]]["rulings"]
                     if ruling["answer"] == "forbidden" for demand in ruling["demands"]]
    if any(control_id in refusal.get("controls", []) for refusal in refusals):
        ways.append("拒む")
    ways.append("決裁する" if "decision" in procedure or any(
        act["id"] in ("approve", "permit") for act in procedure.get("acts", [])) else "記録する")
    if procedure.get("due") or procedure.get("follow_up"):
        ways.append("期限を見る")
    return ways


def how(control_id, satisfier):
    """A line for one satisfier: what it is and how it enforces."""
    (kind, name), = satisfier.items()
    if kind == "procedure":
        procedure = PROCEDURES[name]
        ways = "・".join(ways_of_procedure(control_id, procedure))
        return f"手続「{procedure['title']}」（{ways}）"
    if kind == "register":
        register = REGISTERS[name]
        return f"台帳「{register['title']}」（{way_of_register(control_id, register)}）"
    if kind == "duty":
        duty = DUTIES[name]
        way = "一人ひとりに求める" if duty.get("each") == "person" else "期限を見る"
        return f"定期「{duty['title']}」（{way}）"
    return {"organisation": "組織（役職に就ける）", "ledger": "記録（改ざんを検知する）",
            "anchoring": "検証値の控え（期限を見る）"}.get(kind, f"{kind} {name}")


def places_of(number):
    """(place, ids of its controls); where there are several documents, its number before it."""
    answers = read(ROOT / "tests" / "oracle" / f"{number}-controls.yaml")
    yield from answers.get("places", {}).items()
    for document, places in answers.get("documents", {}).items():
        yield from ((f"{document}: {place}", ids) for place, ids in places.items())


def rows_of(number, all_controls):
    for place, ids in places_of(number):
        if not ids:
            continue
        ways = []
        for control_id in ids:
            control = all_controls[control_id]
            fulfilled = [how(control_id, satisfier) for satisfier in control["satisfied_by"]]
            if not fulfilled:
                later = control["row"] in WATCHED_LATER
                fulfilled = ["監視で動かす（この先）" if later else "**まだない**"]
            ways += [way for way in fulfilled if way not in ways]
        yield place, ids, ways


def page():
    all_controls = controls()
    lines = ["# What runs each place of the five regulations", "",
             "Generated by `tests/coverage.py` from `definitions/` and the answers in"
             " `tests/oracle/`; `./test` compares it. Places that demand nothing (目的, 定義) are left"
             " out. 拒む: the server refuses; 決裁する: goes to those who decide;"
             " 記録する: kept in a register or by an act; 期限を見る: falls due and is told when late.", ""]
    missing_all = total_all = 0
    sections = []
    for number, title in TEXTS.items():
        rows = list(rows_of(number, all_controls))
        missing = sum(all(way == "**まだない**" for way in ways) for _, _, ways in rows)
        missing_all, total_all = missing_all + missing, total_all + len(rows)
        sections += [f"## {title}", "",
                     f"{len(rows) - missing} of {len(rows)} places that demand something run.", "",
                     "| place | controls | what runs it, and how |", "| --- | --- | --- |"]
        for place, ids, ways in rows:
            sections.append(f"| {place} | {', '.join(ids)} | {'、'.join(ways)} |")
        sections.append("")
    lines += [f"**{total_all - missing_all} of {total_all} places run.**", "", *sections,
              "## Scenario tests", "", "| definition | tests/scenarios/ |", "| --- | --- |"]
    lines += [f"| {name} | {', '.join(names)} |" for name, names in sorted(scenarios().items())]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    if not parser.parse_args().check:
        PAGE.write_text(page())
        return
    same = PAGE.is_file() and PAGE.read_text() == page()
    print("ok       docs/coverage.md is what the definitions say" if same else
          "FAILED   docs/coverage.md is not what the definitions say: run tests/coverage.py")
    print(f"{int(same)} passed, {int(not same)} failed")
    sys.exit(not same)


if __name__ == "__main__":
    main()
