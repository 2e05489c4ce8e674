#!/usr/bin/env python3
"""kill -9 in the middle of a stream of acts: what was acknowledged is there, and the ledger fits.

Each round starts mamori on the data the round before left, lets several clients register assets as
fast as they can, kills the program after a moment of its own choosing, and looks at what is there.
"""

import argparse
import http.client
import json
import pathlib
import random
import re
import sys
import tempfile
import threading
import time

from checks import Checks, expect, expect_equal
from program import Serving, Visitor, run

CLIENTS = 4
ADMINISTRATOR = {"name": "事務 花子", "kana": "じむ はなこ", "login": "jimu",
                 "password": "renkei-hoshi-0417-asa"}


class Client(threading.Thread):
    """Registers assets one after the other and notes which were acknowledged."""

    def __init__(self, signed_in, section, name):
        super().__init__(name=name)
        self.visitor = Visitor(f"http://{signed_in.host}")
        self.visitor.cookies = dict(signed_in.cookies)
        self.visitor._token = signed_in.token()
        self.section = section
        self.acknowledged = []
        self.trouble = None

    def run(self):
        try:
            while True:
                self.register(f"{self.name}-{len(self.acknowledged)}")
        except (http.client.HTTPException, OSError):
            pass  # the program was killed
        except Exception as error:  # told by the thread that waits
            self.trouble = error

    def register(self, asset):
        answer = self.visitor.post("/b/main/registers/assets/new", {
            "name": asset, "kind": "media", "importance": "3", "section": self.section})
        expect(answer.status == 200, f"{answer.status}: {answer.text[:300]}")
        self.acknowledged.append((asset, answer.json["href"]))


class Crashes:
    def __init__(self, folder, dice):
        self.data = folder / "data"
        self.folder = folder
        self.dice = dice
        self.acknowledged = []

    def prepare(self):
        """The first administrator and the sample organisation."""
        with Serving(self.data) as serving:
            administrator = serving.visitor()
            administrator.act("/b/main/start", {
                **ADMINISTRATOR, "password_again": ADMINISTRATOR["password"],
                "token": serving.first_link.split("token=")[1]})
            administrator.act("/b/main/organisation/sample")

    def crash(self, number):
        """One round up to the kill; returns how many acts it acknowledged."""
        with Serving(self.data) as serving:
            administrator = self.sign_in(serving)
            sections = administrator.model("/b/main/organisation")["organisation"]["sections"]
            clients = [Client(administrator, sections[0]["id"], f"round-{number}-client-{one}")
                       for one in range(CLIENTS)]
            for client in clients:
                client.start()
            time.sleep(self.dice.uniform(0.05, 1.0))
            serving.kill()
            for client in clients:
                client.join(timeout=60)
                expect(not client.is_alive(), "a client still waits for an answer")
                if client.trouble:
                    raise client.trouble
        fresh = [one for client in clients for one in client.acknowledged]
        self.acknowledged += fresh
        return len(fresh)

    def expect_whole(self, number):
        """After the kill: the file verifies as it lies there, then everything is in the program."""
        self.expect_verified(self.data / "main.sqlite")
        with Serving(self.data) as serving:
            administrator = self.sign_in(serving)
            fresh = [one for one in self.acknowledged if one[0].startswith(f"round-{number}-")]
            older = self.dice.sample(self.acknowledged, min(20, len(self.acknowledged)))
            for asset, href in fresh + older:
                entry = administrator.model(href)["entry"]
                expect_equal(entry["title"], asset, f"acknowledged as {href}")
            expect_equal(serving.stop(), 0, "exit code")
        export = self.folder / f"export-{number}"
        expect_equal(run("export", "--data", self.data, export).returncode, 0, "export")
        size = self.expect_verified(export)["size"]
        expect(size >= len(self.acknowledged), f"{size} records, more were acknowledged")

    def expect_verified(self, target):
        done = run("verify", target, "--json")
        expect_equal(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def sign_in(self, serving):
        visitor = serving.visitor()
        answer = visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
        expect_equal(answer.status, 200, "sign-in")
        return visitor


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"to repeat: tests/crash_test.py --rounds {options.rounds} --seed {options.seed}")
    checks = Checks("crash")
    with tempfile.TemporaryDirectory(prefix="mamori-crash-") as folder:
        crashes = Crashes(pathlib.Path(folder), random.Random(options.seed))
        crashes.prepare()
        for number in range(1, options.rounds + 1):
            with checks.check(f"killed the {number}. time, everything acknowledged is there"):
                crashes.crash(number)
                crashes.expect_whole(number)
        with checks.check("acts were acknowledged before the kills"):
            told = len(crashes.acknowledged)
            expect(told >= 5 * options.rounds, f"only {told}: the test tested little")
    print(f"{len(crashes.acknowledged)} acts acknowledged")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
