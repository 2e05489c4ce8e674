#!/usr/bin/env python3
"""How fast our tree grows, beside Go's sumdb/tlog (Debian: golang-go, golang-golang-x-mod-dev).

    cmake --preset release -DMAMORI_BENCH=ON && cmake --build --preset release
    bench/tree_ratio.py

Both in turns, several times; the best of each counts, the one least disturbed by other programs.
"""

import argparse
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = ROOT / "build" / "release" / "tree_append"
LABELS = {"record": "hash and append a record of 320 bytes", "append": "append a hash"}


def go_program(folder):
    program = pathlib.Path(folder) / "tlog_append"
    subprocess.run(["go", "build", "-o", program, ROOT / "bench" / "tlog_append.go"], check=True,
                   env={**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode",
                        "GOCACHE": str(pathlib.Path(folder) / "cache")})
    return program


def measured(program, leaves):
    done = subprocess.run([program, str(leaves)], check=True, capture_output=True, text=True)
    return {name: float(nanoseconds) for name, nanoseconds in
            (line.split() for line in done.stdout.splitlines())}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mamori-bench-") as folder:
        program = go_program(folder)
        runs = [(measured(OURS, options.leaves), measured(program, options.leaves))
                for _ in range(options.runs)]
    for name, label in LABELS.items():
        ours = min(our[name] for our, _ in runs)
        others = min(other[name] for _, other in runs)
        print(f"{label}: {ours:.0f} ns a leaf, tlog {others:.0f} ns, {others / ours:.1f}×")


if __name__ == "__main__":
    main()
