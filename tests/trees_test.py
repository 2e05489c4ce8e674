#!/usr/bin/env python3
"""Our tree against others: the same roots and proofs of many trees of random size.

In ./test against RFC 6962's definitions as Python says them. By hand also against Go's sumdb/tlog
(Debian's golang-go and golang-golang-x-mod-dev, 450 MB):

    tests/trees_test.py --trees 10000 --go
"""

import argparse
import hashlib
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from checks import Checks, expect, expect_equal
from program import BINARY, ROOT

SIZE_MAX = 4096


def questions(dice, count):
    """As many small trees as large ones."""
    for _ in range(count):
        size = dice.randint(1, 2 ** dice.randint(0, SIZE_MAX.bit_length() - 1))
        yield (dice.randrange(2**32), size, dice.randrange(size), dice.randint(1, size))


def answers_of(program, asked, seconds_max):
    lines = "".join(" ".join(map(str, one)) + "\n" for one in asked)
    done = subprocess.run(program, input=lines, text=True, capture_output=True, check=True,
                          timeout=seconds_max)
    return done.stdout.splitlines()


# --- RFC 6962 section 2.1, as it is written there ---

def split(count):
    """The largest power of two below it."""
    return 1 << (count - 1).bit_length() - 1


class Definition:
    """MTH, PATH and PROOF over the leaves of one tree, by ranges."""

    def __init__(self, seed, size):
        self.leaves = [hashlib.sha256(b"\0" + f"{seed}:{index}".encode()).digest()
                       for index in range(size)]
        self.known = {}

    def root(self, begin, end):
        if end - begin == 1:
            return self.leaves[begin]
        if (begin, end) not in self.known:
            middle = begin + split(end - begin)
            self.known[begin, end] = hashlib.sha256(
                b"\1" + self.root(begin, middle) + self.root(middle, end)).digest()
        return self.known[begin, end]

    def path(self, index, begin, end):
        if end - begin == 1:
            return []
        middle = begin + split(end - begin)
        if index < middle:
            return self.path(index, begin, middle) + [self.root(middle, end)]
        return self.path(index, middle, end) + [self.root(begin, middle)]

    def proof(self, old_end, begin, end, whole=True):
        if old_end == end:
            return [] if whole else [self.root(begin, end)]
        middle = begin + split(end - begin)
        if old_end <= middle:
            return self.proof(old_end, begin, middle, whole) + [self.root(middle, end)]
        return self.proof(old_end, middle, end, False) + [self.root(begin, middle)]

    def answer(self, index, old_size):
        size = len(self.leaves)
        return " ".join([shown([self.root(0, size)]), shown(self.path(index, 0, size)),
                         shown(self.proof(old_size, 0, size))])


def shown(hashes):
    return ",".join(one.hex() for one in hashes)


# --- comparing ---

def expect_same(asked, ours, others):
    expect_equal(len(others), len(asked), "answers")
    for question, our, other in zip(asked, ours, others):
        expect_equal(our, other, f"tree {question}")


def go_answers(asked, folder):
    program = pathlib.Path(folder) / "answers"
    subprocess.run(["go", "build", "-o", program, ROOT / "tests" / "trees" / "answers.go"],
                   check=True, timeout=600,
                   env={**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode",
                        "GOCACHE": str(pathlib.Path(folder) / "cache")})
    return answers_of([program], asked, 3600)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trees", type=int, default=500)
    parser.add_argument("--go", action="store_true", help="also against Go's sumdb/tlog")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"to repeat: tests/trees_test.py --trees {options.trees} --seed {options.seed}")
    asked = list(questions(random.Random(options.seed), options.trees))
    ours = answers_of([BINARY.parent / "tree_answers"], asked, 3600)
    checks = Checks("trees")
    with checks.check(f"RFC 6962 as Python says it agrees on {len(asked)} trees"):
        expect(asked, "no trees")
        expect_same(asked, ours, [Definition(seed, size).answer(index, old_size)
                                  for seed, size, index, old_size in asked])
    if options.go:
        with checks.check(f"Go's sumdb/tlog agrees on {len(asked)} trees"):
            with tempfile.TemporaryDirectory(prefix="mamori-trees-") as folder:
                expect_same(asked, ours, go_answers(asked, folder))
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
