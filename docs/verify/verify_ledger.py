#!/usr/bin/env python3
"""Verifies an export of a mamori ledger, by its description alone (docs/ledger-format.md).

    verify_ledger.py EXPORT [--key LINE] [--against OLD_CHECKPOINT]... [--json]
    verify_ledger.py PROOF  [--key LINE] [--against OLD_CHECKPOINT]... [--json]

EXPORT is a folder, PROOF a file (a proof of one record, or of continuation). OLD_CHECKPOINT may be
a folder of checkpoints.

An implementation of its own, for those who would rather not take mamori's word for it: nothing here
was taken from mamori's source. It needs Python 3.9 and the program openssl (3.0 or newer), nothing
else, and no network. Exit code 0: everything fits; 1: something does not; 2: it could not be run.
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import hmac
import json
import pathlib
import re
import subprocess
import sys
import tempfile

TILE = 256
ENTRY_MAX = 1024
PAYLOAD_MAX = 16 * 1024 * 1024
ERASURES_TOLD_MAX = 1000
KEY_FILE_MAX = 1024
CHECKPOINT_MAX = 64 * 1024
SIGNATURES_MAX = 16
PATH_MAX = 96
# What precedes 32 bytes of Ed25519 in a public key as openssl reads it (RFC 8410).
ED25519_DER = bytes.fromhex("302a300506032b6570032100")
DECIMAL = re.compile(r"0|[1-9][0-9]*")
NUMBER = re.compile(r"[1-9][0-9]{0,18}")
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z")


class Wrong(Exception):
    """What makes further reading pointless: a code of the format's table."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(record):
    return sha256(b"\x00", record)


def node_hash(left, right):
    return sha256(b"\x01", left, right)


def root_over(hashes):
    """RFC 6962 §2.1 over hashes of complete subtrees of one size."""
    if not hashes:
        return sha256()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(root_over(hashes[:split]), root_over(hashes[split:]))


def unbase64(text, size):
    """Bytes of exactly this size in their only spelling."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as broken:
        raise ValueError("no base64") from broken
    if len(value) != size or base64.b64encode(value).decode() != text:
        raise ValueError("not the only spelling")
    return value


# --- key and checkpoint ---

class Key:
    """The line of the file `key`."""

    def __init__(self, line):
        match = re.fullmatch(r"(mamori/[a-z0-9][a-z0-9-]{0,62})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)",
                             line)
        if not match:
            raise ValueError("no key")
        self.line = line
        self.name = match[1]
        self.body = self.name.split("/")[1]
        algorithm_and_key = unbase64(match[3], 33)
        self.identity = sha256(self.name.encode(), b"\n", algorithm_and_key)[:4]
        if algorithm_and_key[0] != 1 or self.identity.hex() != match[2]:
            raise ValueError("key id does not fit")
        self.public = algorithm_and_key[1:]

    def verifies(self, message, signature):
        with tempfile.TemporaryDirectory() as folder:
            files = {"key": ED25519_DER + self.public, "message": message, "signature": signature}
            for name, content in files.items():
                (pathlib.Path(folder) / name).write_bytes(content)
            done = subprocess.run(
                ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key",
                 "-rawin", "-in", "message", "-sigfile", "signature"],
                cwd=folder, capture_output=True, check=False)
        return done.returncode == 0


def open_note(content):
    """(text with its last line end, [(name, key id, signature)]) of a signed note."""
    text = content.decode()
    if len(content) > CHECKPOINT_MAX or "\n\n" not in text:
        raise ValueError("no signed note")
    body, signatures = text.split("\n\n", 1)
    if not signatures.endswith("\n"):
        raise ValueError("cut off")
    lines = signatures[:-1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise ValueError("too many signatures")
    return body + "\n", [signature_of(line) for line in lines]


def must_be_signed(text, signatures, key):
    ours = [signature for name, identity, signature in signatures
            if name == key.name and identity == key.identity]
    if len(ours) != 1 or len(ours[0]) != 64 or not key.verifies(text.encode(), ours[0]):
        raise ValueError("not signed by the key")


def checkpoint_values(text):
    """(origin, size, root) of the text of a checkpoint."""
    origin, size, root, *extensions = text[:-1].split("\n")
    if not DECIMAL.fullmatch(size) or extensions:
        raise ValueError("no checkpoint")
    return origin, int(size), unbase64(root, 32)


def read_checkpoint(content, key, alone):
    """(size, root) of a checkpoint this key signed; `alone` as it must be in an export."""
    text, signatures = open_note(content)
    origin, size, root = checkpoint_values(text)
    if origin != key.name or (alone and len(signatures) != 1):
        raise ValueError("no checkpoint of this ledger")
    must_be_signed(text, signatures, key)
    return size, root


def signature_of(line):
    match = re.fullmatch(r"— (\S+) ([A-Za-z0-9+/]+={0,2})", line)
    if not match:
        raise ValueError("no signature line")
    value = base64.b64decode(match[2], validate=True)
    if base64.b64encode(value).decode() != match[2] or len(value) < 5:
        raise ValueError("no signature")
    return match[1], value[:4], value[4:]


# --- keys that follow one another ---

class Handover:
    """The statement of a record of the kind ledger.key_rotated; both keys must have signed it."""

    def __init__(self, statement):
        text, signatures = open_note(statement.encode())
        form, self.origin, number, root, self.old, self.new, *more = text[:-1].split("\n")
        if form != "mamori-key-rotation/1" or more or not NUMBER.fullmatch(number):
            raise ValueError("no handover")
        self.number = int(number)
        self.root = unbase64(root, 32)
        old, new = Key(self.old), Key(self.new)
        if len(signatures) != 2 or self.old == self.new or {old.name, new.name} != {self.origin}:
            raise ValueError("no handover")
        must_be_signed(text, signatures, old)
        must_be_signed(text, signatures, new)


class KeyChain:
    def __init__(self):
        self.handovers = []

    def add(self, handover):
        """False when the key that had the ledger did not hand it over."""
        if self.handovers:
            last = self.handovers[-1]
            if (handover.old, handover.origin) != (last.new, last.origin) or \
                    handover.number <= last.number:
                return False
        self.handovers.append(handover)
        return True

    def in_force(self, size, newest):
        """The key that checkpoints of `size` records must be signed with."""
        for handover in self.handovers:
            if size < handover.number:
                return Key(handover.old)
        return newest

    def ends_with(self, key):
        return not self.handovers or self.handovers[-1].new == key.line

    def holds(self, line):
        return any(line in (handover.old, handover.new) for handover in self.handovers)


# --- the files of an export ---

def tile_name(number, width):
    groups = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(groups) + (f".p/{width}" if width < TILE else "")


def widths(count):
    """(number, width) of each tile over `count` hashes."""
    for number in range((count + TILE - 1) // TILE):
        yield number, min(TILE, count - number * TILE)


def levels(size):
    """Numbers of hashes, level by level."""
    while size:
        yield size
        size //= TILE


def expected_files(size):
    yield "key"
    yield "checkpoint"
    for level, count in enumerate(levels(size)):
        for number, width in widths(count):
            yield f"tile/{level}/{tile_name(number, width)}"
    for number, width in widths(size):
        yield f"tile/entries/{tile_name(number, width)}"
        yield f"payload/{tile_name(number, width)}"


# --- verifying ---

class Verifier:
    """One export being verified; `findings` are (record or None, code, place)."""

    def __init__(self, folder, pinned=None, older=()):
        self.folder = folder
        self.pinned = pinned
        self.older = older
        self.findings = []
        self.size = 0
        self.key = None
        self.leaves = []  # hashes as the tiles of level 0 say
        self.erased = set()
        self.erasures = {}  # record erased -> record that says so
        self.erasers = {}  # the other way round
        self.told = []  # who erased what, when and why
        self.rotations = []  # records that hand the key over
        self.chain = KeyChain()
        self.last_time = ""

    def found(self, code, record=None, place=""):
        self.findings.append((record, code, place))

    def run(self):
        try:
            self.key = self.read_key()
            self.size, root = self.read_own_checkpoint()
        except Wrong as wrong:
            self.found(str(wrong))
            return
        above = self.read_levels()
        for number, width in widths(self.size):
            self.check_tile(number, width, above, root)
        self.check_levels(above, root)
        self.check_erasures()
        self.check_keys()
        self.check_older()
        self.check_strays()

    def read_key(self):
        path = self.folder / "key"
        if path.is_symlink() or not path.is_file():
            raise Wrong("key_missing")
        content = path.read_bytes()
        try:
            if len(content) > KEY_FILE_MAX or not content.endswith(b"\n"):
                raise ValueError("no line")
            key = Key(content[:-1].decode("ascii"))
        except ValueError as broken:
            raise Wrong("key_malformed") from broken
        return key

    def read_own_checkpoint(self):
        path = self.folder / "checkpoint"
        if path.is_symlink() or not path.is_file():
            raise Wrong("checkpoint_missing")
        try:
            return read_checkpoint(path.read_bytes(), self.key, alone=True)
        except ValueError as broken:
            raise Wrong("checkpoint_wrong") from broken

    def read(self, name, first):
        """The bytes of a file whose first record is `first`, or None."""
        path = self.folder / name
        if path.is_symlink() or not path.is_file():
            self.found("file_missing", first, name)
            return None
        return path.read_bytes()

    def read_hashes(self, level, number, width):
        below = TILE ** level
        first = number * TILE * below + 1
        name = f"tile/{level}/{tile_name(number, width)}"
        content = self.read(name, first)
        if content is None:
            return [None] * width
        whole = min(len(content) // 32, width)
        if len(content) < 32 * width:
            self.found("file_truncated", first + whole * below, name)
        if len(content) > 32 * width:
            self.found("file_too_long", first + (width - 1) * below, name)
        return [content[32 * at:32 * at + 32] if at < whole else None for at in range(width)]

    def read_levels(self):
        """The hashes of level 1 and up, as the files say."""
        above = []
        for level, count in list(enumerate(levels(self.size)))[1:]:
            above.append([one for number, width in widths(count)
                          for one in self.read_hashes(level, number, width)])
        return above

    def check_tile(self, number, width, above, root):
        first = number * TILE + 1
        stored = self.read_hashes(0, number, width)
        entries = self.read_entries(number, width)
        hashed = [None if entry is None else leaf_hash(entry) for entry in entries]
        self.leaves += stored
        disagree = [at for at in range(width)
                    if stored[at] and hashed[at] and stored[at] != hashed[at]]
        if disagree:
            code = self.which_is_wrong(number, stored, hashed, above, root)
            for at in disagree:
                self.found(code, first + at)
        for at, entry in enumerate(entries):
            if entry is not None:
                self.check_record(first + at, entry)
        self.check_payloads(number, width, entries)

    def which_is_wrong(self, number, stored, hashed, above, root):
        if len(stored) == TILE:
            wanted = above[0][number]
            fits = lambda hashes: None not in hashes and root_over(hashes) == wanted
        else:
            whole = self.leaves[:number * TILE]
            fits = lambda hashes: None not in whole + hashes and root_over(whole + hashes) == root
        if fits(stored):
            return "entry_altered"
        if fits(hashed):
            return "tile_altered"
        return "entry_or_tile_altered"

    def read_entries(self, number, width):
        first = number * TILE + 1
        name = f"tile/entries/{tile_name(number, width)}"
        content = self.read(name, first)
        entries = []
        at = 0
        while content is not None and len(entries) < width:
            length = int.from_bytes(content[at:at + 2], "big")
            if at + 2 > len(content) or length > ENTRY_MAX or at + 2 + length > len(content):
                self.found("file_truncated", first + len(entries), name)
                return entries + [None] * (width - len(entries))
            entries.append(content[at + 2:at + 2 + length])
            at += 2 + length
        if content is not None and at < len(content):
            self.found("file_too_long", first + width - 1, name)
        return entries + [None] * (width - len(entries))

    def check_record(self, number, entry):
        record = parse_record(entry)
        if record is None:
            return self.found("record_malformed", number)
        if record["number"] != str(number):
            self.found("record_out_of_order", number)
        if record["body"] != self.key.body:
            self.found("record_of_other_body", number)
        if record["time"] < self.last_time:
            self.found("time_backwards", number)
        self.last_time = max(self.last_time, record["time"])
        if record["act"] == "ledger.key_rotated":
            self.rotations.append(number)
        target = re.fullmatch(r"record:([1-9][0-9]*)", record["subject"])
        if record["act"] == "ledger.erased":
            gone = int(target[1]) if target else 0
            if not 1 <= gone < number or gone in self.erasures:
                self.found("record_malformed", number)
            else:
                self.erasures[gone] = number
                self.erasers[number] = gone
        return None

    def check_payloads(self, number, width, entries):
        first = number * TILE + 1
        name = f"payload/{tile_name(number, width)}"
        content = self.read(name, first)
        if content is None:
            return
        at = 0
        for index in range(width):
            record = first + index
            mark = content[at:at + 1]
            if mark == b"\x00":
                self.erased.add(record)
                at += 1
                continue
            length = int.from_bytes(content[at + 33:at + 37], "big")
            if mark != b"\x01" or length > PAYLOAD_MAX or at + 37 + length > len(content):
                return self.found("payload_malformed", record, name)
            salt, payload = content[at + 1:at + 33], content[at + 37:at + 37 + length]
            self.check_commitment(record, entries[index], salt, payload)
            at += 37 + length
        if at < len(content):
            self.found("file_too_long", first + width - 1, name)
        return None

    def check_commitment(self, number, entry, salt, payload):
        record = None if entry is None else parse_record(entry)
        if record is None:
            return
        commitment = hmac.new(salt, payload, hashlib.sha256).digest()
        if commitment != base64.b64decode(record["payload"]):
            self.found("payload_altered", number)
        elif record["act"] == "ledger.key_rotated":
            self.check_rotation(number, payload)
        elif number in self.erasers and len(self.told) < ERASURES_TOLD_MAX:
            self.told.append({"record": self.erasers[number], "erased_by": number,
                              "at": record["time"], "actor": record["actor"],
                              "reason": reason_in(payload)})

    def check_rotation(self, number, payload):
        try:
            handover = Handover(json.loads(payload)["statement"])
            before = self.leaves[:number - 1]
            if handover.origin != self.key.name or handover.number != number:
                raise ValueError("of another place")
            if None not in before and root_over(before) != handover.root:
                raise ValueError("of another history")
            if not self.chain.add(handover):
                raise ValueError("does not connect")
        except (ValueError, KeyError, TypeError, AttributeError):
            self.found("key_rotation_wrong", number)

    def check_keys(self):
        if self.pinned and self.pinned != self.key.line and not self.chain.holds(self.pinned):
            self.found("key_not_pinned")
        if not self.chain.ends_with(self.key):
            self.found("key_not_handed_over")

    def check_levels(self, above, root):
        below = self.leaves
        for level, hashes in enumerate(above, start=1):
            for at, one in enumerate(hashes):
                children = below[at * TILE:(at + 1) * TILE]
                if one and None not in children and root_over(children) != one:
                    first = at * TILE ** level + 1
                    if not any(record and first <= record < first + TILE ** level
                               for record, _, _ in self.findings):
                        self.found("tile_altered", first)
            below = hashes
        if not self.findings and root_over(self.leaves) != root:
            self.found("root_differs")

    def check_erasures(self):
        for record in sorted(self.erased - set(self.erasures)):
            self.found("payload_missing", record)
        for record in sorted(set(self.erasures) - self.erased):
            self.found("payload_not_erased", record)
        kept_for_ever = set(self.erasures.values()) | set(self.rotations)
        for record in sorted(self.erased & kept_for_ever):
            self.found("payload_missing", record)

    def check_older(self):
        agreed = 0
        older = []
        for content in self.older:
            try:
                _, size, _ = checkpoint_values(open_note(content)[0])
                key = self.chain.in_force(size, self.key)
                older.append(read_checkpoint(content, key, alone=False))
            except ValueError:
                self.found("older_checkpoint_wrong")
        for size, root in sorted(older):
            if size > self.size:
                self.found("rollback", self.size + 1)
            elif None not in self.leaves[:size] and root_over(self.leaves[:size]) != root:
                self.found("fork", agreed + 1)
            else:
                agreed = size

    def check_strays(self):
        expected = set(expected_files(self.size))
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_symlink() or (not path.is_dir() and name not in expected):
                self.found("stray", None, name)

    def report(self):
        first = min((record for record, _, _ in self.findings if record), default=None)
        codes = [code for record, code, _ in self.findings if record == first]
        return {"ok": not self.findings, "size": self.size,
                "origin": self.key.name if self.key else "",
                "erased": len(self.erased & set(self.erasures)), "erasures": self.told,
                "first_bad_record": first,
                "code": codes[0] if codes else "",
                "findings": [{"record": record, "code": code, "place": place}
                             for record, code, place in self.findings]}


# --- proofs that go from hand to hand ---

class ProofVerifier:
    """A proof of one record, or of the ledger continuing an older one, as a file."""

    def __init__(self, content, pinned=None, older=()):
        self.content = content
        self.pinned = pinned
        self.older = older
        self.chain = KeyChain()
        self.key = None
        self.known = {}  # size -> root the proof speaks of
        self.said = {"ok": False, "origin": "", "size": 0, "record": None, "from": None,
                     "erased": False, "code": ""}

    def run(self):
        try:
            self.judge()
            self.said["ok"] = True
        except Wrong as wrong:
            self.said["code"] = str(wrong)

    def judge(self):
        try:
            proof = json.loads(self.content)
            form = proof["form"]
            wanted = {"mamori-proof/1": {"payload", "proof", "record", "salt"},
                      "mamori-continuation/1": {"checkpoint", "from", "from_root", "path"}}[form]
            if set(proof) != wanted | {"form", "handovers", "key"}:
                raise ValueError("other members")
            self.key = Key(proof["key"])
            statements = proof["handovers"]
            if not isinstance(statements, list) or \
                    not all(isinstance(statement, str) for statement in statements):
                raise ValueError("no handovers")
        except (ValueError, KeyError, TypeError) as broken:
            raise Wrong("proof_malformed") from broken
        self.read_handovers(statements)
        if form == "mamori-proof/1":
            self.judge_record(proof)
        else:
            self.judge_continuation(proof)
        self.compare_older()

    def read_handovers(self, statements):
        for statement in statements:
            try:
                handover = Handover(statement)
            except ValueError as broken:
                raise Wrong("handover_wrong") from broken
            if handover.origin != self.key.name or not self.chain.add(handover):
                raise Wrong("handover_wrong")
        if not self.chain.ends_with(self.key):
            raise Wrong("handover_wrong")
        if self.pinned and self.pinned != self.key.line and not self.chain.holds(self.pinned):
            raise Wrong("key_not_pinned")

    def open_newest(self, checkpoint):
        try:
            size, root = read_checkpoint(checkpoint.encode(), self.key, alone=True)
        except (ValueError, AttributeError) as broken:
            raise Wrong("checkpoint_wrong") from broken
        self.said.update(origin=self.key.name, size=size)
        self.known[size] = root
        return size, root

    def judge_record(self, proof):
        index, path, checkpoint = parse_tlog_proof(proof["proof"])
        size, root = self.open_newest(checkpoint)
        record = parse_record(str(proof["record"]).encode())
        if record is None:
            raise Wrong("record_malformed")
        self.said["record"] = int(record["number"])
        if record["body"] != self.key.body:
            raise Wrong("record_of_other_body")
        leaf = leaf_hash(proof["record"].encode())
        if int(record["number"]) != index + 1 or root_by_inclusion(index, size, leaf, path) != root:
            raise Wrong("path_wrong")
        self.judge_payload(proof, record)

    def judge_payload(self, proof, record):
        if proof["payload"] is None and proof["salt"] is None:
            self.said["erased"] = True
            return
        try:
            commitment = hmac.new(unbase64(proof["salt"], 32), proof["payload"].encode(),
                                  hashlib.sha256).digest()
        except (ValueError, TypeError, AttributeError) as broken:
            raise Wrong("proof_malformed") from broken
        if commitment != base64.b64decode(record["payload"]):
            raise Wrong("payload_altered")

    def judge_continuation(self, proof):
        try:
            old_root = unbase64(proof["from_root"], 32)
            path = [unbase64(line, 32) for line in proof["path"]]
            old_size = proof["from"]
            if type(old_size) is not int or old_size <= 0 or len(path) > PATH_MAX + 1:
                raise ValueError("no size")
        except (ValueError, TypeError) as broken:
            raise Wrong("proof_malformed") from broken
        size, root = self.open_newest(proof["checkpoint"])
        self.said["from"] = old_size
        if not continues(old_size, size, old_root, root, path):
            raise Wrong("path_wrong")
        self.known.setdefault(old_size, old_root)

    def compare_older(self):
        for content in self.older:
            try:
                _, size, _ = checkpoint_values(open_note(content)[0])
                size, root = read_checkpoint(content, self.chain.in_force(size, self.key), False)
            except ValueError as broken:
                raise Wrong("older_checkpoint_wrong") from broken
            if self.known.get(size, root) != root:
                raise Wrong("fork")

    def report(self):
        return self.said


def parse_tlog_proof(text):
    """(index, path, checkpoint) of a C2SP tlog-proof without extra data."""
    try:
        head, checkpoint = text.split("\n\n", 1)
        form, index, *path = head.split("\n")
        match = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", index)
        if form != "c2sp.org/tlog-proof@v1" or not match or len(path) > PATH_MAX // 2:
            raise ValueError("no proof")
        return int(match[1]), [unbase64(line, 32) for line in path], checkpoint
    except (ValueError, AttributeError) as broken:
        raise Wrong("proof_malformed") from broken


def root_by_inclusion(index, size, leaf, path):
    """RFC 9162 §2.1.3.2; None when it is no proof."""
    if index >= size:
        return None
    at, last, root = index, size - 1, leaf
    for one in path:
        if last == 0:
            return None
        if at % 2 or at == last:
            root = node_hash(one, root)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            root = node_hash(root, one)
        at, last = at // 2, last // 2
    return root if last == 0 else None


def continues(old_size, size, old_root, root, path):
    """RFC 9162 §2.1.4.2."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not path and old_root == root
    if old_size & (old_size - 1) == 0:
        path = [old_root] + path
    if not path:
        return False
    at, last = old_size - 1, size - 1
    while at % 2:
        at, last = at // 2, last // 2
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            new = node_hash(new, one)
        at, last = at // 2, last // 2
    return last == 0 and (old, new) == (old_root, root)


def reason_in(payload):
    try:
        return str(json.loads(payload)["reason"])
    except (ValueError, KeyError, TypeError):
        return ""


def parse_record(entry):
    """The values of a record, or None unless it is exactly what would be written for them."""
    try:
        lines = entry.decode("ascii").split("\n")
    except UnicodeDecodeError:
        return None
    names = ["body", "number", "time", "act", "actor", "subject", "payload"]
    if len(lines) != 9 or lines[0] != "mamori-record/1" or lines[8]:
        return None
    record = {}
    for name, line in zip(names, lines[1:8]):
        if not line.startswith(name + " "):
            return None
        record[name] = line[len(name) + 1:]
    return record if is_record(record) else None


def is_record(record):
    try:
        unbase64(record["payload"], 32)
    except ValueError:
        return False
    return bool(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", record["body"]) and
                re.fullmatch(r"[1-9][0-9]{0,19}", record["number"]) and
                int(record["number"]) < 2 ** 64 and is_time(record["time"]) and
                re.fullmatch(r"[a-z0-9_.-]{1,96}", record["act"]) and
                re.fullmatch(r"[\x21-\x7e]{1,200}", record["actor"]) and
                re.fullmatch(r"[\x21-\x7e]{1,200}", record["subject"]))


def is_time(text):
    match = TIME.fullmatch(text)
    if not match or int(match[1]) < 1970:
        return False
    try:
        datetime.datetime(*(int(group) for group in match.groups()[:6]))
    except ValueError:
        return False
    return True


def checkpoints_at(path):
    """The file, or every checkpoint of a folder."""
    files = sorted(path.glob("*.checkpoint")) if path.is_dir() else [path]
    return [file.read_bytes() for file in files]


def describe(report):
    if not report["ok"]:
        lines = [f"NOT OK: {report['code']}; first bad record: {report.get('first_bad_record')}"]
        return "\n".join(lines + [f"  {one['code']} record {one['record']} {one['place']}"
                                  for one in report.get("findings", [])[:20]])
    if report.get("record"):
        return f"OK: record {report['record']} of {report['origin']} is in the checkpoint of " \
               f"{report['size']} records."
    if report.get("from"):
        return f"OK: the {report['size']} records of {report['origin']} continue the " \
               f"{report['from']} of before."
    lines = [f"OK: all {report['size']} records of {report['origin']} fit the signed checkpoint."]
    return "\n".join(lines + [f"  record {one['record']} erased by {one['actor']} (record "
                              f"{one['erased_by']}, {one['at']}): {one['reason']}"
                              for one in report.get("erasures", [])[:20]])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=pathlib.Path, help="an export, or the file of a proof")
    parser.add_argument("--key", help="the line of `key` as you kept it")
    parser.add_argument("--against", type=pathlib.Path, action="append", default=[],
                        help="a checkpoint you kept, or a folder of them")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    older = [content for path in options.against for content in checkpoints_at(path)]
    if options.target.is_dir():
        verifier = Verifier(options.target, options.key, older)
    elif options.target.is_file():
        verifier = ProofVerifier(options.target.read_bytes(), options.key, older)
    else:
        parser.error(f"neither a folder nor a file: {options.target}")
    verifier.run()
    report = verifier.report()
    print(json.dumps(report) if options.json else describe(report))
    return 0 if report["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
