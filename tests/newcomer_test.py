#!/usr/bin/env python3
"""mamori as somebody new meets it: the built program, from --help to the forty-first day.

One story on one folder of data. The checks are in the order of the story; one that fails does not
stop those after it, though they may fail for its sake.
"""

import contextlib
import datetime
import json
import pathlib
import random
import re
import socket
import sqlite3
import sys
import tempfile

from checks import Checks, Skip, expect, expect_equal
from clock import LIBRARY, days_later
from program import ADMINISTRATOR, Serving, Visitor, run, seed

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODEL = ROOT / "regulations" / "model.txt"
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")

# Of 002, counted by hand.
COUNTS_OF_002 = {"chapters": 8, "sections": 28, "articles": 122, "captions": 115,
                 "paragraphs": 245, "items": 67, "supplementary": 1}

PASSWORDS = "yuugure-no-kaze-58-ban-{}"
# Of the sample organisation (definitions/samples/organisation.yaml).
PEOPLE = {"石井 由美": "ishii", "佐々木 誠": "sasaki", "高橋 美咲": "takahashi", "小川 直樹": "ogawa"}
CLERK, HEAD, OTHER_HEAD, OTHER_CLERK = PEOPLE


def today(plus_days=0):
    japan = datetime.timezone(datetime.timedelta(hours=9))
    return (datetime.datetime.now(japan) + datetime.timedelta(days=plus_days)).date().isoformat()


def expect_refused(answer, status, code, words="", article=""):
    """The API's answer to what is forbidden: status, code, a Japanese sentence, the article."""
    expect(answer.status == status, f"{answer.status} instead of {status}: {answer.text[:300]}")
    error = answer.error
    expect_equal(error.get("code"), code, "code")
    expect(JAPANESE.search(error["message"]), f"not Japanese: {error['message']}")
    expect(words in error["message"], f"{words} is not in: {error['message']}")
    if article:
        places = [basis["place"] for basis in error["basis"]]
        expect(any(place.startswith(article) for place in places), f"{article} not in {places}")
        expect(all(basis["text"] for basis in error["basis"]), "an article without its words")


def expect_wrong_usage(done, code):
    """What people see in the terminal: a Japanese sentence, the code, exit code 2."""
    shown = f"{done.returncode}: {done.stdout}{done.stderr}"
    expect(done.returncode == 2, f"exit code is not 2 but {shown}")
    expect(JAPANESE.search(done.stderr), f"not Japanese: {shown}")
    expect(f"[{code}]" in done.stderr, f"not {code} but {shown}")


class Story:
    def __init__(self, folder):
        self.checks = Checks("newcomer")
        self.check = self.checks.check
        self.folder = folder
        self.data = folder / "data"
        self.serving = None
        self.visitors = {}

    def visitor(self, name):
        return self.visitors[name]

    def login(self, name):
        return ADMINISTRATOR["login"] if name == ADMINISTRATOR["name"] else PEOPLE[name]

    def password(self, name):
        if name == ADMINISTRATOR["name"]:
            return ADMINISTRATOR["password"]
        return PASSWORDS.format(list(PEOPLE).index(name))

    def sign_everybody_in(self):
        for name in [ADMINISTRATOR["name"], *PEOPLE]:
            visitor = self.serving.visitor()
            answer = visitor.sign_in(self.login(name), self.password(name))
            expect_equal(answer.status, 200, f"sign-in of {name}")
            self.visitors[name] = visitor

    # --- reading ---

    def reads(self):
        with self.check("mamori --help names its commands in Japanese"):
            done = run("--help")
            expect_equal(done.returncode, 0)
            for word in ("serve", "read", "provisions", "align", "verify", "export", "規程"):
                expect(word in done.stdout, f"{word} is not in the help")
        with self.check("mamori read regulations/model.txt --json obeys the contract"):
            self.expect_reading(MODEL)
        with self.check("mamori provisions regulations/model.txt says who must do what"):
            self.expect_provisions(MODEL)
        for prefix in ("000", "001", "002", "003", "004"):
            with self.check(f"mamori read {prefix} --json obeys the contract"):
                if not seed(prefix):
                    raise Skip("../shared/seeds is not here")
                reading = self.expect_reading(seed(prefix))
                if prefix == "002":
                    counts = reading["documents"][0]["counts"]
                    expect_equal({name: counts[name] for name in COUNTS_OF_002}, COUNTS_OF_002)

    def expect_reading(self, path):
        done = run("read", path, "--json")
        expect_equal(done.returncode, 0, done.stderr)
        reading = json.loads(done.stdout)
        expect(reading["documents"], "no document")
        for document in reading["documents"]:
            expect("title" in document, "a document without title")
            for name in COUNTS_OF_002:
                expect(isinstance(document["counts"][name], int), f"no count of {name}")
        for diagnostic in reading["diagnostics"]:
            expect(diagnostic["line"] >= 1 and diagnostic["kind"] and diagnostic["message"],
                   f"malformed diagnostic {diagnostic}")
        characters = reading["characters"]
        discarded = sum(one["characters"] for one in characters["discarded"])
        source = sum(not sign.isspace() for sign in path.read_text(encoding="utf-8-sig"))
        expect_equal(characters["source"], source, "non-blank characters of the source")
        expect_equal(characters["placed"] + discarded, source, "placed or discarded")
        return reading

    def aligns(self):
        with self.check("mamori align regulations/model.txt --json obeys the contract"):
            self.expect_alignments(MODEL)
        with self.check("mamori align for people names the control and why"):
            done = run("align", MODEL)
            expect_equal(done.returncode, 0, done.stderr)
            expect("takeout-permission" in done.stdout and "がある" in done.stdout, done.stdout)

    def expect_alignments(self, path):
        done = run("align", path, "--json")
        expect_equal(done.returncode, 0, done.stderr)
        scores = {}
        for one in json.loads(done.stdout):
            expect_equal(set(one), {"document", "place", "control", "row", "guideline", "score",
                                    "reason"})
            expect(one["control"] and re.fullmatch(r"[A-K]\d+", one["row"]) and one["reason"],
                   f"malformed alignment {one}")
            scores.setdefault((one["document"], one["place"]), []).append(one["score"])
        expect(len(scores) > 300, f"only {len(scores)} places")
        for place, of_place in scores.items():
            expect(len(of_place) <= 5, f"{place}: {len(of_place)} controls")
            expect_equal(of_place, sorted(of_place, reverse=True), f"{place}: the best first")
            expect(all(0 < score <= 1 for score in of_place), f"{place}: {of_place}")

    def expect_provisions(self, path):
        done = run("provisions", path, "--json")
        expect_equal(done.returncode, 0, done.stderr)
        provisions = json.loads(done.stdout)
        expect(any(one["modality"] == "obligation" and one["holder"] for one in provisions),
               "nobody must do anything")
        for one in provisions:
            expect(one["place"] and one["text"] and one["document"] == 1, f"malformed {one}")
            expect_equal(len(one["holders"]), len(one["holder_kinds"]), one["place"])
        shown = run("provisions", path)
        expect("\t義務\t" in shown.stdout, "no duty is shown")

    # --- setting up ---

    def starts(self):
        with self.check("serve prints its address and a one-time link"):
            self.serving = Serving(self.data)
            expect(self.serving.first_link, f"no link in: {self.serving.text()}")
        with self.check("the data is for its owner only"):
            for path in [self.data, *self.data.iterdir()]:
                expect(path.stat().st_mode & 0o077 == 0, f"{path.name}: {path.stat().st_mode:o}")
        with self.check("nothing is shown to whoever is not signed in"):
            anybody = self.serving.visitor()
            for path in ("home", "organisation", "regulations", "registers/assets", "ledger"):
                expect_refused(anybody.get(f"/b/main/{path}"), 401, "not_signed_in")
            expect_equal(anybody.page("/b/main/home").status, 303, "a browser is sent to sign in")
        with self.check("the link makes the first administrator, once"):
            self.use_first_link()

    def use_first_link(self):
        token = self.serving.first_link.split("token=")[1]
        administrator = self.serving.visitor()
        expect_equal(administrator.page(f"/b/main/start?token={token}").status, 200)
        form = {**ADMINISTRATOR, "password_again": ADMINISTRATOR["password"], "token": token}
        weak = {**form, "password": "himitsu", "password_again": "himitsu"}
        expect_refused(administrator.post("/b/main/start", weak), 422, "password_weak")
        expect_equal(administrator.act("/b/main/start", form)["person"]["name"],
                     ADMINISTRATOR["name"])
        self.visitors[ADMINISTRATOR["name"]] = administrator
        again = self.serving.visitor().post("/b/main/start", {**form, "login": "other"})
        expect_equal(again.error.get("code"), "first_link_invalid", "the link a second time")

    def organises(self):
        administrator = self.visitor(ADMINISTRATOR["name"])
        with self.check("the sample organisation is taken in one click"):
            offered = administrator.model("/b/main/organisation")["organisation"]["sample"]
            administrator.act(offered["action"])
            again = administrator.post("/b/main/organisation/sample")
            expect_refused(again, 409, "organisation_not_empty")
        for name, login in PEOPLE.items():
            with self.check(f"{name} gets an account and sets an own password"):
                self.gets_account(administrator, name, login)

    def gets_account(self, administrator, name, login):
        people = administrator.model("/b/main/organisation")["organisation"]["people"]
        issue = next(one for one in people if one["name"] == name)["account"]["issue"]
        slip = administrator.act(issue["action"], {"login": login})["credential"]
        visitor = self.serving.visitor()
        expect_refused(visitor.sign_in(login, "not-the-password-9"), 401, "sign_in_failed")
        expect_equal(visitor.sign_in(login, slip["password"]).status, 200, "temporary password")
        expect_refused(visitor.get("/b/main/home"), 403, "password_must_change")
        own = self.password(name)
        visitor.act("/b/main/password", {"current_password": slip["password"],
                                         "new_password": own, "new_password_again": own})
        expect_equal(visitor.model("/b/main/home")["shell"]["person"]["name"], name)
        self.visitors[name] = visitor

    def registers(self):
        head = self.visitor(HEAD)
        with self.check("the head of a section registers its assets"):
            form = head.model("/b/main/registers/assets/new")["form"]
            section = next(one["value"] for field in form["fields"] if field["name"] == "section"
                           for one in field["options"] if one["label"] == "住民課")
            for name, importance in (("窓口ノートパソコン1号機", "2"), ("窓口USBメモリ2", "2")):
                head.act(form["action"], {"name": name, "kind": "terminal", "place": "窓口の棚",
                                          "importance": importance, "section": section})
            expect_equal(len(self.assets()), 2, "assets to choose from")
        with self.check("a clerk registers nothing"):
            values = {"name": "私物", "kind": "media", "importance": "4", "section": section}
            answer = self.visitor(CLERK).post(form["action"], values)
            expect_refused(answer, 403, "not_the_holder")

    def assets(self):
        fields = self.visitor(CLERK).model("/b/main/apply/takeout")["form"]["fields"]
        chosen = next(field for field in fields if field["name"] == "assets")
        return {one["label"]: one["value"] for one in chosen["options"]}

    # --- taking out ---

    def takeout(self, **changes):
        return {"assets": list(self.assets().values())[:1], "purpose": "現地での調査のため",
                "destination": "東地区公民館", "from": today(), "due": today(5),
                "means": "official_car", "protection": ["locked_case", "encryption"], **changes}

    def applies(self):
        """Files a take-out that must be accepted; returns the address of its application."""
        return self.visitor(CLERK).act("/b/main/apply/takeout", self.takeout())["href"]

    def state(self, application):
        return self.visitor(HEAD).model(application)["application"]["state"]["code"]

    def takes_out(self):
        clerk, head = self.visitor(CLERK), self.visitor(HEAD)
        with self.check("the form quotes the articles it comes from"):
            articles = clerk.model("/b/main/apply/takeout")["articles"]
            expect(any(one["place"].startswith("第28条") for one in articles), "no 第28条")
            expect(all(one["text"] for one in articles), "an article without its words")
        with self.check("the straight way: apply, approve, hand over, hand back, confirm"):
            application = self.applies()
            for who, act, state in ((head, "approve", "approved"), (head, "hand_over", "out"),
                                    (clerk, "hand_back", "handed_back"),
                                    (head, "confirm_return", "returned")):
                expect_equal(who.act(f"{application}/{act}")["state"], state, act)
        with self.check("those who act next and those who wait are told"):
            for visitor, word in ((head, "【決裁】"), (clerk, "【許可】"), (clerk, "【返却済み】")):
                texts = [one["text"] for one in visitor.model("/b/main/notices")["notices"]]
                expect(any(word in text for text in texts), f"no {word} in {texts}")
        with self.check("what is forbidden by the form's rules says why"):
            post = lambda **changes: clerk.post("/b/main/apply/takeout", self.takeout(**changes))
            expect_refused(post(protection=[]), 422, "protection_missing", "保護", "第26条")
            expect_refused(post(due=today(-1)), 422, "due_before_start")
            expect_refused(post(assets=["assets-999"]), 422, "reference_unknown")
            expect_refused(post(assets=[]), 422, "field_required")
            expect_refused(post(**{"from": "いつか"}), 422, "date_malformed")

    def is_refused(self):
        """Each forbidden act, with the screen bypassed. The body's articles are the model's."""
        with self.check("an application is not decided by whom it does not concern"):
            application = self.applies()
            for name, code, words, article in (
                    (CLERK, "own_application", "自分の申請", "第15条"),
                    (OTHER_HEAD, "not_the_holder", "情報セキュリティ管理者", "第28条"),
                    (OTHER_CLERK, "not_the_holder", "情報セキュリティ管理者", "第28条"),
                    (ADMINISTRATOR["name"], "not_the_holder", "情報セキュリティ管理者", "第28条")):
                for act in ("approve", "refuse", "send_back"):
                    answer = self.visitor(name).post(f"{application}/{act}", {"comment": "x"})
                    expect_refused(answer, 403, code, words, article)
            expect_equal(self.state(application), "requested")
        with self.check("what is out cannot be taken out again"):
            answer = self.visitor(CLERK).post("/b/main/apply/takeout", self.takeout())
            expect_refused(answer, 409, "asset_already_out", "", "第29条")
        with self.check("an application is decided once"):
            head = self.visitor(HEAD)
            head.act(f"{application}/approve")
            for act in ("approve", "refuse", "send_back"):
                answer = head.post(f"{application}/{act}", {"comment": "x"})
                expect_refused(answer, 409, "act_not_now", "許可")
        clerk = self.visitor(CLERK)
        by_applicant = clerk.post(f"{application}/hand_over")
        head.act(f"{application}/hand_over")
        with self.check("the applicant neither hands over nor confirms the return"):
            expect_refused(by_applicant, 403, "hand_over_by_applicant", "申請者以外", "第29条")
            expect_refused(clerk.post(f"{application}/confirm_return"), 403,
                           "return_confirmed_by_applicant", "本人以外", "第29条")
            expect_equal(self.state(application), "out")
        with self.check("what does not exist is not found"):
            expect_refused(head.post(f"{application}/burn"), 404, "act_unknown")
            expect_refused(head.post("/b/main/applications/takeout-1999-1/approve"), 404,
                           "not_found")
            expect_refused(head.post("/b/main/apply/burning"), 404, "not_found")
        with self.check("people of other sections do not see it"):
            expect_equal(self.visitor(OTHER_HEAD).get(application).status, 403)
        self.application_out = application

    def is_genuine(self):
        """Requests that do not come from the person's own screen."""
        with self.check("a change without the token of the session is refused"):
            clerk = self.visitor(CLERK)
            post = lambda **how: clerk.post("/b/main/apply/takeout", self.takeout(), **how)
            expect_refused(post(token=None), 403, "csrf_token_missing")
            expect_refused(post(token="0" * 64), 403, "csrf_token_wrong")
            expect_refused(post(token=self.visitor(HEAD).token()), 403, "csrf_token_wrong")
        with self.check("a change asked for by another site's page is refused"):
            expect_refused(post(headers={"Origin": "https://evil.example"}), 403,
                           "cross_site_request")
            expect_refused(post(headers={"Sec-Fetch-Site": "cross-site"}), 403,
                           "cross_site_request")
        with self.check("a session stolen is worth nothing after sign-out"):
            victim = self.serving.visitor()
            victim.sign_in(PEOPLE[OTHER_CLERK], self.password(OTHER_CLERK))
            token = victim.token()
            thief = self.serving.visitor()
            thief.cookies = dict(victim.cookies)
            expect_equal(thief.get("/b/main/home").status, 200, "before the sign-out")
            victim.post("/b/main/sign-out")
            expect_refused(thief.get("/b/main/home"), 401, "not_signed_in")
            expect_refused(thief.post("/b/main/apply/takeout", self.takeout(), token=token), 401,
                           "not_signed_in")
        with self.check("every page is protected in the browser"):
            page = self.visitor(CLERK).page("/b/main/home")
            policy = page.headers["Content-Security-Policy"]
            expect("default-src 'none'" in policy and "unsafe" not in policy, policy)
            expect_equal(page.headers["X-Content-Type-Options"], "nosniff")
            expect_equal(page.headers["Cache-Control"], "no-store")

    # --- the articles and the record ---

    def looks_up(self):
        with self.check("the regulation shows of every article its state"):
            clerk = self.visitor(CLERK)
            listed = json.dumps(clerk.model("/b/main/regulations"), ensure_ascii=False)
            regulation = re.search(r'"(/b/main/regulations/[^"/#?]+)"', listed).group(1)
            expect("第28条" in clerk.page(regulation).text, "第28条 is not on the page")
            self.article = f"{regulation}/第28条"
        with self.check("one click from the article to the living evidence"):
            place = clerk.model(self.article)
            expect_equal(place["place"]["state"]["code"], "satisfied")
            self.number_out = self.visitor(HEAD).model(
                self.application_out)["application"]["number"]
            expect(self.number_out in json.dumps(place, ensure_ascii=False),
                   f"{self.number_out} is not among the evidence")
        with self.check("every page people can reach opens"):
            self.opens_every_page()

    def opens_every_page(self):
        visitor = self.visitor(ADMINISTRATOR["name"])
        seen, to_see = set(), ["/b/main/home"]
        while to_see and len(seen) < 80:
            path = to_see.pop(0)
            seen.add(path)
            answer = visitor.page(path)
            # 409: the administrator belongs to no section, so nobody could decide what they ask.
            allowed = (200, 409) if path.startswith("/b/main/apply") else (200,)
            expect(answer.status in allowed, f"{path}: {answer.status}")
            if not answer.headers["Content-Type"].startswith("text/html"):
                continue
            for link in re.findall(r'href="(/[^"#]*)', answer.text):
                link = link.replace("&amp;", "&")
                if link not in seen and link not in to_see:
                    to_see.append(link)
        expect(len(seen) > 15, f"only {len(seen)} pages: {sorted(seen)}")

    def proves(self):
        export = self.folder / "export"
        with self.check("the data is verified while mamori runs"):
            self.expect_verified(self.data / "main.sqlite")
        with self.check("an export is verified on its own"):
            done = run("export", "--data", self.data, export)
            expect_equal(done.returncode, 0, done.stderr)
            self.expect_verified(export)
            self.checkpoint = export / "checkpoint"
            self.expect_verified(export, "--key", (export / "key").read_text().strip(),
                                 "--against", self.checkpoint)
        for path in sorted(path for path in export.rglob("*") if path.is_file()):
            name = str(path.relative_to(export))
            with self.check(f"a byte changed in {name} is found"):
                self.expect_every_flip_found(export, path, name)
        with self.check("what was cut, added or taken away is found"):
            self.expect_other_damage_found(export)
        with self.check("a record changed in the database is named"):
            self.expect_changed_row_named()

    def expect_verified(self, target, *arguments):
        done = run("verify", target, *arguments, "--json")
        expect_equal(done.returncode, 0, done.stdout + done.stderr)
        report = json.loads(done.stdout)
        expect(report["ok"] and report["size"] > 20, f"{report}")
        return report

    def expect_not_verified(self, target, names_record=False):
        done = run("verify", target, "--json")
        expect_equal(done.returncode, 1, done.stdout + done.stderr)
        report = json.loads(done.stdout)
        expect(report["code"] and JAPANESE.search(report["message"]), f"{report}")
        expect(report["first_bad_record"] or not names_record, f"names no record: {report}")

    def expect_every_flip_found(self, export, path, name):
        content = path.read_bytes()
        places = {0, len(content) // 2, len(content) - 1}
        places |= set(random.Random(name).sample(range(len(content)), min(9, len(content))))
        for place in sorted(places):
            changed = bytearray(content)
            changed[place] ^= 1 << (place % 8)
            path.write_bytes(changed)
            try:
                self.expect_not_verified(export, names_record="/" in name)
            except AssertionError as error:
                raise AssertionError(f"byte {place} of {name}: {error}") from error
            finally:
                path.write_bytes(content)

    def expect_other_damage_found(self, export):
        for path in sorted(path for path in export.rglob("*") if path.is_file()):
            content = path.read_bytes()
            for changed in (content[:-1], content + b"\0", b""):
                path.write_bytes(changed)
                self.expect_not_verified(export)
            path.unlink()
            self.expect_not_verified(export)
            path.write_bytes(content)
        (export / "note.txt").write_text("nothing else may be there")
        self.expect_not_verified(export)
        (export / "note.txt").unlink()
        self.expect_verified(export)

    def expect_changed_row_named(self):
        copy = self.folder / "copy.sqlite"
        with contextlib.closing(sqlite3.connect(self.data / "main.sqlite")) as source, \
                contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA ignore_check_constraints = ON")
            for name, in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"
                                        ).fetchall():
                target.execute(f"DROP TRIGGER {name}")
            target.execute("UPDATE ledger_records SET actor = 'somebody' WHERE number = 7")
            target.commit()
        done = run("verify", copy, "--json")
        expect_equal(done.returncode, 1, done.stdout)
        expect_equal(json.loads(done.stdout)["first_bad_record"], 7)

    # --- stopping, starting, waiting ---

    def picture(self):
        """What people see, to compare before and after a restart."""
        head = self.visitor(HEAD)
        seen = {path: head.model(path)[key] for path, key in (
            (self.application_out, "application"), ("/b/main/applications", "list"),
            ("/b/main/registers/assets", "list"), ("/b/main/notices", "notices"),
            (self.article, "place"))}
        # What falls due by the calendar is told whenever the clock ticks.
        seen["/b/main/notices"] = [notice for notice in seen["/b/main/notices"]
                                   if "/duties/" not in notice["href"]]
        return seen

    def starts_again(self):
        with self.check("stopped and started again, everything is as it was; no new link"):
            before = self.picture()
            expect_equal(self.serving.stop(), 0, "exit code of the stopped program")
            self.serving = Serving(self.data)
            expect(not self.serving.first_link, f"a link in: {self.serving.text()}")
            self.sign_everybody_in()
            expect_equal(self.picture(), before)
            expect_equal(run("admin-link", "--data", self.data).returncode, 2, "admin-link")
        with self.check("the checkpoint of before still fits"):
            self.expect_verified(self.data / "main.sqlite", "--against", self.checkpoint)
        with self.check("a second mamori on the same data is refused"):
            expect_wrong_usage(run("serve", "--data", self.data, "--port", 0), "body_in_use")
        with self.check("a port in use is said to be"):
            taken = self.serving.url.rsplit(":", 1)[1]
            expect_wrong_usage(run("serve", "--data", self.folder / "other", "--port", taken),
                               "address_unusable")
        with self.check("forty days later the return is overdue and those concerned are told"):
            self.expect_overdue()

    def expect_overdue(self):
        if not LIBRARY:
            raise Skip("faketime is not installed")
        self.serving.stop()
        self.serving = Serving(self.data, environment=days_later(40))
        self.sign_everybody_in()
        application = self.visitor(CLERK).model(self.application_out)["application"]
        expect("過ぎています" in application["overdue"]["text"], f"{application['overdue']}")
        expect_equal(self.visitor(CLERK).model(self.article)["place"]["state"]["code"], "overdue")
        for name in (CLERK, HEAD):
            texts = [one["text"] for one in self.visitor(name).model("/b/main/notices")["notices"]]
            expect_equal(len([text for text in texts if "【返却期限超過】" in text
                              and self.number_out in text]), 1, f"notices of {name}")
        self.visitor(HEAD).act(f"{self.application_out}/confirm_return")
        expect_equal(self.visitor(CLERK).model(self.article)["place"]["state"]["code"],
                     "satisfied")

    # --- mistakes in the terminal ---

    def mistakes(self):
        elsewhere = self.folder / "elsewhere"
        serve = lambda *arguments: run("serve", "--data", elsewhere, "--port", 0, *arguments)
        noise = self.folder / "noise.txt"
        noise.write_bytes(random.Random(2).randbytes(5000))
        with self.check("a file that is not there is said to be missing"):
            expect_wrong_usage(run("read", self.folder / "none.txt"), "file_unreadable")
            expect_wrong_usage(serve("--regulation", self.folder / "none.txt"), "file_unreadable")
            expect_wrong_usage(run("verify", self.folder / "none"), "file_unreadable")
            expect_wrong_usage(run("export", "--data", self.folder / "none", self.folder / "out"),
                               "body_unknown")
        with self.check("a file that is no regulation is said not to be one"):
            expect_wrong_usage(serve("--regulation", noise), "encoding_unknown")
        with self.check("other computers are not served without encryption"):
            expect_wrong_usage(serve("--address", "0.0.0.0"), "connection_unprotected")
        with self.check("a word that is not understood is said so in Japanese"):
            for arguments in ((), ("fly",), ("serve", "--port", "many"), ("serve", "--fly"),
                              ("read",)):
                expect_wrong_usage(run(*arguments), "usage")
        with self.check("after a mistake mamori starts on the same folder"):
            with Serving(elsewhere) as serving:
                expect(serving.first_link, f"no link in: {serving.text()}")

    def own_regulation(self):
        with self.check("with 002 the form quotes 第18条, 第33条第2項 and 第35条"):
            if not seed("002"):
                raise Skip("../shared/seeds is not here")
            with Serving(self.folder / "union", "--regulation", seed("002")) as serving:
                expect("122条" in serving.text(), serving.text())
                visitor = serving.first_administrator(sample=False)
                articles = visitor.get("/b/main/apply/takeout").json["articles"]
                places = [one["place"] for one in articles]
                for wanted in ("第18条", "第33条", "第35条"):
                    expect(any(place.startswith(wanted) for place in places),
                           f"{wanted} is not in {places}")

    def tell(self):
        chapters = [self.reads, self.aligns, self.starts, self.organises, self.registers,
                    self.takes_out, self.is_refused, self.is_genuine, self.looks_up, self.proves,
                    self.starts_again, self.mistakes, self.own_regulation]
        try:
            for chapter in chapters:
                self.tell_chapter(chapter)
        finally:
            if self.serving:
                self.serving.kill()
        return self.checks.close()

    def tell_chapter(self, chapter):
        """A chapter that cannot go on without what failed before is one more failure."""
        try:
            chapter()
        except Exception as error:
            with self.check(f"{chapter.__name__} is told to its end"):
                raise error


def main():
    with tempfile.TemporaryDirectory(prefix="mamori-newcomer-") as folder:
        return Story(pathlib.Path(folder)).tell()


if __name__ == "__main__":
    sys.exit(main())
