#!/usr/bin/env python3
"""Two verifiers of the ledger, one judgement: `mamori verify` and docs/verify/verify_ledger.py.

The second was written from docs/ledger-format.md alone. An export is made by the real program, then
copies of it are damaged in every way a file can be; both must find it, name the same first record
that does not fit and say the same of it.
"""

import argparse
import json
import pathlib
import random
import shutil
import sys
import tempfile
import time

from checks import Checks, expect, expect_equal
from crash_test import ADMINISTRATOR
from program import ROOT, Serving, run

sys.path.insert(0, str(ROOT / "docs" / "verify"))
import verify_ledger  # pylint: disable=wrong-import-position

RECORDS = 520  # two full tiles of 256 and a part of a third


class Export:
    """A sound export, an older one of the same ledger, and copies to damage."""

    def __init__(self, folder):
        self.folder = folder
        self.sound = folder / "sound"
        self.older = folder / "older"
        data = folder / "data"
        with Serving(data) as serving:
            visitor = serving.visitor()
            visitor.act("/b/main/start", {
                **ADMINISTRATOR, "password_again": ADMINISTRATOR["password"],
                "token": serving.first_link.split("token=")[1]})
            visitor.act("/b/main/organisation/sample")
            section = visitor.model("/b/main/organisation")["organisation"]["sections"][0]["id"]
            self.write(data, self.older)
            for number in range(RECORDS):
                visitor.act("/b/main/registers/assets/new", {
                    "name": f"媒体{number}", "kind": "media", "importance": "3",
                    "section": section})
            serving.stop()
        self.write(data, self.sound)

    @staticmethod
    def write(data, folder):
        done = run("export", "--data", data, folder)
        expect_equal(done.returncode, 0, done.stderr)

    def files(self):
        return sorted(path.relative_to(self.sound).as_posix()
                      for path in self.sound.rglob("*") if path.is_file())

    def copy(self):
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.sound, copy)
        return copy


# --- ways to damage a copy; each says what it did ---

def flip(copy, name, dice):
    content = bytearray((copy / name).read_bytes())
    at = dice.randrange(len(content))
    content[at] ^= 1 << dice.randrange(8)
    (copy / name).write_bytes(content)
    return f"byte {at} of {name}"


def cut(copy, name, dice):
    content = (copy / name).read_bytes()
    kept = dice.randrange(len(content))
    (copy / name).write_bytes(content[:kept])
    return f"{name} cut to {kept} bytes"


def lengthen(copy, name, dice):
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content + bytes(dice.randrange(1, 80)))
    return f"{name} made longer"


def remove(copy, name, _):
    (copy / name).unlink()
    return f"{name} removed"


def swap(copy, name, dice):
    """Two neighbouring pieces of 32 bytes change places: hashes, or parts of records."""
    content = (copy / name).read_bytes()
    at = 32 * dice.randrange(max(1, len(content) // 32 - 1))
    swapped = content[:at] + content[at + 32:at + 64] + content[at:at + 32] + content[at + 64:]
    (copy / name).write_bytes(swapped)
    return f"two pieces of {name} swapped at {at}"


def repeat(copy, name, dice):
    content = (copy / name).read_bytes()
    at = dice.randrange(1, len(content))
    (copy / name).write_bytes(content[:at] + content[max(0, at - 40):])
    return f"bytes repeated in {name} at {at}"


def add_file(copy, name, _):
    (copy / name).with_name("x999").write_bytes(b"?")
    return f"a file beside {name}"


def swap_records(copy, name, dice):
    """Two records change places, in the entries and their hashes alike."""
    if not name.startswith("tile/entries/"):
        return flip(copy, name, dice)
    entries = split_entries((copy / name).read_bytes())
    at = dice.randrange(len(entries) - 1)
    entries[at], entries[at + 1] = entries[at + 1], entries[at]
    join_entries(copy, name, entries)
    return f"records {at} and {at + 1} of {name} swapped"


def rewrite_record(copy, name, dice):
    """A record changed as a careful forger would, with the hash that fits it."""
    if not name.startswith("tile/entries/"):
        return flip(copy, name, dice)
    entries = split_entries((copy / name).read_bytes())
    at = dice.randrange(len(entries))
    entries[at] = entries[at].replace(b"actor ", b"actor x", 1)
    join_entries(copy, name, entries)
    return f"record {at} of {name} rewritten"


def split_entries(content):
    entries = []
    while content:
        length = int.from_bytes(content[:2], "big")
        entries.append(content[2:2 + length])
        content = content[2 + length:]
    return entries


def join_entries(copy, name, entries):
    content = b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
    (copy / name).write_bytes(content)
    hashes = b"".join(verify_ledger.leaf_hash(entry) for entry in entries)
    (copy / name.replace("entries", "0")).write_bytes(hashes)


WAYS = [flip, cut, lengthen, remove, swap, repeat, add_file, swap_records, rewrite_record]


# --- the two judgements ---

def by_mamori(folder, against=()):
    arguments = [word for path in against for word in ("--against", path)]
    return json.loads(run("verify", folder, "--json", *arguments).stdout)


def by_the_other(folder, against=()):
    verifier = verify_ledger.Verifier(folder, older=[path.read_bytes() for path in against])
    verifier.run()
    return verifier.report()


def expect_agreement(what, folder, against=(), ok=False):
    ours, others = by_mamori(folder, against), by_the_other(folder, against)
    expect_equal(ours["ok"], ok, f"{what}: mamori")
    expect_equal(others["ok"], ok, f"{what}: the other")
    for said in ("first_bad_record", "code", "size"):
        theirs = others[said]
        expect_equal(ours[said], theirs, f"{what}: {said}, mamori against the other")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=2, help="copies for each way and file")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"to repeat: tests/verifiers_test.py --each {options.each} --seed {options.seed}")
    dice = random.Random(options.seed)
    checks = Checks("verifiers")
    with tempfile.TemporaryDirectory(prefix="mamori-verifiers-") as folder:
        export = Export(pathlib.Path(folder))
        older = export.older / "checkpoint"
        with checks.check("both find a sound export sound, and the continuation of an older one"):
            expect_agreement("sound", export.sound, [older], ok=True)
        with checks.check("both see a rollback"):
            expect_agreement("rollback", export.older, [export.sound / "checkpoint"])
        damaged = 0
        for way in WAYS:
            with checks.check(f"both find what {way.__name__} does, and say the same of it"):
                for name in export.files():
                    for _ in range(options.each):
                        copy = export.copy()
                        what = way(copy, name, dice)
                        damaged += 1
                        expect_agreement(what, copy)
        print(f"{damaged} damaged exports")
    expect(damaged > 0, "nothing was damaged")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
