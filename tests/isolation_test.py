#!/usr/bin/env python3
"""Several bodies in one program, from outside: each has its own people, sessions, record and key.

They come and go while the program runs, and one that is damaged does not keep the others from
running. That no address of one leads into another is tried for every route in
src/web/isolation_test.cc.
"""

import pathlib
import re
import sys
import tempfile
import time

import postgres
from checks import Checks, Skip, expect, expect_equal
from program import Serving, run

SECONDS_MAX = 20
PASSWORD = "quiet-heron-58-violin"
PASSPHRASE = "four ravens cross a frozen lake"
TEXT = """{name}情報管理要綱
（持ち出し）
第1条　職員は、端末を庁舎の外へ持ち出すときは、課長の許可を受けなければならない。
（記録）
第2条　課長は、持ち出した端末の番号と期間を記録しなければならない。
"""


class Town:
    """A body as its administrator sees it."""

    def __init__(self, slug, name):
        self.slug = slug
        self.name = name
        self.base = f"/b/{slug}"

    def add(self, folder, data, *place):
        text = folder / f"{self.slug}.txt"
        text.write_text(TEXT.format(name=self.name))
        added = run("body", "add", self.slug, "--data", data, "--name", self.name,
                    "--regulation", text, *place)
        expect_equal(added.returncode, 0, added.stderr)
        return added.stdout

    def link_in(self, printed):
        return re.search(rf"{self.base}/start\?token=(\S+)", printed).group(1)

    def begin(self, visitor, printed):
        """Makes the administrator through the link that was printed; the visitor is signed in."""
        token = self.link_in(printed)
        visitor.base = self.base
        visitor.act(f"{self.base}/start", {
            "token": token, "name": f"{self.name} 太郎", "kana": "タロウ", "login": "jimu",
            "password": PASSWORD, "password_again": PASSWORD})
        visitor.act(f"{self.base}/organisation/sections", {"name": f"{self.name}総務課"})

    def sign_in(self, visitor, password=PASSWORD):
        visitor.base = self.base
        return visitor.sign_in("jimu", password)

    def cookie(self):
        return f"__Host-mamori-{self.slug}"


TOWN = Town("town", "曙町")
VILLAGE = Town("village", "夕日村")
UNION = Town("union", "広域連合")


def status(serving, path):
    return serving.visitor().get(path).status


def wait_until(serving, path, wanted):
    for _ in range(SECONDS_MAX * 4):
        if status(serving, path) == wanted:
            return
        time.sleep(0.25)
    raise AssertionError(f"{path}: {status(serving, path)}, should become {wanted}")


def check_addresses(checks, serving):
    with checks.check("each body has its own addresses, and no list of them is shown"):
        for one in (TOWN, VILLAGE):
            expect(one.name in serving.visitor().page(f"{one.base}/sign-in").text, one.slug)
        front = serving.visitor().page("/").text
        expect("団体の短い名前" in front and TOWN.slug not in front, front)
        expect_equal(serving.visitor().get("/?body=town").headers["Location"], "/b/town/home")
    with checks.check("a body that is not there answers everybody alike"):
        visitor = serving.visitor()
        TOWN.sign_in(visitor)
        answers = {one.get(f"/b/nowhere{path}", "text/html").body
                   for one in (visitor, serving.visitor()) for path in ("/home", "/ledger/1", "")}
        expect_equal(len(answers), 1)
        expect_equal(status(serving, "/b/nowhere/home"), 404)


def check_sessions(checks, serving):
    visitor = serving.visitor()
    with checks.check("one browser may be signed in at two bodies"):
        for one in (TOWN, VILLAGE):
            expect_equal(one.sign_in(visitor).status, 200, one.slug)
        for one in (TOWN, VILLAGE):
            expect_equal(visitor.get(f"{one.base}/home").status, 200, one.slug)
    with checks.check("a session of one is nothing in the other, under whatever name it comes"):
        stolen = serving.visitor()
        stolen.cookies = {VILLAGE.cookie(): visitor.cookies[TOWN.cookie()],
                          TOWN.cookie(): visitor.cookies[TOWN.cookie()]}
        expect_equal(stolen.get(f"{VILLAGE.base}/home").status, 401)
        expect_equal(stolen.get(f"{TOWN.base}/home").status, 200)
    with checks.check("who guesses passwords at one body locks nobody out of the other"):
        for _ in range(6):
            refused = VILLAGE.sign_in(serving.visitor(), "wrong-password-00")
        expect_equal(refused.status, 429)
        expect_equal(TOWN.sign_in(serving.visitor()).status, 200)
    with checks.check("nothing of one is found or exported in the other"):
        found = visitor.model(f"{VILLAGE.base}/search?q={TOWN.name}太郎")
        expect_equal(found["search"]["total"] if "total" in found["search"] else 0, 0)
        for path in ("/organisation", "/ledger", "/regulations/1", "/regulations/1/lawtext.txt"):
            text = visitor.get(VILLAGE.base + path).text
            expect(TOWN.name not in text, path)


def check_records(checks, folder, data, *place):
    with checks.check("each record is verified by itself, with its own key"):
        for one in (TOWN, VILLAGE):
            expect_equal(run("export", "--data", data, "--body", one.slug, *place,
                             folder / one.slug).returncode, 0)
            expect_equal(run("verify", folder / one.slug).returncode, 0)
        keys = {(data / f"{one.slug}.key").read_text() for one in (TOWN, VILLAGE)}
        expect_equal(len(keys), 2)
        expect_equal(run("verify", folder / VILLAGE.slug, "--against",
                         folder / TOWN.slug / "checkpoint").returncode, 1)


def check_coming_and_going(checks, serving, folder, data):
    with checks.check("a body that is added is served without starting anew"):
        printed = UNION.add(folder, data)
        wait_until(serving, f"{UNION.base}/sign-in", 200)
        UNION.begin(serving.visitor(), printed)
    with checks.check("one that exists is not made again"):
        again = run("body", "add", UNION.slug, "--data", data)
        expect_equal((again.returncode, "[body_exists]" in again.stderr), (2, True))
    with checks.check("one that is removed is let go; its data stay and it comes back"):
        expect_equal(run("body", "remove", UNION.slug, "--data", data).returncode, 0)
        wait_until(serving, f"{UNION.base}/sign-in", 404)
        expect_equal(status(serving, f"{TOWN.base}/sign-in"), 200)
        expect("止めてあります" in run("body", "list", "--data", data).stdout, "body list")
        expect_equal(run("body", "add", UNION.slug, "--data", data).returncode, 0)
        wait_until(serving, f"{UNION.base}/sign-in", 200)
        expect_equal(UNION.sign_in(serving.visitor()).status, 200)


def check_erasing(checks, serving, folder, data):
    passphrase = folder / "passphrase"
    passphrase.write_text(PASSPHRASE)
    passphrase.chmod(0o600)
    backup = folder / "union.backup"
    with checks.check("nothing is erased without a backup"):
        refused = run("body", "remove", UNION.slug, "--data", data, "--erase")
        expect("[backup_not_named]" in refused.stderr, refused.stderr)
        expect_equal(status(serving, f"{UNION.base}/sign-in"), 200)
    with checks.check("erased after a backup, which brings it back"):
        erased = run("body", "remove", UNION.slug, "--data", data, "--erase", "--backup", backup,
                     "--passphrase-file", passphrase)
        expect_equal(erased.returncode, 0, erased.stderr)
        expect(str(backup) in erased.stdout, erased.stdout)
        expect_equal([one.name for one in data.glob(f"{UNION.slug}.*")], [])
        expect_equal(status(serving, f"{UNION.base}/sign-in"), 404)
        expect_equal(run("restore", backup, "--data", data, "--body", UNION.slug,
                         "--passphrase-file", passphrase).returncode, 0)
        wait_until(serving, f"{UNION.base}/sign-in", 200)


def check_damage(checks, folder, data):
    with checks.check("a damaged body, one without its key: the others run, the operator is told"):
        whole = (data / "village.sqlite").read_bytes()
        (data / "village.sqlite").write_bytes(b"no database" * 1000)
        key = (data / "union.key").rename(folder / "union.key")
        with Serving(data) as serving:
            expect_equal(status(serving, f"{TOWN.base}/sign-in"), 200)
            for one in (VILLAGE, UNION):
                expect_equal(status(serving, f"{one.base}/sign-in"), 503, one.slug)
                expect(f"使えない団体: {one.slug}" in serving.text(), serving.text())
            key.rename(data / "union.key")
            wait_until(serving, f"{UNION.base}/sign-in", 200)
        for tail in ("-wal", "-shm"):
            (data / f"village.sqlite{tail}").unlink(missing_ok=True)
        (data / "village.sqlite").write_bytes(whole)
    with checks.check("a body that another program has is left to it"):
        with Serving(data, "--body", TOWN.slug), Serving(data) as others:
            expect_equal(status(others, f"{TOWN.base}/sign-in"), 503)
            expect_equal(status(others, f"{VILLAGE.base}/sign-in"), 200)


def check_own_settings(checks, folder, data):
    with checks.check("a body may have settings of its own"):
        backups = folder / "backups"
        backups.mkdir()
        (data / "town.conf").write_text(f'backup-folder = "{backups}"\n'
                                        f'backup-passphrase-file = "{folder / "passphrase"}"\n')
        with Serving(data):
            for _ in range(SECONDS_MAX * 4):
                if list(backups.glob("*.backup")):
                    break
                time.sleep(0.25)
        names = [one.name.rsplit("-", 2)[0] for one in backups.glob("*.backup")]
        expect_equal(names, ["mamori-town"])
    with checks.check("settings that cannot be read close that body only"):
        (data / "town.conf").write_text("backup-folderr = x\n")
        with Serving(data) as serving:
            expect_equal(status(serving, f"{TOWN.base}/sign-in"), 503)
            expect_equal(status(serving, f"{VILLAGE.base}/sign-in"), 200)
            expect("[settings_malformed]" in serving.text(), serving.text())
        (data / "town.conf").unlink()


def schemas(server):
    listed = server.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'mamori%'")
    return sorted(listed.split())


def check_one_database(checks):
    """The same with several bodies in one PostgreSQL, each in a schema of its own."""
    with checks.check("PostgreSQL is there to keep several bodies"):
        if not postgres.available():
            raise Skip("no PostgreSQL is installed")
    if not postgres.available():
        return
    with tempfile.TemporaryDirectory(prefix="mamori-isolation-") as temporary, \
            postgres.Server() as server:
        folder = pathlib.Path(temporary)
        data = folder / "data"
        place = ("--database", server.url)
        printed = {one.slug: one.add(folder, data, *place) for one in (TOWN, VILLAGE)}
        with Serving(data, *place) as serving:
            for one in (TOWN, VILLAGE):
                one.begin(serving.visitor(), printed[one.slug])
            check_addresses(checks, serving)
            check_sessions(checks, serving)
            check_records(checks, folder, data, *place)
            check_schema_erased(checks, serving, server, folder, data)


def check_schema_erased(checks, serving, server, folder, data):
    passphrase = folder / "passphrase"
    passphrase.write_text(PASSPHRASE)
    passphrase.chmod(0o600)
    backup = folder / "village.backup"
    place = ("--data", data, "--database", server.url)
    erase = ("body", "remove", VILLAGE.slug, *place, "--erase", "--backup", backup,
             "--passphrase-file", passphrase)
    with checks.check("a schema is erased only when the short name is said again"):
        refused = run(*erase)
        expect("[erase_not_confirmed]" in refused.stderr, refused.stderr)
        expect_equal(schemas(server), ["mamori_town", "mamori_village"])
    with checks.check("it goes with its schema; the others stay, and the backup brings it back"):
        erased = run(*erase, "--confirm", VILLAGE.slug)
        expect_equal(erased.returncode, 0, erased.stderr)
        expect_equal(schemas(server), ["mamori_town"])
        expect_equal(status(serving, f"{TOWN.base}/sign-in"), 200)
        restored = run("restore", backup, *place, "--body", VILLAGE.slug,
                       "--passphrase-file", passphrase)
        expect_equal(restored.returncode, 0, restored.stderr)
        wait_until(serving, f"{VILLAGE.base}/sign-in", 200)


def main():
    checks = Checks("isolation")
    with tempfile.TemporaryDirectory(prefix="mamori-isolation-") as temporary:
        folder = pathlib.Path(temporary)
        data = folder / "data"
        printed = {}
        for one in (TOWN, VILLAGE):
            printed[one.slug] = one.add(folder, data)
        with Serving(data) as serving:
            with checks.check("the link printed when a body was added is the one that stays"):
                for one in (TOWN, VILLAGE):
                    expect(one.link_in(printed[one.slug]) == one.link_in(serving.text()), one.slug)
            for one in (TOWN, VILLAGE):
                one.begin(serving.visitor(), printed[one.slug])
            check_addresses(checks, serving)
            check_sessions(checks, serving)
            check_records(checks, folder, data)
            check_coming_and_going(checks, serving, folder, data)
            check_erasing(checks, serving, folder, data)
        check_damage(checks, folder, data)
        check_own_settings(checks, folder, data)
    check_one_database(checks)
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
