#!/usr/bin/env python3
"""kill -9 in the middle of a stream of acts: what was acknowledged is there, and the ledger fits.

Each round starts mamori on the data the round before left, expects everything that was
acknowledged, lets several clients register assets as fast as they can, kills the program (on
PostgreSQL also the server) after a moment of its own choosing, and verifies the ledger as it lies
there.

The long form: tests/crash_test.py --rounds 1000 --postgres-rounds 100
"""

import argparse
import http.client
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import postgres
from checks import Checks, expect, expect_equal
from program import ADMINISTRATOR, BINARY, Serving, Visitor, run

CLIENTS = 4


class Client(threading.Thread):
    """Registers assets one after the other, until nobody answers; notes the acknowledged."""

    def __init__(self, signed_in, section, name, may_be_refused):
        super().__init__(name=name)
        self.may_be_refused = may_be_refused  # the database can be gone while the program is there
        self.ended = threading.Event()
        self.visitor = Visitor(f"http://{signed_in.host}")
        self.visitor.cookies = dict(signed_in.cookies)
        self.visitor._token = signed_in.token()
        self.section = section
        self.acknowledged = []
        self.trouble = None

    def run(self):
        try:
            while not self.ended.is_set():
                self.register(f"{self.name}-{len(self.acknowledged)}")
        except (http.client.HTTPException, OSError):
            pass  # the program was killed
        except Exception as error:  # told by the thread that waits
            self.trouble = error

    def register(self, asset):
        answer = self.visitor.post("/b/main/registers/assets/new", {
            "name": asset, "kind": "media", "importance": "3", "section": self.section})
        if self.may_be_refused and answer.status == 503:
            self.ended.set()
            return
        expect(answer.status == 200, f"{answer.status}: {answer.text[:300]}")
        self.acknowledged.append((asset, answer.json["href"]))


class SqliteCrashes:
    """Kills mamori on an SQLite file; some of the time while it starts."""

    STARTING_KILLED = 0.1  # of the rounds
    DATABASE_CAN_GO = False

    def __init__(self, folder, dice):
        self.folder = folder
        self.data = folder / "data"
        self.dice = dice
        self.acknowledged = []
        self.unchecked = []  # acknowledged in the last round

    def prepare(self):
        """The first administrator and the sample organisation."""
        with self.serve() as serving:
            administrator = serving.first_administrator()

    def serve(self):
        return Serving(self.data)

    def database(self):
        return self.data / "main.sqlite"

    def close(self):
        pass

    def round(self, number):
        """Starts on what the round before left, expects it whole, loads and kills."""
        if self.dice.random() < self.STARTING_KILLED:
            kill_while_starting(self.data, self.dice.uniform(0, 0.3))
        with self.serve() as serving:
            administrator = self.sign_in(serving)
            self.expect_there(administrator)
            clients = self.start_clients(administrator, number)
            time.sleep(self.dice.uniform(0.05, 0.6))
            self.kill(serving)
            self.unchecked = acknowledged_by(clients)
        self.acknowledged += self.unchecked
        expect_verified(self.database())

    def kill(self, serving):
        serving.kill()

    def start_clients(self, administrator, number):
        sections = administrator.model("/b/main/organisation")["organisation"]["sections"]
        clients = [Client(administrator, sections[0]["id"], f"round-{number}-client-{one}",
                          self.DATABASE_CAN_GO) for one in range(CLIENTS)]
        for client in clients:
            client.start()
        return clients

    def expect_there(self, visitor):
        """All that the last round acknowledged, and some of what was before."""
        older = self.dice.sample(self.acknowledged, min(10, len(self.acknowledged)))
        for asset, href in self.unchecked + older:
            entry = visitor.model(href)["entry"]
            expect_equal(entry["title"], asset, f"acknowledged as {href}")

    def expect_whole(self):
        """At the end: everything is there, the program ends as it should, an export verifies."""
        with self.serve() as serving:
            visitor = self.sign_in(serving)
            for asset, href in self.acknowledged:
                entry = visitor.model(href)["entry"]
                expect_equal(entry["title"], asset, f"acknowledged as {href}")
            expect_equal(serving.stop(), 0, "exit code")
        export = self.folder / "export"
        shutil.rmtree(export, ignore_errors=True)
        done = run("export", *self.where(), export)
        expect_equal(done.returncode, 0, f"export: {done.stderr}")
        size = expect_verified(export)["size"]
        expect(size >= len(self.acknowledged), f"{size} records, more were acknowledged")

    def where(self):
        return "--data", self.data

    def sign_in(self, serving):
        visitor = serving.visitor()
        answer = visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
        expect_equal(answer.status, 200, "sign-in")
        return visitor


class PostgresCrashes(SqliteCrashes):
    """Kills mamori, or every process of PostgreSQL; that is started again, mamori stays."""

    STARTING_KILLED = 0
    DATABASE_CAN_GO = True

    def __init__(self, folder, dice):
        super().__init__(folder, dice)
        self.server = postgres.Server(on_disk=True).start()

    def close(self):
        self.server.__exit__()

    def serve(self):
        return Serving(self.data, "--database", self.server.url)

    def database(self):
        return self.server.url

    def where(self):
        return "--data", self.data, "--database", self.server.url

    def kill(self, serving):
        if self.dice.random() < 0.5:
            serving.kill()
            return
        self.server.kill()
        self.server.start()
        self.sign_in(serving)  # the same mamori goes on


def acknowledged_by(clients):
    """What they were told by the time they noticed."""
    for client in clients:
        client.ended.set()
    for client in clients:
        client.join(timeout=60)
        expect(not client.is_alive(), "a client still waits for an answer")
        if client.trouble:
            raise client.trouble
    return [one for client in clients for one in client.acknowledged]


def kill_while_starting(data, seconds):
    program = subprocess.Popen([BINARY, "serve", "--data", data, "--port", "0"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    program.kill()
    program.wait()


def expect_verified(target):
    done = run("verify", target, "--json")
    expect_equal(done.returncode, 0, done.stdout + done.stderr)
    return json.loads(done.stdout)


def crash(checks, make, folder, dice, rounds):
    """Rounds on one body, told as one check each; returns how many acts were acknowledged."""
    crashes = make(folder, dice)
    try:
        crashes.prepare()
        for number in range(1, rounds + 1):
            with checks.check(f"{make.__name__}: killed the {number}. time"):
                crashes.round(number)
        with checks.check(f"{make.__name__}: everything acknowledged is there"):
            crashes.expect_whole()
            told = len(crashes.acknowledged)
            expect(told >= 5 * rounds, f"only {told}: the test tested little")
    finally:
        crashes.close()
    return len(crashes.acknowledged)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10, help="kills on SQLite")
    parser.add_argument("--postgres-rounds", type=int, default=4, help="kills on PostgreSQL")
    parser.add_argument("--rounds-each", type=int, default=25, help="kills of one body")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"to repeat: tests/crash_test.py --rounds {options.rounds} "
          f"--postgres-rounds {options.postgres_rounds} --seed {options.seed}")
    checks = Checks("crash")
    dice = random.Random(options.seed)
    for make, wanted in ((SqliteCrashes, options.rounds),
                         (PostgresCrashes, options.postgres_rounds)):
        told = 0
        for first in range(0, wanted, options.rounds_each):
            with tempfile.TemporaryDirectory(prefix="mamori-crash-") as folder:
                told += crash(checks, make, pathlib.Path(folder), dice,
                              min(options.rounds_each, wanted - first))
        print(f"{make.__name__}: {told} acts acknowledged, {wanted} kills")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
