#!/usr/bin/env python3
"""Runs every test of mamori; ./test calls it after it has installed what the tests need.

Each step is a command or a few; what it printed stands in build/test-logs/<step>.log and is shown
when it failed. A step that crashes, runs out of time or counts no test is a failure. At the end
stand the figures that were measured ("figure: …") and the sum: "N passed, N failed, N skipped".
"""

import argparse
import concurrent.futures
import dataclasses
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import postgres

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "test-logs"
CLOSING_LINE = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")

# What reads bytes from outside or keeps the data: tested again under address and
# undefined-behaviour sanitizers. The rest only with --asan-all, to be run before landing what
# touches it: the pages, recovery and the scenarios alone take longer than all of these.
SANITIZED = [f"{name}_test" for name in (
    "base", "imports", "labels", "store", "ledger", "regulation", "identity", "directory")]
# What keeps data in a Store, tested on SQLite and on PostgreSQL alike.
STORING = [f"{name}_test" for name in (
    "store", "search", "ledger", "catalogue", "organisation", "access", "registers", "retention",
    "identity", "notices", "body", "recovery", "scenario")]
SANITIZER_OPTIONS = {"ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1",
                     "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"}


@dataclasses.dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: list = dataclasses.field(default_factory=list)  # why something was skipped

    def __add__(self, other):
        return Count(self.passed + other.passed, self.failed + other.failed,
                     self.skipped + other.skipped, self.reasons + other.reasons)

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


class StepFailed(Exception):
    """A step that could not count its tests; the text says why."""


class Step:
    """One step while it runs: its commands, its log."""

    def __init__(self, name, options):
        self.name = name
        self.options = options
        self.log = LOGS / f"{name}.log"
        self.log.write_text("")

    def run(self, command, seconds_max=900, environment=None, cwd=ROOT):
        """Runs a command; returns its exit code and what it printed, which is also in the log."""
        try:
            done = subprocess.run([str(word) for word in command], cwd=cwd, text=True,
                                  errors="replace", stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  env={**os.environ, **(environment or {})},
                                  timeout=seconds_max)
        except subprocess.TimeoutExpired as late:
            printed = (late.stdout or b"").decode(errors="replace")
            self.note(f"{_shown(command)}\n{printed}")
            raise StepFailed(f"still running after {seconds_max} s") from late
        self.note(f"{_shown(command)}\n{done.stdout}")
        return done.returncode, done.stdout

    def must(self, command, **how):
        code, output = self.run(command, **how)
        if code != 0:
            raise StepFailed(f"{command[0]} ended with {code}")
        return output

    def note(self, text):
        with self.log.open("a") as log:
            log.write(text if text.endswith("\n") else text + "\n")


def _shown(command):
    words = " ".join(map(str, command))
    return f"$ {words[:200]}{' …' if len(words) > 200 else ''}"


# --- what counts ---

def counted_by_closing_line(step, command, **how):
    """A test program whose last line is "N passed, N failed, N skipped"."""
    code, output = step.run(command, **how)
    lines = [line for line in output.splitlines() if line.strip()]
    closing = CLOSING_LINE.match(lines[-1]) if lines else None
    if not closing:
        raise StepFailed(f"ended with {code} and without a closing line")
    count = Count(*(int(number or 0) for number in closing.groups()))
    count.reasons = [line.split(None, 1)[1] for line in lines if line.startswith("skipped ")]
    if code != 0 and not count.failed:
        raise StepFailed(f"ended with {code} although no test failed")
    return count


def counted_by_node(step, command, **how):
    code, output = step.run(command, **how)
    found = dict(re.findall(r"^\S+ (pass|fail|cancelled|skipped|todo) (\d+)$", output, re.M))
    if "pass" not in found:
        raise StepFailed(f"ended with {code} and without a summary")
    count = Count(int(found["pass"]), int(found["fail"]) + int(found.get("cancelled", 0)),
                  int(found.get("skipped", 0)) + int(found.get("todo", 0)))
    if code != 0 and not count.failed:
        raise StepFailed(f"ended with {code} although no test failed")
    return count


def counted_by_gtest(step, name, command, environment=None):
    """A GoogleTest program or a part of it; one that dies on the way is one failure."""
    result = LOGS / f"{step.name}.{name}.json"
    result.unlink(missing_ok=True)
    try:
        code, output = step.run([*command, f"--gtest_output=json:{result}", "--gtest_brief=1"],
                                seconds_max=1800, environment=environment)
    except StepFailed as failure:
        step.note(f"{name}: {failure}")
        return Count(failed=1)
    if not result.exists():
        step.note(f"{name}: died with {code} before its end")
        return Count(failed=1)
    count = Count(reasons=[f"{name}: {reason}" for reason in
                           re.findall(r": Skipped\n(.*)\n", output)])
    for suite in json.loads(result.read_text())["testsuites"]:
        for test in suite["testsuite"]:
            if test.get("failures"):
                count.failed += 1
            elif test["result"] == "SKIPPED":
                count.skipped += 1
            elif test["status"] == "RUN":
                count.passed += 1
    if code != 0 and not count.failed:
        step.note(f"{name}: ended with {code} after {count}")
        count.failed += 1
    return count


def gtest_programs(step, folder):
    """{name: command} of the tests CMake knows there and that are built."""
    listed = step.must(["ctest", "--test-dir", folder, "--show-only=json-v1"])
    tests = json.loads(listed[listed.index("{"):])["tests"]
    return {test["name"]: test["command"] for test in tests if "command" in test}


def run_gtest_programs(step, programs, environment=None):
    """Each in as many parts as there are processors, so that none of these waits for a long one."""
    parts = step.options.jobs
    with concurrent.futures.ThreadPoolExecutor(parts) as pool:
        running = {name: [pool.submit(counted_by_gtest, step, f"{name}.{part}", command,
                                      {**(environment or {}), "GTEST_TOTAL_SHARDS": str(parts),
                                       "GTEST_SHARD_INDEX": str(part)})
                          for part in range(parts)]
                   for name, command in programs.items()}
        counts = {name: sum((one.result() for one in all_parts), Count())
                  for name, all_parts in running.items()}
    for name, count in counts.items():
        if count.passed + count.failed + count.skipped == 0:
            step.note(f"{name}: counted no test")
            count.failed += 1
    return sum(counts.values(), Count())


def build(step, preset, targets):
    folder = ROOT / "build" / preset
    if not (folder / "build.ninja").exists():
        step.must(["cmake", "--preset", preset])
    step.must(["cmake", "--build", folder, "--parallel", step.options.jobs, "--target", *targets],
              seconds_max=3600)


# --- the steps ---

def browser_units(step):
    """browser/: types, bundle, logic, every template with every example."""
    step.must(["npm", "run", "--silent", "build"], cwd=ROOT / "browser")
    return counted_by_node(step, ["npm", "test"], cwd=ROOT / "browser")


def build_release(step):
    """The whole program and its tests, warnings being errors. Building is one test."""
    build(step, "release", ["all"])
    return Count(passed=1)


def unit_tests(step):
    """The tests of every room, and the scenarios."""
    return run_gtest_programs(step, gtest_programs(step, ROOT / "build" / "release"),
                              {"GTEST_FILTER": "-Postgres*"})


def unit_tests_on_postgres(step):
    """The same for what keeps data, on a PostgreSQL server of the test's own: one walk of many, and
    not each register's fields again, which are checked before they come to the database."""
    programs = {name: command
                for name, command in gtest_programs(step, ROOT / "build" / "release").items()
                if pathlib.Path(command[0]).name in STORING}
    with postgres.Server({"fsync": "off"}) as server:
        return run_gtest_programs(step, programs, {
            "MAMORI_TEST_DATABASE": server.url, "GTEST_FILTER": "-Sqlite*:Seeds/*:Definitions/*"})


def verifiers(step):
    """mamori and a verifier written from the format's description alone, on damaged exports."""
    return counted_by_closing_line(step, [sys.executable, "tests/verifiers_test.py"])


def trees(step):
    """The Merkle tree against another implementation."""
    return counted_by_closing_line(step, [sys.executable, "tests/trees_test.py"])


def tiles(step):
    """A client that knows C2SP tlog-tiles reads the ledger of a running server."""
    return counted_by_closing_line(step, [sys.executable, "tests/tiles_test.py"])


def anchoring(step):
    """The daily checkpoint leaves the house: folder, time stamp, mail, paper."""
    return counted_by_closing_line(step, [sys.executable, "tests/anchoring_test.py"])


def directory(step):
    """People sign in with a directory (slapd) and an OpenID Connect provider."""
    return counted_by_closing_line(step, [sys.executable, "tests/directory_test.py"])


def failover(step):
    """Several mamori on PostgreSQL: one is killed, then the primary server."""
    return counted_by_closing_line(step, [sys.executable, "tests/failover_test.py"])


def recovery(step):
    """Backups taken under load and restored; moving to PostgreSQL and back."""
    return counted_by_closing_line(step, [sys.executable, "tests/recovery_test.py"])


def isolation(step):
    """Several bodies in one program, none able to see another."""
    return counted_by_closing_line(step, [sys.executable, "tests/isolation_test.py"])


def format_check(step):
    """clang-format changes nothing. One test."""
    step.must(["clang-format-19", "--dry-run", "-Werror", *sources()])
    return Count(passed=1)


def tidy(step):
    """tests/tidy.py: layers, glossary, dead definitions, overgrown functions, …"""
    return counted_by_closing_line(step, [sys.executable, "tests/tidy.py"])


def coverage(step):
    """What runs each place of the five regulations: docs/coverage.md against the definitions."""
    return counted_by_closing_line(step, [sys.executable, "tests/coverage.py", "--check"])


def clang_tidy(step):
    """clang-tidy over every file, one test each; takes long, so only with --tidy-all."""
    chosen = [file for file in sources() if file.endswith(".cc")]
    with concurrent.futures.ThreadPoolExecutor(step.options.jobs) as pool:
        codes = list(pool.map(lambda file: step.run(clang_tidy_command(file))[0], chosen))
    return Count(passed=codes.count(0), failed=len(codes) - codes.count(0))


def newcomer(step):
    """The built program, used as somebody new would."""
    return counted_by_closing_line(step, [sys.executable, "tests/newcomer_test.py"])


def year(step):
    """Some weeks in the life of a body: people, their work, the clock of each day."""
    return counted_by_closing_line(step, [sys.executable, "tests/year_test.py"])


def crash(step):
    """kill -9 in the middle of a stream of acts."""
    return counted_by_closing_line(step, [sys.executable, "tests/crash_test.py"])


def disk(step):
    """Full, read-only and broken disks, damaged pages, a wrong clock."""
    return counted_by_closing_line(step, [sys.executable, "tests/disk_test.py"])


def exports(step):
    """What other programs read of the formats mamori writes."""
    install_node_modules(step, ROOT / "tests" / "exports")
    return counted_by_closing_line(step, [sys.executable, "tests/exports_test.py"])


def access(step):
    """Cedar decides as mamori does, in invented organisations."""
    folder = ROOT / "tests" / "access"
    install_node_modules(step, folder)
    return counted_by_closing_line(step, ["node", folder / "cedar.mjs"])


def install_node_modules(step, folder):
    if not (folder / "node_modules").exists():
        step.must(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder)


def browser(step):
    """Three people in a headless Chromium."""
    install_node_modules(step, ROOT / "tests" / "browser")
    return counted_by_closing_line(step, ["node", "tests/browser/run.mjs"])


def filter_of(step):
    """Cutting the power tries the disk and not our memory; that and the larger of the two damaged
    exports take minutes here."""
    apart = "" if step.options.asan_all else ":SqlitePower*:Verifying.BytesAllOverALargerExport*"
    return "-Postgres*" + apart


def sanitized(step):
    """The tests of the rooms that read bytes from outside, under ASan and UBSan."""
    build(step, "asan", ["all"] if step.options.asan_all else SANITIZED)
    programs = {name: command
                for name, command in gtest_programs(step, ROOT / "build" / "asan").items()
                if step.options.asan_all or pathlib.Path(command[0]).name in SANITIZED}
    return run_gtest_programs(step, programs,
                              {**SANITIZER_OPTIONS, "GTEST_FILTER": filter_of(step)})


# In this order; those of ALONE by themselves, because they use every processor, what stands between
# them several at once.
ALONE = ("browser-units", "build", "units", "postgres", "clang-tidy", "sanitized")
STEPS = {
    "browser-units": browser_units,
    "build": build_release,
    "units": unit_tests,
    "postgres": unit_tests_on_postgres,
    "browser": browser,
    "format": format_check,
    "tidy": tidy,
    "coverage": coverage,
    "newcomer": newcomer,
    "year": year,
    "exports": exports,
    "access": access,
    "crash": crash,
    "disk": disk,
    "trees": trees,
    "verifiers": verifiers,
    "tiles": tiles,
    "anchoring": anchoring,
    "directory": directory,
    "failover": failover,
    "recovery": recovery,
    "isolation": isolation,
    "clang-tidy": clang_tidy,
    "sanitized": sanitized,
}


def sources():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "--",
                             "src", "tests", "fuzz", "bench"], cwd=ROOT, text=True, check=True,
                            stdout=subprocess.PIPE).stdout.splitlines()
    return sorted(file for file in listed
                  if file.endswith((".cc", ".h")) and (ROOT / file).exists())


def clang_tidy_command(file):
    # The compile commands are those of g++, whose own warnings clang does not know.
    return ["clang-tidy-19", "-p", "build/release", "--quiet",
            "--extra-arg=-Wno-unknown-warning-option", file]


# --- running them ---

def run_step(name, options):
    step = Step(name, options)
    started = time.monotonic()
    if sys.stdout.isatty():
        print(f"{name:<14} …\r", end="", flush=True)
    try:
        count = STEPS[name](step)
        if count.passed + count.failed == 0:
            raise StepFailed("counted no test")
    except (StepFailed, OSError, subprocess.SubprocessError, ValueError, KeyError) as failure:
        step.note(f"{type(failure).__name__}: {failure}")
        count = Count(failed=1)
    seconds = time.monotonic() - started
    print(f"{name:<14} {'ok' if not count.failed else 'FAILED':<7} {seconds:6.1f} s  {count}",
          flush=True)
    for reason in sorted(set(count.reasons)):
        print(f"    skipped ×{count.reasons.count(reason)}: {reason}")
    if count.failed:
        show_log(step.log)
    return count


def run_steps(names, options):
    """The sum of what each counted."""
    total = Count()
    for alone, group in itertools.groupby(names, lambda name: name in ALONE):
        with concurrent.futures.ThreadPoolExecutor(1 if alone else options.jobs) as pool:
            total = sum(pool.map(lambda name: run_step(name, options), group), total)
    return total


def show_log(log, lines_max=400):
    lines = log.read_text(errors="replace").splitlines()
    print(f"---- {log.relative_to(ROOT)}" + f" (last {lines_max} lines)" * (len(lines) > lines_max))
    print("\n".join(lines[-lines_max:]))
    print("----", flush=True)


def figures(names):
    """What the tests of these steps measured: their lines "figure: …", each once."""
    lines = [line for name in names for line in (LOGS / f"{name}.log").read_text().splitlines()
             if line.startswith("figure: ")]
    return list(dict.fromkeys(lines))


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="./test", description="Builds mamori and runs every test.",
        epilog="steps: " + "; ".join(f"{name} — {step.__doc__.splitlines()[0]}"
                                     for name, step in STEPS.items()))
    parser.add_argument("--only", nargs="+", choices=list(STEPS), metavar="STEP",
                        help="run only these steps")
    parser.add_argument("--tidy-all", action="store_true", help="clang-tidy over every file")
    parser.add_argument("--asan-all", action="store_true", help="every room under sanitizers")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="at once")
    return parser.parse_args()


def main():
    options = parse_arguments()
    LOGS.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    chosen = options.only or [name for name in STEPS if name != "clang-tidy" or options.tidy_all]
    total = run_steps(sorted(chosen, key=list(STEPS).index), options)
    for line in figures(chosen):
        print(line)
    print(f"{(time.monotonic() - started) / 60:.1f} minutes; logs in {LOGS.relative_to(ROOT)}/")
    print(total, flush=True)
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
