#!/usr/bin/env python3
"""A year in the life of a body, from outside: see year/README.md.

    year_test.py [--body union|city] [--days N] [--seed N] [--visits N] [--keep FOLDER] [--tell]
"""

import argparse
import pathlib
import random
import sys
import tempfile
import time

from checks import Checks, Skip, expect, expect_equal
from clock import LIBRARY
from program import ROOT, run, seed
from year import record, town
from year.simulation import Simulation

BODIES = {"union": (town.UNION, 40, 9), "city": (town.CITY, 1000, 40)}
SHORT_DAYS = 16
PROCEDURES = {file.stem for file in (ROOT / "definitions" / "procedures").glob("*.yaml")}


def simulation_of(options, folder):
    sections, people, visits = BODIES[options.body]
    regulation = seed("002") if options.body == "union" else None
    return Simulation(folder, random.Random(options.seed), sections, people,
                      options.visits or visits, regulation)


def expect_none(found, what):
    found = list(found)
    expect(not found, f"{len(found)} {what}: {found[:5]}")


def judge(checks, simulation, folder):
    """The invariants, when all is over."""
    diary, export = simulation.diary, folder / "export"
    with checks.check("replaying the record gives the same tables"):
        done = run("rebuild", "--data", simulation.data, "--check", seconds_max=3600)
        expect_equal(done.returncode, 0, done.stdout + done.stderr)
    with checks.check("mamori verify finds nothing wrong"):
        done = run("verify", simulation.data / "main.sqlite", seconds_max=3600)
        expect_equal(done.returncode, 0, done.stdout + done.stderr)
    with checks.check("nor does the verifier written from the format's description"):
        done = run("export", "--data", simulation.data, export, seconds_max=3600)
        expect_equal(done.returncode, 0, done.stderr)
        record.verified(export)
    everything = list(record.records(export))
    with checks.check("of all that is late somebody was told"):
        expect_none(record.untold(everything, simulation.late), "untold")
        expect_none(record.untold_since(everything, diary.late), "untold when it was late")
    with checks.check("every act that was acknowledged is there, by whom it was done"):
        expect_none(record.lost(everything, diary.acknowledged), "lost")
    with checks.check("nobody decided an application of their own"):
        expect_none(record.decided_by_the_applicant(everything), "decided by the applicant")
    with checks.check("nothing was decided twice, nor after its end"):
        expect_none(record.decided_twice(everything), "decided twice")
        expect_none(record.decided_after_the_end(everything), "decided after the end")
    return everything


def tell_slowest(diary, count):
    """What took longest, as whoever asked waited for it."""
    quantiles = {}
    for kind, times in diary.times.items():
        times = sorted(times)
        quantiles[kind] = (times[len(times) // 2] * 1000, times[len(times) * 99 // 100] * 1000)
    for kind in sorted(quantiles, key=lambda one: quantiles[one], reverse=True)[:count]:
        median, slow = quantiles[kind]
        print(f"  {kind:60} {len(diary.times[kind]):6} × p50 {median:7.1f} ms, p99 {slow:7.1f} ms")


def tell_figures(options, simulation, everything, took):
    figures = simulation.figures()
    used = record.procedures_used(everything)
    print(f"figure: {options.body} {options.days} days: {figures['acts']} acts, "
          f"{len(everything)} records, {len(used)} procedures of {len(PROCEDURES)}, "
          f"{figures['refused']} refused, {figures['pages']} pages, {took:.0f} s, of the "
          f"program's processor {figures['processor']:.0f} s, {figures['bytes'] / 1e6:.1f} MB")
    if options.tell:
        print(f"  not used: {sorted(PROCEDURES - used)}")
    tell_slowest(simulation.diary, 40 if options.tell else 3)


def tell(diary):
    """What was played and what was not, for whoever tunes the players."""
    for kind, count in sorted(diary.given_up.items()):
        error = diary.last_error[kind]
        wrong = "; ".join(one["message"] for one in error.get("fields") or [])
        print(f"  gave up {count:4} × {kind}: {error.get('code')} {wrong}")
    for (kind, code), count in diary.refusals.most_common(60):
        print(f"  refused {count:4} × {kind}: {code}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--body", choices=BODIES, default="union")
    parser.add_argument("--days", type=int, default=SHORT_DAYS)
    parser.add_argument("--seed", type=int, default=20260401)
    parser.add_argument("--visits", type=int, help="people who come on a day")
    parser.add_argument("--keep", type=pathlib.Path, help="a new folder that stays")
    parser.add_argument("--tell", action="store_true")
    options = parser.parse_args()
    checks = Checks("year")
    with tempfile.TemporaryDirectory(prefix="mamori-year-") as folder:
        folder = options.keep or pathlib.Path(folder)
        folder.mkdir(exist_ok=True)
        simulation = simulation_of(options, folder)
        begun = time.monotonic()
        with checks.check(f"{options.body}, {options.days} days, seed {options.seed}"), \
                simulation.ending():
            if not LIBRARY:
                raise Skip("faketime is not installed")
            simulation.live(options.days)
        if checks.passed:
            took = time.monotonic() - begun
            everything = judge(checks, simulation, folder)
            tell_figures(options, simulation, everything, took)
        if options.tell:
            tell(simulation.diary)
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
