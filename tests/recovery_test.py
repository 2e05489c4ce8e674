#!/usr/bin/env python3
"""控え and 引っ越し with the built program: a backup taken under load restores to everything that was
acknowledged before it; what is wrong is said and leaves nothing; a body moves to PostgreSQL and
back, also when it is killed on the way."""

import contextlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time

import postgres
from checks import Checks, Skip, expect, expect_equal
from failover_test import Client
from program import ADMINISTRATOR, BINARY, Serving, run

PASSPHRASE = "kaki-no-ki-no-shita-12"


class Town:
    """A body in a folder, SQLite unless a database is named."""

    def __init__(self, data, *database):
        self.data = data
        self.where = ["--data", data, *database]

    def serve(self, *options):
        return Serving(self.data, *self.where[2:], *options)

    def prepare(self):
        with self.serve() as serving:
            administrator = serving.first_administrator()
            expect_equal(serving.stop(), 0, "exit code")

    def expect_assets(self, assets):
        with self.serve() as serving:
            visitor = serving.visitor()
            answer = visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
            expect_equal(answer.status, 200, "sign-in")
            for name, href in assets:
                expect_equal(visitor.model(href)["entry"]["title"], name, href)
            expect_equal(serving.stop(), 0, "exit code")


class Recovery:
    def __init__(self, checks, folder):
        self.checks = checks
        self.folder = folder
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE + "\n")
        self.passphrase.chmod(0o600)
        self.town = Town(folder / "data")
        self.backup = folder / "a.backup"
        self.acknowledged = []

    # --- backup

    def back_up(self, file, town=None, seconds_max=120):
        return run("backup", file, *(town or self.town).where, "--passphrase-file",
                   self.passphrase, "--json", seconds_max=seconds_max)

    def restore(self, file, town, passphrase=None):
        return run("restore", file, *town.where, "--passphrase-file",
                   passphrase or self.passphrase)

    def check_backup_under_load(self):
        with self.checks.check("a backup is taken while people work"):
            self.town.prepare()
            with self.town.serve() as serving:
                clients = [Client(serving, f"client-{number}") for number in range(2)]
                for client in clients:
                    client.start()
                time.sleep(0.5)
                before = [one for client in clients for one in client.acknowledged]
                done = self.back_up(self.backup)
                for client in clients:
                    client.end()
                expect_equal(done.returncode, 0, done.stdout + done.stderr)
                after = [one for client in clients for one in client.acknowledged]
                expect(len(before) > 3 and len(after) > len(before), "nobody worked meanwhile")
                expect_equal([client.refused for client in clients], [0, 0], "refused")
            self.acknowledged = before
            made = json.loads(done.stdout)
            expect_equal(made["bytes"], self.backup.stat().st_size, "bytes")
            expect_equal(self.backup.stat().st_mode & 0o777, 0o600, "mode")
            content = self.backup.read_bytes()
            expect("事務".encode() not in content, "names can be read in the file")
            expect_equal([one.name for one in self.folder.glob("*part*")], [], "left behind")
            expect_equal([one.name for one in self.town.data.glob("*scratch*")], [], "left behind")

    def check_restored(self):
        with self.checks.check("what was acknowledged before the backup is in the restored body"):
            town = Town(self.folder / "restored")
            done = self.restore(self.backup, town)
            expect_equal(done.returncode, 0, done.stdout + done.stderr)
            expect_verified(town.data / "main.sqlite")
            expect_rebuilt(town)
            town.expect_assets(self.acknowledged)

    def check_daily(self):
        with self.checks.check("backups are taken by themselves, and each is a record people see"):
            folder = self.folder / "daily"
            folder.mkdir()
            with self.town.serve("--backup-folder", folder, "--backup-passphrase-file",
                                 self.passphrase) as serving:
                visitor = serving.visitor()
                visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
                row = wait_for(lambda: visitor.model("/b/main/backups")["list"]["rows"])[0]
                expect_equal(row["cells"][2]["chip"]["label"], "戻せることを確認済み", "outcome")
                name = row["cells"][3]["text"]
                expect_equal([one.name for one in folder.iterdir()], [name], "files")
                place = visitor.model("/b/main/regulations/1/第64条")
                expect("控え" in json.dumps(place, ensure_ascii=False), "no evidence at 第64条")
            expect_equal(self.restore(folder / name, Town(self.folder / "d")).returncode, 0)

    def check_refusals(self):
        wrong = self.folder / "wrong"
        wrong.write_text("quite-another-passphrase")
        wrong.chmod(0o600)
        shown = self.folder / "shown"
        shown.write_text(PASSPHRASE)
        shown.chmod(0o644)
        content = self.backup.read_bytes()
        cut = self.folder / "cut.backup"
        cut.write_bytes(content[:-100])
        altered = self.folder / "altered.backup"
        altered.write_bytes(content[:-200] + bytes([content[-200] ^ 1]) + content[-199:])
        for what, file, passphrase, code in (
                ("a wrong passphrase", self.backup, wrong, "backup_key_wrong"),
                ("a passphrase file that others can read", self.backup, shown, "file_exposed"),
                ("a file that was cut off", cut, None, "backup_truncated"),
                ("a file that was altered", altered, None, "backup_altered")):
            with self.checks.check(f"{what} is refused, and nothing remains"):
                town = Town(self.folder / "nothing")
                expect_refused(self.restore(file, town, passphrase), code)
                expect(not town.data.exists(), f"left behind: {town.data}")
        with self.checks.check("nothing is ever overwritten"):
            expect_refused(self.restore(self.backup, self.town), "body_exists")
            expect_refused(self.back_up(self.backup), "file_exists")
            expect_equal(self.backup.read_bytes(), content, "the backup")

    def check_recipient(self):
        with self.checks.check("a backup for a recipient is opened with their key only"):
            key = self.folder / "open.pem"
            expect_equal(run("backup-key", key).returncode, 0, "backup-key")
            file = self.folder / "recipient.backup"
            done = run("backup", file, *self.town.where, "--recipient", f"{key}.pub")
            expect_equal(done.returncode, 0, done.stdout + done.stderr)
            town = Town(self.folder / "recipient")
            expect_refused(self.restore(file, town), "backup_key_other_kind")
            done = run("restore", file, *town.where, "--key", key)
            expect_equal(done.returncode, 0, done.stdout + done.stderr)

    def check_full_disk(self):
        with self.checks.check("a full disk is told, and nothing half remains"):
            with small_disk(self.folder / "small") as small:
                expect_refused(self.back_up(small / "a.backup"), "file_not_written", "空き")
                expect_equal([one.name for one in small.iterdir()], [], "left behind")

    # --- moving

    def check_moving(self, server):
        there = Town(self.town.data, "--database", server.url)
        with self.checks.check("a body that is served is not moved"):
            with self.town.serve():
                expect_refused(move(self.town, server.url), "body_in_use")
        with self.checks.check("killed on the way, neither end opens; called again it ends"):
            kill_while_moving(self.town, server.url)
            expect_refused(run("admin-link", *self.town.where), "move_unfinished")
            expect_equal(move(self.town, server.url).returncode, 0, "move")
            expect_refused(run("admin-link", *self.town.where), "body_moved")
            expect_verified(server.url)
            expect_rebuilt(there)
            there.expect_assets(self.acknowledged)
        with self.checks.check("a backup of PostgreSQL restores to SQLite"):
            file = self.folder / "pg.backup"
            done = self.back_up(file, there)
            expect_equal(done.returncode, 0, done.stdout + done.stderr)
            town = Town(self.folder / "from-pg")
            expect_equal(self.restore(file, town).returncode, 0, "restore")
            town.expect_assets(self.acknowledged)
        with self.checks.check("and back to SQLite"):
            (self.town.data / "main.sqlite").rename(self.folder / "old.sqlite")
            expect_equal(move(there, "sqlite").returncode, 0, "move")
            expect_verified(self.town.data / "main.sqlite")
            self.town.expect_assets(self.acknowledged)
            expect_refused(run("admin-link", *there.where), "body_moved")


def wait_for(look, seconds_max=30):
    until = time.monotonic() + seconds_max
    while not (seen := look()):
        expect(time.monotonic() < until, "nothing came")
        time.sleep(0.2)
    return seen


def move(town, destination):
    return run("move", *town.where, "--to", destination)


def kill_while_moving(town, destination):
    process = subprocess.Popen([str(BINARY), "move", *map(str, town.where), "--to", destination],
                               text=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    for line in process.stderr:
        if "register_entries" in line:
            break
    process.kill()
    process.wait()
    process.stderr.close()


@contextlib.contextmanager
def small_disk(folder):
    """A disk with 64 KiB, where one can be made."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder],
                             capture_output=True, check=False)
    if mounted.returncode != 0:
        raise Skip("no small disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def expect_refused(done, code, words=""):
    shown = f"{done.returncode}: {done.stdout}{done.stderr}"
    expect(done.returncode == 2 and f"[{code}]" in done.stderr and words in done.stderr,
           f"not refused with {code} but {shown}")


def expect_verified(target):
    done = run("verify", target, "--json")
    expect_equal(done.returncode, 0, done.stdout + done.stderr)


def expect_rebuilt(town):
    done = run("rebuild", "--check", "--json", *town.where)
    expect_equal(done.returncode, 0, done.stdout + done.stderr)
    expect(json.loads(done.stdout)["rows"] > 20, done.stdout)


def check_rebuild(checks, folder):
    town = Town(folder / "tampered")
    with checks.check("a table altered behind mamori's back is named, and put back"):
        town.prepare()
        with contextlib.closing(sqlite3.connect(town.data / "main.sqlite")) as database:
            database.execute("UPDATE person_states SET name = '石井 百合' WHERE name = '石井 由美'")
            database.commit()
        done = run("rebuild", "--check", *town.where)
        expect_equal(done.returncode, 1, done.stdout + done.stderr)
        expect("石井 百合" in done.stdout and "石井 由美" in done.stdout, done.stdout)
        with town.serve():
            expect_refused(run("rebuild", *town.where), "body_in_use")
        done = run("rebuild", "--json", *town.where)
        expect_equal(done.returncode, 0, done.stdout + done.stderr)
        expect_equal(json.loads(done.stdout)["put_back"], True, "put back")
        expect_rebuilt(town)


def main():
    checks = Checks("recovery")
    with tempfile.TemporaryDirectory(prefix="mamori-recovery-") as name:
        folder = pathlib.Path(name)
        check_rebuild(checks, folder)
        recovery = Recovery(checks, folder)
        recovery.check_backup_under_load()
        recovery.check_restored()
        recovery.check_daily()
        recovery.check_refusals()
        recovery.check_recipient()
        recovery.check_full_disk()
        if postgres.available():
            with postgres.Server({"fsync": "off"}) as server:
                recovery.check_moving(server)
        else:
            with checks.check("moving"):
                raise Skip("no PostgreSQL here")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
