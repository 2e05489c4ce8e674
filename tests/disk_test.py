#!/usr/bin/env python3
"""What goes wrong below mamori: full, read-only and broken disks, damaged pages, a wrong clock.

Each must be told to the person in words that say what to do, must lose nothing that was
acknowledged, and must be over when its cause is, without mamori being started again.
"""

import contextlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import postgres
from checks import Checks, Skip, expect, expect_equal
from clock import LIBRARY
from program import ADMINISTRATOR, BINARY, Serving, Visitor, run

FAULTS = BINARY.parent / "libdisk_faults.so"
CLIENTS = 4
ACTS_EACH = 25
ADD_ASSET = "/b/main/registers/assets/new"


class Office:
    """A mamori with an administrator at work, and all that was acknowledged to them."""

    def __init__(self, folder, *arguments, environment=None):
        self.data = folder / "data"
        self.arguments = arguments
        self.environment = environment
        self.acknowledged = []
        with self.serve() as serving:
            visitor = serving.first_administrator()
            self.section = visitor.model(
                "/b/main/organisation")["organisation"]["sections"][0]["id"]
            serving.stop()

    def serve(self):
        return Serving(self.data, *self.arguments, environment=self.environment)

    def visitor(self, serving):
        visitor = serving.visitor()
        answer = visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
        expect_equal(answer.status, 200, "sign-in")
        visitor.token()
        return visitor

    def add(self, visitor, accept="application/json"):
        """Registers an asset; returns the answer."""
        answer = visitor.post(ADD_ASSET, {"name": "媒体", "kind": "media", "importance": "3",
                                          "section": self.section}, accept=accept)
        if answer.status == 200 and accept == "application/json":
            self.acknowledged.append(answer.json["href"])
        return answer

    def add_many(self, visitor):
        """From several people at once; returns the answers."""
        answers = []

        def work():
            own = Visitor("http://" + visitor.host)
            own.cookies, own._token = dict(visitor.cookies), visitor.token()
            answers.extend(self.add(own) for _ in range(ACTS_EACH))

        people = [threading.Thread(target=work) for _ in range(CLIENTS)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        return answers

    def expect_working(self, visitor):
        answer = self.add(visitor)
        expect_equal(answer.status, 200, f"an act: {answer.text[:300]}")

    def expect_refused(self, visitor, code, words):
        """Acts, as a program and as a person sends them, are refused for that reason."""
        answer = self.add(visitor)
        expect_equal((answer.status, answer.error.get("code")), (503, code), answer.text[:300])
        page = self.add(visitor, "text/html")
        expect_equal(page.status, 503, "the page")
        for said in (words, "操作は記録されていません", "管理者に知らせてください"):
            expect(said in page.text, f"the page does not say {said}")

    def expect_nothing_lost(self, visitor):
        for href in self.acknowledged:
            expect_equal(visitor.get(href).status, 200, f"acknowledged as {href}")


def expect_verified(target):
    done = run("verify", target, "--json")
    expect_equal(done.returncode, 0, done.stdout + done.stderr)


# --- a disk that fails on demand ---

class FailingDisk:
    """What is written below a folder fails as told. For the environment of a program."""

    def __init__(self, folder, below):
        expect(FAULTS.exists(), f"{FAULTS} is not built")
        self.word = folder / "fault"
        self.word.touch()
        self.word.chmod(0o644)
        self.environment = {"LD_PRELOAD": str(FAULTS), "DISK_FAULTS": str(self.word),
                            "DISK_FAULTS_FOLDER": str(below)}

    @contextlib.contextmanager
    def failing(self, word):
        self.word.write_text(word)
        try:
            yield
        finally:
            self.word.write_text("")


SQLITE_FAULTS = {"full": ("store_full", "ディスクの空きがない"),
                 "read-only": ("store_read_only", "読み取り専用"),
                 "broken": ("store_disk_failing", "ディスクの読み書きに失敗")}


def check_failing_disk(checks, folder):
    disk = FailingDisk(folder, folder / "data")
    office = Office(folder, environment=disk.environment)
    with office.serve() as serving:
        visitor = office.visitor(serving)
        for word, (code, words) in SQLITE_FAULTS.items():
            with checks.check(f"disk {word}: acts are refused, reading goes on, and it passes"):
                office.expect_working(visitor)
                with disk.failing(word):
                    refused = {answer.status for answer in office.add_many(visitor)}
                    expect(refused <= {200, 503} and 503 in refused, f"answers: {refused}")
                    office.expect_refused(visitor, code, words)
                    expect_equal(visitor.page("/b/main/registers/assets").status, 200, "reading")
                    expect_equal(serving.visitor().sign_in(
                        ADMINISTRATOR["login"], ADMINISTRATOR["password"]).status, 503, "sign-in")
                office.expect_working(visitor)
                office.expect_nothing_lost(visitor)
                expect_verified(office.data / "main.sqlite")
        with checks.check("killed while the disk fails: nothing acknowledged is lost"):
            office.add_many(visitor)
            with disk.failing("broken"):
                office.add_many(visitor)
                serving.kill()
    with checks.check("started again after the disk failed"):
        expect_verified(office.data / "main.sqlite")
        with office.serve() as serving:
            office.expect_nothing_lost(office.visitor(serving))


def check_failing_start(checks, folder):
    disk = FailingDisk(folder, folder / "data")
    office = Office(folder, environment=disk.environment)
    for word in SQLITE_FAULTS:
        with checks.check(f"disk {word} at the start: mamori says so"):
            with disk.failing(word):
                done = subprocess.run(
                    [BINARY, "serve", "--data", office.data, "--port", "0"], text=True,
                    capture_output=True, timeout=60, env={**os.environ, **disk.environment})
            expect_equal(done.returncode, 2, "exit code")
            expect("フォルダの権限と空き容量" in done.stderr or "ディスク" in done.stderr, done.stderr)
    with checks.check("started when the disk is right again"):
        with office.serve() as serving:
            office.expect_working(office.visitor(serving))


# --- a real small disk ---

def check_small_disk(checks, folder):
    with checks.check("a disk of 16 MB runs full and is emptied"):
        disk = folder / "small"
        disk.mkdir()
        mounted = shutil.which("mount") and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16m", "none", disk], check=False,
            capture_output=True).returncode == 0
        if not mounted:
            raise Skip("a disk can be mounted only by root")
        try:
            fill_and_empty(disk)
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)


def fill_and_empty(disk):
    office = Office(disk)
    ballast = disk / "ballast"
    with office.serve() as serving:
        visitor = office.visitor(serving)
        office.expect_working(visitor)
        fill(ballast)
        answers = []
        while not any(answer.status == 503 for answer in answers):  # until the last page is used
            answers += office.add_many(visitor)
            expect(len(answers) < 5000, "the disk does not get full")
        office.expect_refused(visitor, "store_full", "ディスクの空きがない")
        ballast.unlink()
        office.expect_working(visitor)
        office.expect_nothing_lost(visitor)
        expect_verified(office.data / "main.sqlite")


def fill(ballast):
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


# --- a damaged page ---

def check_damaged_page(checks, folder):
    office = Office(folder)
    with office.serve() as serving:
        office.add_many(office.visitor(serving))
        serving.stop()
    file = office.data / "main.sqlite"
    sound = file.read_bytes()
    where = first_page_of(file, "register_entries")
    with office.serve() as serving:
        with checks.check("a damaged page: what needs it says so, the rest works, and it passes"):
            visitor = office.visitor(serving)
            write_at(file, where, b"\xff" * 4096)
            answer = visitor.get("/b/main/registers/assets")
            expect_equal((answer.status, answer.error.get("code")), (503, "store_damaged"))
            page = visitor.page("/b/main/registers/assets")
            for words in ("壊れたところ", "mamori verify", "バックアップ"):
                expect(words in page.text, f"the page does not say {words}")
            expect_equal(visitor.page("/b/main/regulations").status, 200, "another page")
            write_at(file, where, sound[where:where + 4096])
            expect_equal(visitor.page("/b/main/registers/assets").status, 200, "mended")
            office.expect_working(visitor)
            office.expect_nothing_lost(visitor)
        serving.stop()
    with checks.check("mamori verify finds a damaged page"):
        write_at(file, where, b"\xff" * 4096)
        done = run("verify", file)
        expect_equal(done.returncode, 1, done.stdout)
        expect("壊れ" in done.stdout, done.stdout)


def first_page_of(file, table):
    """Where the table begins in the file."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        [(page,)] = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table])
        [(size,)] = database.execute("PRAGMA page_size")
    database.close()
    return (page - 1) * size


def write_at(file, place, content):
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(content)


# --- a wrong clock ---

class WrongClock:
    """The clock of a program: of today in Japan, as many minutes past midnight as it is set to."""

    def __init__(self, file):
        now = time.time()
        self.midnight = now - (now + 9 * 3600) % 86400
        self.file = file
        self.environment = {
            "LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def set(self, minutes):
        self.file.write_text(f"{round(self.midnight + minutes * 60 - time.time()):+d}")


def check_clock(checks, folder):
    with checks.check("the clock set back: nothing is recorded until it is right"):
        if not LIBRARY:
            raise Skip("faketime is not installed")
        clock = WrongClock(folder / "clock")
        clock.set(minutes=30)
        office = Office(folder, environment=clock.environment)
        with office.serve() as serving:
            visitor = office.visitor(serving)
            office.expect_working(visitor)
            clock.set(minutes=5)
            office.expect_refused(visitor, "clock_behind", "時計")
            expect_equal(visitor.page("/b/main/registers/assets").status, 200, "reading")
            # Of the day before nobody holds an office yet.
            clock.set(minutes=-30)
            office.expect_refused(visitor, "clock_behind", "時計")
            clock.set(minutes=30)
            office.expect_working(visitor)
            office.expect_nothing_lost(visitor)
            expect_verified(office.data / "main.sqlite")
            serving.stop()
    with checks.check("the clock was ahead and put right: an administrator lets mamori go on"):
        if not LIBRARY:
            raise Skip("faketime is not installed")
        clock.set(minutes=180)
        with office.serve() as serving:
            office.expect_working(office.visitor(serving))
            serving.stop()
        clock.set(minutes=120)
        office.arguments = ("--clock-behind", "90")
        with office.serve() as serving:
            office.expect_working(office.visitor(serving))
        expect_verified(office.data / "main.sqlite")


# --- PostgreSQL ---

def check_postgres(checks, folder):
    folder.chmod(0o755)  # the server runs as another user
    server = postgres.Server()
    disk = FailingDisk(folder, server.data / "base")
    server.environment.update(disk.environment)
    with server:
        office = Office(folder, "--database", server.url)
        with office.serve() as serving:
            visitor = office.visitor(serving)
            with checks.check("PostgreSQL read-only: acts are refused, and it passes"):
                set_read_only(server, "on")
                wait_until(lambda: office.add(visitor).status == 503)
                office.expect_refused(visitor, "store_read_only", "読み取り専用")
                expect_equal(visitor.page("/b/main/registers/assets").status, 200, "reading")
                set_read_only(server, "off")
                wait_until(lambda: office.add(visitor).status == 200)
                office.expect_nothing_lost(visitor)
                expect_verified(server.url)
            with checks.check("PostgreSQL's disk full: acts are refused, and it passes"):
                with disk.failing("full"):
                    wait_until(lambda: office.add(visitor).status == 503, tries=2000)
                    office.expect_refused(visitor, "store_full", "ディスクの空きがない")
                office.expect_working(visitor)
                office.expect_nothing_lost(visitor)
                expect_verified(server.url)


def set_read_only(server, value):
    server.sql(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
    server.sql("SELECT pg_reload_conf()")


def wait_until(condition, tries=500):
    for _ in range(tries):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def main():
    checks = Checks("disk")
    for check in (check_failing_disk, check_failing_start, check_small_disk, check_damaged_page,
                  check_clock, check_postgres):
        with tempfile.TemporaryDirectory(prefix="mamori-disk-") as folder:
            check(checks, pathlib.Path(folder))
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
