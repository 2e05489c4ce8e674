#!/usr/bin/env python3
"""Two verifiers of the ledger, one judgement: `mamori verify` and docs/verify/verify_ledger.py.

The second was written from docs/ledger-format.md alone. An export is made by the real program, then
copies of it are damaged in every way a file can be; both must find it, name the same first record
that does not fit and say the same of it.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from checks import Checks, Skip, expect, expect_equal
from program import ADMINISTRATOR, ROOT, Serving, run

sys.path.insert(0, str(ROOT / "docs" / "verify"))
import verify_ledger  # pylint: disable=wrong-import-position

SOFTHSM = pathlib.Path("/usr/lib/softhsm/libsofthsm2.so")
RECORDS = 520  # two full tiles of 256 and a part of a third


def erase_something(visitor):
    """A draft that is dropped takes its text with it."""
    draft = visitor.act("/b/main/regulations/new", {"text": "規程\n第1条　これは、試しである。\n"})
    visitor.act(draft["href"] + "/discard")


class Export:
    """A sound export, an older one of the same ledger, and copies to damage."""

    def __init__(self, folder):
        self.folder = folder
        self.sound = folder / "sound"
        self.data = data = folder / "data"
        self.older = folder / "older"
        self.rotated = folder / "rotated"  # the same ledger under the second key after that
        with Serving(data) as serving:
            visitor = serving.first_administrator()
            section = visitor.model("/b/main/organisation")["organisation"]["sections"][0]["id"]
            self.write(data, self.older)
            erase_something(visitor)
            for number in range(RECORDS):
                visitor.act("/b/main/registers/assets/new", {
                    "name": f"媒体{number}", "kind": "media", "importance": "3",
                    "section": section})
            serving.stop()
        self.write(data, self.sound)
        self.old_key = (self.sound / "key").read_text().strip()
        self.rotate(data)
        self.rotate(data)
        self.write(data, self.rotated)
        self.record_proof = self.prove(data, "record.json", 7)
        self.continuation = self.prove(data, "continuation.json", "--from",
                                       self.size_of(self.sound))

    @staticmethod
    def size_of(folder):
        return (folder / "checkpoint").read_text().split("\n")[1]

    def prove(self, data, name, *what):
        file = self.folder / name
        done = run("prove", "--data", data, *what, "--output", file)
        expect_equal(done.returncode, 0, done.stderr)
        return file

    @staticmethod
    def rotate(data):
        done = run("rotate-key", "--data", data, "--reason", "定期の交替")
        expect_equal(done.returncode, 0, done.stderr)

    @staticmethod
    def write(data, folder):
        done = run("export", "--data", data, folder)
        expect_equal(done.returncode, 0, done.stderr)

    def files(self, folder=None):
        folder = folder or self.sound
        return sorted(path.relative_to(folder).as_posix()
                      for path in folder.rglob("*") if path.is_file())

    def copy(self, folder=None):
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder or self.sound, copy)
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

def by_mamori(target, against=(), key=None):
    arguments = [word for path in against for word in ("--against", path)]
    arguments += ["--key", key] if key else []
    command = "verify" if target.is_dir() else "verify-proof"
    return json.loads(run(command, target, "--json", *arguments).stdout)


def by_the_other(target, against=(), key=None):
    older = [path.read_bytes() for path in against]
    verifier = verify_ledger.Verifier(target, key, older) if target.is_dir() else \
        verify_ledger.ProofVerifier(target.read_bytes(), key, older)
    verifier.run()
    return verifier.report()


def expect_agreement(what, target, against=(), key=None, ok=False):
    ours, others = by_mamori(target, against, key), by_the_other(target, against, key)
    expect_equal(ours["ok"], ok, f"{what}: mamori")
    expect_equal(others["ok"], ok, f"{what}: the other")
    for said in ("first_bad_record", "record", "from", "erased", "erasures", "code",
                 "size"):
        if said in ours and said in others:
            expect_equal(ours[said], others[said], f"{what}: {said}, mamori against the other")


def check_erasure(checks, export):
    with checks.check("both say which payload was erased, by whom and why"):
        told = by_the_other(export.sound, (), None)["erasures"]
        expect_equal(len(told), 1, "erasures")
        expect(told[0]["reason"] != "" and told[0]["actor"] != "", f"told little: {told[0]}")
        expect_agreement("with an erasure", export.sound, ok=True)


# --- keys that follow one another ---

def check_rotation(checks, export):
    with checks.check("both follow the chain of keys from the old one"):
        for key in (export.old_key, (export.rotated / "key").read_text().strip()):
            expect_agreement("rotated", export.rotated, key=key, ok=True)
        expect_agreement("older", export.rotated, [export.older / "checkpoint",
                                                   export.sound / "checkpoint"], ok=True)
        expect_agreement("not yet", export.sound,
                         key=(export.rotated / "key").read_text().strip())
    with checks.check("both refuse a checkpoint that a key signed which was not in force"):
        copy = export.copy(export.rotated)
        for name in ("key", "checkpoint"):
            (copy / name).write_bytes((export.sound / name).read_bytes())
        expect_agreement("old key back", copy)
        # The same size, signed anew by the first key: only who holds it can make that.
        copy = export.copy(export.rotated)
        (copy / "key").write_text(export.old_key + "\n")
        expect_agreement("key of before", copy)
    with checks.check("both find what is changed in a handover"):
        for name in [name for name in export.files(export.rotated) if name.startswith("payload/")]:
            content = (export.rotated / name).read_bytes()
            if b"mamori-key-rotation/1" in content:
                copy = export.copy(export.rotated)
                (copy / name).write_bytes(content.replace(b"mamori-key-rotation/1",
                                                          b"mamori-key-rotation/2"))
                expect_agreement("another form", copy)


def check_token(checks, export):
    with checks.check("both follow the chain into a token, whose key never was in a file"):
        if not SOFTHSM.exists():
            raise Skip("SoftHSM (package softhsm2) is not installed")
        uri = make_token(export.folder)
        done = run("rotate-key", "--data", export.data, "--reason", "装置に移す", "--to", uri)
        expect_equal(done.returncode, 0, done.stderr)
        expect(not (export.data / "main.key").exists(), "the key file is gone")
        with Serving(export.data, "--key", uri) as serving:
            visitor = serving.visitor()
            visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
            visitor.act("/b/main/organisation/sections", {"name": "会計課"})
            serving.stop()
        in_token = export.folder / "in_token"
        export.write(export.data, in_token)
        expect_agreement("in a token", in_token, [export.rotated / "checkpoint"],
                         key=export.old_key, ok=True)


def make_token(folder):
    """A token in software; returns the URI of a key to be made in it."""
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    pin = folder / "pin"
    pin.write_text("87654321\n")
    pin.chmod(0o600)
    subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "mamori", "--so-pin",
                    "12345678", "--pin", "87654321"], check=True, capture_output=True)
    return f"pkcs11:token=mamori;object=ledger?module-path={SOFTHSM}&pin-source=file:{pin}"


# --- proofs as files ---

def check_proofs(checks, export, dice, each):
    kept = export.sound / "checkpoint"
    with checks.check("both accept a proof, from the old key too"):
        expect_agreement("record", export.record_proof, key=export.old_key, ok=True)
        expect_agreement("continuation", export.continuation, [kept], key=export.old_key, ok=True)
    with checks.check("both refuse a proof of another ledger"):
        stranger = "mamori/main+" + "0" * 8 + export.old_key[len("mamori/main+00000000"):]
        expect_agreement("stranger", export.record_proof, key=stranger)
    with checks.check("both find every member of a proof that is not as it was"):
        for sound in (export.record_proof, export.continuation):
            for damaged in damaged_proofs(json.loads(sound.read_text()), dice, each):
                changed = export.folder / "changed.json"
                changed.write_text(json.dumps(damaged, ensure_ascii=False))
                expect_agreement(json.dumps(damaged)[:3000], changed)


def damaged_proofs(proof, dice, each):
    for member, value in proof.items():
        yield {name: one for name, one in proof.items() if name != member}
        if member not in ("salt", "payload"):
            yield {**proof, member: None}
        if isinstance(value, str):
            for _ in range(each):
                at = dice.randrange(len(value))
                other = chr(ord(value[at]) ^ 1)
                if other not in '"\\' and ord(other) >= 32:
                    yield {**proof, member: value[:at] + other + value[at + 1:]}
        elif isinstance(value, int):
            yield {**proof, member: value + 1}
        elif isinstance(value, list) and value:
            if member != "handovers":  # a proof may lead from fewer old keys
                yield {**proof, member: value[1:]}
            yield {**proof, member: value + value[-1:]}
            yield {**proof, member: [value[-1][:-3] + "A" + value[-1][-2:]] + value[:-1]}
    yield {**proof, "remark": ""}


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
        check_erasure(checks, export)
        check_rotation(checks, export)
        check_token(checks, export)
        check_proofs(checks, export, dice, 4 * options.each)
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
