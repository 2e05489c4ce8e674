#!/usr/bin/env python3
"""A client of the ledger's tiles that knows C2SP tlog-tiles and nothing of mamori.

Fetches checkpoint, key and tiles over HTTP from a running server, verifies the note with openssl,
computes the root from the tiles, proves every record from tiles alone, and one checkpoint to
continue another. Who may read what is tried too.
"""

import pathlib
import sys
import tempfile

from checks import Checks, expect, expect_equal
from program import ROOT, Serving

sys.path.insert(0, str(ROOT / "docs" / "verify"))
import verify_ledger as c2sp  # pylint: disable=wrong-import-position

RECORDS = 300  # a full tile of 256, a part of another, and a tile of level 1
TILE = 256


class TilesClient:
    """Reads a log by its tiles; `visitor` is whoever asks."""

    def __init__(self, visitor):
        self.visitor = visitor
        self.prefix = visitor.base + "/ledger/"
        self.tiles = {}
        self.key = c2sp.Key(self.fetch("key").decode().strip())
        self.note = self.fetch("checkpoint")
        self.size, self.root = c2sp.read_checkpoint(self.note, self.key, alone=True)

    def answer(self, path):
        return self.visitor.get(self.prefix + path, accept="*/*")

    def fetch(self, path):
        answer = self.answer(path)
        expect_equal(answer.status, 200, path)
        return answer.body

    def width(self, level, number):
        return min(TILE, self.size // TILE ** level - number * TILE)

    def hashes(self, level, number):
        if (level, number) not in self.tiles:
            width = self.width(level, number)
            content = self.fetch(f"tile/{level}/{c2sp.tile_name(number, width)}")
            expect_equal(len(content), 32 * width, f"tile {level}/{number}")
            self.tiles[level, number] = [content[at:at + 32] for at in range(0, len(content), 32)]
        return self.tiles[level, number]

    def complete(self, height, number):
        """The root of complete subtree `number` of 2^height leaves, from a tile it is in."""
        level, inside = divmod(height, 8)
        first = number << inside
        tile = self.hashes(level, first // TILE)
        return c2sp.root_over(tile[first % TILE:first % TILE + (1 << inside)])

    def range_root(self, begin, end):
        """MTH of the leaves begin…end−1, where begin is where a subtree of that size begins."""
        count = end - begin
        height = count.bit_length() - 1
        if count == 1 << height:
            return self.complete(height, begin >> height)
        split = begin + (1 << height)
        return c2sp.node_hash(self.range_root(begin, split), self.range_root(split, end))

    def inclusion(self, index, begin, end):
        if end - begin == 1:
            return []
        split = begin + (1 << (end - begin - 1).bit_length() - 1)
        if index < split:
            return self.inclusion(index, begin, split) + [self.range_root(split, end)]
        return self.inclusion(index, split, end) + [self.range_root(begin, split)]

    def consistency(self, old, begin, end, whole=True):
        if old == end:
            return [] if whole else [self.range_root(begin, end)]
        split = begin + (1 << (end - begin - 1).bit_length() - 1)
        if old <= split:
            return self.consistency(old, begin, split, whole) + [self.range_root(split, end)]
        return self.consistency(old, split, end, False) + [self.range_root(begin, split)]

    def entries(self):
        for number in range((self.size + TILE - 1) // TILE):
            rest = self.fetch("tile/entries/" + c2sp.tile_name(number, self.width(0, number)))
            while rest:
                length = int.from_bytes(rest[:2], "big")
                yield rest[2:2 + length]
                rest = rest[2 + length:]


def fill(serving):
    visitor = serving.first_administrator()
    section = visitor.model("/b/main/organisation")["organisation"]["sections"][0]["id"]
    early = TilesClient(visitor)
    for number in range(RECORDS - early.size):
        visitor.act("/b/main/registers/assets/new", {
            "name": f"媒体{number}", "kind": "media", "importance": "3", "section": section})
    return visitor, early


def check_log(checks, client, early):
    with checks.check("the root computed from the tiles is the signed one, on every level"):
        expect_equal(client.size, RECORDS)
        expect_equal(client.range_root(0, client.size), client.root)
        leaves = client.hashes(0, 0) + client.hashes(0, 1)
        expect_equal(c2sp.root_over(leaves), client.root, "from level 0 alone")
    with checks.check("every entry is proved to be in the checkpoint"):
        for index, entry in enumerate(client.entries()):
            path = client.inclusion(index, 0, client.size)
            expect_equal(c2sp.root_by_inclusion(index, client.size, c2sp.leaf_hash(entry), path),
                         client.root, f"entry {index}")
        expect_equal(index + 1, client.size)
    with checks.check("the checkpoint continues every older one"):
        expect(c2sp.continues(early.size, client.size, early.root, client.root,
                              client.consistency(early.size, 0, client.size)), "the one kept")
        leaves = client.hashes(0, 0) + client.hashes(0, 1)
        for old in range(1, client.size + 1):
            proof = client.consistency(old, 0, client.size)
            expect(c2sp.continues(old, client.size, c2sp.root_over(leaves[:old]), client.root,
                                  proof), f"from {old}")


def check_http(checks, client, stranger):
    with checks.check("types and caching are those of the specification"):
        for path, kind, caching in (
                ("checkpoint", "text/plain; charset=utf-8", "no-cache"),
                ("tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable"),
                ("tile/entries/000", "application/octet-stream",
                 "private, max-age=31536000, immutable")):
            headers = client.answer(path).headers
            expect_equal(headers["Content-Type"], kind, path)
            expect_equal(headers["Cache-Control"], caching, path)
    with checks.check("the width of an older checkpoint is served as long as it is asked for"):
        expect_equal(client.fetch("tile/0/000.p/100"), client.fetch("tile/0/000")[:3200])
    with checks.check("what the checkpoint does not cover is not there"):
        for path in ("tile/0/001", "tile/0/001.p/45", "tile/0/002.p/1", "tile/2/000.p/1",
                     "tile/0/1", "tile/x", "tile/entries/001"):
            expect_equal(client.answer(path).status, 404, path)
    with checks.check("without an account: hashes and signatures, and nothing that names anybody"):
        witness = TilesClient(stranger)
        expect_equal(witness.range_root(0, witness.size), client.root)
        for path in ("tile/entries/000", "7/proof", "continuation?from=7", "7", "7/payload"):
            answer = stranger.get(witness.prefix + path)
            expect_equal(answer.status, 401, path)


def main():
    checks = Checks("tiles")
    with tempfile.TemporaryDirectory(prefix="mamori-tiles-") as folder:
        with Serving(pathlib.Path(folder) / "data") as serving:
            visitor, early = fill(serving)
            client = TilesClient(visitor)
            check_log(checks, client, early)
            check_http(checks, client, serving.visitor())
            with checks.check("proofs by the API are those one computes oneself"):
                proof = c2sp.ProofVerifier(client.fetch("7/proof"), client.key.line, [client.note])
                proof.run()
                expect_equal((proof.said["code"], proof.said["record"]), ("", 7))
                more = c2sp.ProofVerifier(client.fetch(f"continuation?from={early.size}"),
                                          client.key.line, [early.note])
                more.run()
                expect_equal((more.said["code"], more.said["from"]), ("", early.size))
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
