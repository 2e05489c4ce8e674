#!/usr/bin/env python3
"""Durable acts a second through the whole program, beside one flush of the disk for each record.

    cmake --preset release -DMAMORI_BENCH=ON && cmake --build --preset release
    bench/acts_ratio.py [--folder DISK] [--flush-ms MS] [--connections N]

An act is an asset registered over HTTP: request, session, permission, validation, ledger, tables,
commit on the disk, answer. --flush-ms makes every flush take at least that long, as on a disk that
has no memory of its own (a hard disk: 8): the disks of virtual machines often only pretend.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from program import BINARY, Serving  # pylint: disable=wrong-import-position

RECORD = b"r" * 1024


def flushes_per_second(folder, seconds, flush_seconds):
    """One record, one flush, one after the other."""
    file = os.open(folder / "flushed", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end:
        os.write(file, RECORD)
        os.fdatasync(file)
        time.sleep(flush_seconds)
        count += 1
    os.close(file)
    return count / seconds


def prepared(serving):
    """The cookie of an administrator, and the form of an asset."""
    visitor = serving.first_administrator()
    section = visitor.model("/b/main/organisation")["organisation"]["sections"][0]["id"]
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    form = urllib.parse.urlencode({
        "name": "職員用ノートパソコン", "kind": "media", "importance": "3", "section": section,
        "csrf": visitor.token()})
    return cookie, form


def load(serving, cookie, form, connections, seconds):
    port = serving.url.rsplit(":", 1)[1]
    done = subprocess.run([BINARY.parent / "acts_load", port, cookie, form, str(connections),
                           str(seconds)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def processor_seconds(serving):
    used = pathlib.Path(f"/proc/{serving.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", help="on the disk to measure")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--flush-ms", type=float, default=0)
    options = parser.parse_args()
    slow = {"LD_PRELOAD": str(BINARY.parent / "libdisk_faults.so"),
            "DISK_FLUSH_MS": str(options.flush_ms)} if options.flush_ms else {}
    with tempfile.TemporaryDirectory(prefix="mamori-bench-", dir=options.folder) as folder:
        folder = pathlib.Path(folder)
        single = flushes_per_second(folder, options.seconds / 4, options.flush_ms / 1000)
        data = folder / "data"
        with Serving(data) as serving:
            cookie, form = prepared(serving)
            serving.stop()
        before = (data / "main.sqlite").stat().st_size
        with Serving(data, environment=slow) as serving:
            alone = load(serving, cookie, form, 1, options.seconds / 2)
            used = processor_seconds(serving)
            together = load(serving, cookie, form, options.connections, options.seconds)
            used = processor_seconds(serving) - used
            serving.stop()
        grown = (data / "main.sqlite").stat().st_size - before
        single += flushes_per_second(folder, options.seconds / 4, options.flush_ms / 1000)
    single /= 2
    print(f"one flush a record       {single:8.0f} records/s")
    print(f"one person at work       {alone['per_second']:8.0f} acts/s, "
          f"p50 {alone['p50_ms']:.1f} ms, p99 {alone['p99_ms']:.1f} ms")
    print(f"{options.connections:3d} people at work        {together['per_second']:8.0f} acts/s, "
          f"p50 {together['p50_ms']:.1f} ms, p99 {together['p99_ms']:.1f} ms, "
          f"{together['per_second'] / single:.1f}×")
    acts = alone["acts"] + together["acts"]
    print(f"growth of the file       {grown / acts:8.0f} bytes/act")
    print(f"processor time           {used / together['acts'] * 1e6:8.0f} µs/act")


if __name__ == "__main__":
    main()
