#!/usr/bin/env python3
"""The list of 100,000 entries over HTTP, beside a Django list of the same data on SQLite.

    cmake --preset release -DMAMORI_BENCH=ON && cmake --build --preset release
    apt-get install python3-django gunicorn
    bench/lists_ratio.py [--entries N] [--rounds N] [--folder DISK] [--data FOLDER] [--plain]

Both are asked the same, in turns, by somebody signed in: filters, search, order, page, as HTML. An
index stands on every column of Django's that is filtered or sorted by. Beside the time until the
answer stands the time of the processor each took for it, which does not depend on what else the
machine does. FOLDER is data that lists_time has made before. Both pages tell behind each choice of
three fields how many there are; with --plain only mamori's does.
"""

import argparse
import http.client
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from program import ADMINISTRATOR, BINARY, Serving  # pylint: disable=wrong-import-position

DEBIAN_PYTHON = "/usr/bin/python3"  # the one that has the package
DJANGO = ROOT / "bench" / "lists_django.py"
COLUMNS = ["name", "kind", "importance", "section", "place", "disposed_on"]
WORDS = ["ノートパソコン", "税務係", "書庫 A-1", "USB", "防災係サーバ", "令和3年度"]


class Asking:
    """One list: an address, the cookie of a session, the sections as it calls them, the group of
    processes that answers."""

    def __init__(self, port, path, cookie, sections, group):
        self.port, self.path, self.sections, self.group = port, path, sections, group
        self.times, self.processor = {}, {}
        self.headers = {"Cookie": cookie, "Accept": "text/html"}
        self.connection = None

    def ask(self, kind, query):
        named = [(name, self.sections[value] if name == "section" else value)
                 for name, value in query]
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        used = processor_ms(self.group)
        begun = time.perf_counter()
        self.connection.request("GET", f"{self.path}?{urllib.parse.urlencode(named)}",
                                headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - begun
        if answer.status != 200 or b"<table" not in body and b'class="empty"' not in body:
            raise AssertionError(f"{self.path} {named}: {answer.status} {body[:300]}")
        if answer.will_close:
            self.connection = None
        self.times.setdefault(kind, []).append(took * 1000)
        self.processor.setdefault(kind, []).append(processor_ms(self.group) - used)

    def forget(self):
        self.times, self.processor = {}, {}

    def processor_mean(self, kind=None):
        used = [one for name, all_of in self.processor.items() for one in all_of
                if kind in (None, name)]
        return sum(used) / len(used)

    def quantiles(self, kind=None):
        times = sorted(one for name, all_of in self.times.items() for one in all_of
                       if kind in (None, name))
        return times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]


def processor_ms(group):
    """What the processes of a group have used of the processor so far, in all their threads."""
    used = 0
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(status.read_text().rsplit(")", 1)[1].split()[2]) != group:
                continue
            for task in (status.parent / "task").iterdir():
                used += int((task / "schedstat").read_text().split()[0])
        except OSError:
            continue  # has just ended
    return used / 1e6


def questions(chance, entries, sections):
    """One of each kind, as people ask."""
    order = ("sort", chance.choice(["", "-"]) + chance.choice(COLUMNS))
    importance = ("importance", str(chance.randint(1, 4)))
    section = ("section", chance.randrange(sections))
    years = [("disposed_on_from", "2022-04-01"), ("disposed_on_to", "2024-03-31")]
    return {
        "sorted": [order],
        "sorted, any page": [order, ("page", str(chance.randint(1, entries // 50)))],
        "filtered, sorted": [importance, section, order],
        "filtered, sorted, page": [importance, order, ("page", str(chance.randint(2, 100)))],
        "dates, sorted": [*years, ("kind", "terminal"), ("kind", "media"), order],
        "common word, sorted": [("q", chance.choice(WORDS)), order],
        "rare word": [("q", f"パソコン{chance.randint(1, entries)}号"), order],
        "word, filters, sorted": [("q", chance.choice(WORDS)), importance, section, order],
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_django(folder, rows, workers, plain):
    """The process, its port, the cookie of a session."""
    environment = {**os.environ, "LISTS_DATABASE": str(folder / "django.sqlite"),
                   "LISTS_COUNTS": "" if plain else "1"}
    key = subprocess.run([DEBIAN_PYTHON, DJANGO, "fill", rows], check=True, text=True,
                         env=environment, capture_output=True).stdout.strip()
    port = free_port()
    process = subprocess.Popen(
        ["gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "2",
         "--keep-alive", "60", "--log-level", "error", "lists_django:application"],
        cwd=DJANGO.parent, env=environment, start_new_session=True)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, port, f"sessionid={key}"
        time.sleep(0.1)
    raise AssertionError("Django did not start")


def section_ids(visitor):
    fields = visitor.model("/b/main/registers/assets")["list"]["panel"]["fields"]
    options = next(field["options"] for field in fields if field["name"] == "section")
    return {option["label"]: option["value"] for option in options}


def print_figures(mamori, django):
    print(f"{'':26}{'mamori p50':>11}{'p99':>8}{'Django p50':>12}{'p99':>8}   p50   p99"
          "   of the processor")
    for kind in [*mamori.times, None]:
        ours, theirs = mamori.quantiles(kind), django.quantiles(kind)
        print(f"{kind or 'all':26}{ours[0]:9.1f}ms{ours[1]:6.1f}ms{theirs[0]:10.1f}ms"
              f"{theirs[1]:6.0f}ms{theirs[0] / ours[0]:5.1f}×{theirs[1] / ours[1]:5.1f}×"
              f"{mamori.processor_mean(kind):7.1f}ms{django.processor_mean(kind):7.1f}ms"
              f"{django.processor_mean(kind) / mamori.processor_mean(kind):6.1f}×")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--folder", help="on the disk to measure")
    parser.add_argument("--data", type=pathlib.Path, help="made by lists_time")
    parser.add_argument("--plain", action="store_true", help="Django counts nothing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mamori-lists-", dir=options.folder) as folder:
        folder = pathlib.Path(folder)
        data = options.data or folder / "data"
        if not options.data:
            subprocess.run([BINARY.parent / "lists_time", data, str(options.entries)],
                           check=True, stdout=subprocess.DEVNULL)
        with Serving(data) as serving:
            visitor = serving.visitor()
            visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
            rows = folder / "assets.csv"
            rows.write_bytes(visitor.page("/b/main/registers/assets/list.csv").body)
            ids = section_ids(visitor)
            cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
            process, port, django_cookie = start_django(folder, rows, 2, options.plain)
            try:
                names = first_sections(rows)
                mamori = Asking(int(serving.url.rsplit(":", 1)[1]), "/b/main/registers/assets",
                                cookie, [ids[name] for name in names], serving.process.pid)
                django = Asking(port, "/assets", django_cookie,
                                [str(number) for number in range(1, len(names) + 1)],
                                process.pid)
                measure(mamori, django, options, len(names))
            finally:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()
            print_figures(mamori, django)


def first_sections(rows):
    """Sections in the order in which Django numbered them: that of their first row."""
    names = {}
    with rows.open(encoding="utf-8-sig") as lines:
        header = next(lines).rstrip("\r\n").split(",")
        place = header.index("所管する課")
        for line in lines:
            names.setdefault(line.split(",")[place], None)
    return list(names)


def measure(mamori, django, options, sections):
    chance = random.Random(20261122)
    for round_number in range(options.rounds + 3):
        for kind, query in questions(chance, options.entries, sections).items():
            for asking in (mamori, django):
                asking.ask(kind, query)
        if round_number == 2:  # both are warm
            mamori.forget()
            django.forget()


if __name__ == "__main__":
    main()
