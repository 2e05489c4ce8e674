#!/usr/bin/env python3
"""Two mamori on one PostgreSQL: what was acknowledged is there, whatever dies.

First a mamori is killed while both work, then (kill -9, as when a machine loses its power) the
primary of a PostgreSQL pair with synchronous replication: its standby takes over, and both mamori
go on without being started again.
"""

import argparse
import http.client
import pathlib
import sys
import tempfile
import threading
import time

import postgres
from checks import Checks, expect, expect_equal
from program import ADMINISTRATOR, Serving, Visitor, run

CLIENTS_EACH = 2
SECONDS_OF_WORK = 1.5
SECONDS_TO_TAKE_OVER = 60
DURABLE = {"wal_level": "replica", "max_wal_senders": 5, "hot_standby": "on"}


class Client(threading.Thread):
    """Registers assets until told to stop; when it is refused it tries the next."""

    def __init__(self, serving, name):
        super().__init__(name=name)
        self.visitor = serving.visitor()
        answer = self.visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
        expect_equal(answer.status, 200, "sign-in")
        sections = self.visitor.model("/b/main/organisation")["organisation"]["sections"]
        self.section = sections[0]["id"]
        self.visitor.token()
        self.acknowledged = []
        self.refused = 0
        self.ended = threading.Event()

    def run(self):
        number = 0
        while not self.ended.is_set():
            number += 1
            try:
                self.register(f"{self.name}-{number}")
            except (http.client.HTTPException, OSError):
                self.refused += 1
                time.sleep(0.1)

    def register(self, asset):
        answer = self.visitor.post("/b/main/registers/assets/new", {
            "name": asset, "kind": "media", "importance": "3", "section": self.section})
        if answer.status == 200:
            self.acknowledged.append((asset, answer.json["href"]))
        else:
            self.refused += 1
            time.sleep(0.1)

    def end(self):
        self.ended.set()
        self.join(timeout=90)
        expect(not self.is_alive(), "a client still waits for an answer")


class Town:
    """Several mamori on one database, with clients on each."""

    def __init__(self, folder, url):
        self.data = folder / "data"  # the signing key: the same for all
        self.url = url
        self.acknowledged = []
        self.servings = []

    def prepare(self):
        with self.serve() as serving:
            administrator = serving.first_administrator()

    def serve(self):
        return Serving(self.data, "--database", self.url)

    def clients(self, serving, name):
        started = [Client(serving, f"{name}-{number}") for number in range(CLIENTS_EACH)]
        for client in started:
            client.start()
        return started

    def end(self, clients):
        for client in clients:
            client.end()
        fresh = [one for client in clients for one in client.acknowledged]
        self.acknowledged += fresh
        return fresh

    def expect_whole(self, serving):
        visitor = serving.visitor()
        visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
        for asset, href in self.acknowledged:
            expect_equal(visitor.model(href)["entry"]["title"], asset, f"acknowledged as {href}")
        done = run("verify", self.url, "--json")
        expect_equal(done.returncode, 0, done.stdout + done.stderr)


def wait_for_new_acts(clients, already):
    until = time.monotonic() + SECONDS_TO_TAKE_OVER
    while any(len(client.acknowledged) <= count for client, count in zip(clients, already)):
        expect(time.monotonic() < until, "nothing was acknowledged after the fail-over")
        time.sleep(0.1)


def check_killed_mamori(checks, folder, rounds):
    with postgres.Server(on_disk=True) as server:
        town = Town(folder, server.url)
        town.prepare()
        with town.serve() as first:
            for number in range(1, rounds + 1):
                with checks.check(f"one of two mamori killed, {number}. time: the other goes on"):
                    with town.serve() as second:
                        doomed = town.clients(second, f"doomed-{number}")
                        staying = town.clients(first, f"staying-{number}")
                        time.sleep(SECONDS_OF_WORK)
                        second.kill()
                        wait_for_new_acts(staying, [len(one.acknowledged) for one in staying])
                        fresh = town.end(doomed + staying)
                    expect(len(fresh) > 10, f"only {len(fresh)} acts: the test tested little")
                    town.expect_whole(first)
            with checks.check("a session begun at one mamori holds at the other"):
                with town.serve() as second:
                    visitor = first.visitor()
                    visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
                    elsewhere = Visitor(second.url)
                    elsewhere.cookies = dict(visitor.cookies)
                    expect_equal(elsewhere.get("/b/main/home").status, 200, "at the other")
    return len(town.acknowledged)


def check_killed_primary(checks, folder):
    with postgres.Server(on_disk=True, settings=DURABLE) as primary:
        with postgres.Server(on_disk=True, settings=DURABLE, primary=primary) as standby:
            primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
            primary.sql("SELECT pg_reload_conf()")
            town = Town(folder, postgres.url_of(primary, standby))
            town.prepare()
            with town.serve() as first, town.serve() as second:
                with checks.check("the primary killed: both mamori go on with the standby"):
                    clients = town.clients(first, "first") + town.clients(second, "second")
                    time.sleep(SECONDS_OF_WORK)
                    state = primary.sql("SELECT sync_state FROM pg_stat_replication")
                    expect_equal(state, "sync", "the standby")
                    primary.kill()
                    killed_at = time.monotonic()
                    standby.promote()
                    wait_for_new_acts(clients, [len(one.acknowledged) for one in clients])
                    seconds = time.monotonic() - killed_at
                    town.end(clients)
                    town.expect_whole(first)
                    town.expect_whole(second)
                    print(f"working again after {seconds:.1f} s, "
                          f"{sum(one.refused for one in clients)} acts refused meanwhile")
    return len(town.acknowledged)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    checks = Checks("failover")
    with tempfile.TemporaryDirectory(prefix="mamori-failover-") as folder:
        told = check_killed_mamori(checks, pathlib.Path(folder) / "mamori", options.rounds)
        told += check_killed_primary(checks, pathlib.Path(folder) / "primary")
    print(f"{told} acts acknowledged, all there")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
