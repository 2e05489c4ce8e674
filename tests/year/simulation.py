"""The days of a body: who is there, what happens to all, and what each does."""

import collections
import contextlib
import datetime
import re
import time

from checks import expect, expect_equal
from clock import serving_on, working_days
from year import forms
from year.player import Player
from year.town import Town

FIRST_DAY = datetime.date(2026, 4, 1)
ADMINISTRATOR = {"name": "事務 花子", "kana": "ジム ハナコ", "login": "jimu",
                 "password": "renkei-hoshi-0417-asa"}
PASSWORD = "yuugure-no-kaze-58-ban"
PAGES_MAX = 60  # looked at by one person in one round


class Diary:
    """What was asked and answered over the year."""

    def __init__(self):
        self.day = None
        self.acknowledged = []  # (record number, person or None, action)
        self.done = collections.Counter()
        self.refusals = collections.Counter()
        self.given_up = collections.Counter()
        self.last_error = {}
        self.times = collections.defaultdict(list)
        self.tried = collections.Counter()
        self.late = set()  # (address, day): applications that somebody saw to be late
        self.pages = 0
        self.processor_seconds = 0.0  # of the program, in all its days

    def took(self, kind, seconds):
        self.times[kind].append(seconds)

    def acknowledge(self, player, action, answer):
        number = answer.get("record_number") or answer.get("record")
        self.done[re.sub(r"^/b/main/", "", action).split("?")[0]] += 1
        if number:
            self.acknowledged.append((int(number), player.id, action))

    def refused(self, kind, code):
        self.refusals[(kind, code)] += 1

    def gave_up(self, kind, error):
        self.given_up[kind] += 1
        self.last_error[kind] = error

    def least_done(self, hrefs, chance):
        """Of what is offered, what was tried least: so that everything is played."""
        few = min(self.tried[href] for href in hrefs)
        href = chance.choice([one for one in hrefs if self.tried[one] <= few + 1])
        self.tried[href] += 1
        return href


class Simulation:
    def __init__(self, folder, chance, sections, people, visits, regulation=None):
        self.data = folder / "data"
        self.chance = chance
        self.visits = visits  # a day
        self.regulation = regulation
        self.town = Town(sections, people, chance,
                         (ADMINISTRATOR["name"], ADMINISTRATOR["kana"]))
        self.diary = Diary()
        self.serving = None
        self.administrator = Player(ADMINISTRATOR["name"], ADMINISTRATOR["login"],
                                    ADMINISTRATOR["password"], self.diary, chance)
        self.players = {}  # by the number on the roster
        self.issuing = {}  # by name: where the account is handed out
        self.offices = {}  # kind: number on the roster
        self.away = {}  # number: until when
        self.present = set()
        self.late = set()  # (application number or id of a duty, when it was due), in the end

    # --- the year

    def live(self, days):
        self.begin()
        dates = list(working_days(FIRST_DAY, days))
        for number, today in enumerate(dates):
            self.open_on(today)
            self.happen(number, today)
            for member in self.visitors_of(today):
                self.player(member).work()
            self.close()
        # What became late while the last day went on is told when the clock next strikes, which it
        # does as the program starts; and the program does not end before it has.
        self.open_on(dates[-1], hour=18)
        self.late = self.late_things()
        expect_equal(self.serving.stop(), 0, "exit code")

    def open_on(self, today, hour=8):
        self.diary.day = today
        self.serving = serving_on(today, self.data, hour=hour)
        self.present = set()
        self.administrator.arrive(self.serving, today)

    def close(self):
        """Most evenings it is ended as it should be."""
        self.diary.processor_seconds += self.serving.processor_seconds()
        if self.chance.random() < 0.2:
            self.serving.kill()
        else:
            expect_equal(self.serving.stop(), 0, "exit code")

    def happen(self, number, today):
        if number < 8:
            self.fill_registers()
        if (today.month, today.day) in ((9, 24), (3, 25)):
            share, day = (0.03, (10, 1)) if today.month == 9 else (0.12, (4, 1))
            self.turn_over(share, datetime.date(today.year, *day))
        if (today.month, today.day) in ((10, 2), (4, 2)):
            self.appoint()  # after those who left
        if number % 5 == 1:
            self.leave_for_a_while(today)
        if number % 20 == 9:
            self.import_table()
        if number % 20 == 4:
            self.look_around()
        if number % 10 == 0:
            self.administrator.work(zeal=0.2)

    def visitors_of(self, today):
        here = [member for member in self.town.members
                if max(self.away.get(member.number, today), member.since) <= today]
        busy = [member for member in here
                if member.post == "課長" or member.number in self.offices.values()]
        some = min(len(busy), self.visits // 2)
        chosen = self.chance.sample(busy, some) + self.chance.sample(here, self.visits - some)
        return list({member.number: member for member in chosen}.values())

    # --- the first day

    def begin(self):
        arguments = ("--regulation", self.regulation) if self.regulation else ()
        self.serving = serving_on(FIRST_DAY, self.data, *arguments, hour=7)
        self.administrator.visitor = self.serving.visitor()
        self.administrator.today = FIRST_DAY
        self.administrator.visitor.act("/b/main/start", {
            **ADMINISTRATOR, "password_again": ADMINISTRATOR["password"],
            "token": self.serving.first_link.split("token=")[1]})
        self.take_roster(FIRST_DAY, ["new_sections", "appoint_heads"])
        self.appoint()
        self.serving.stop()

    def take_roster(self, day, options):
        uploads = [("file", "名簿.csv", self.town.roster("whole" in options))]
        preview, error = self.administrator.send(
            "/b/main/organisation/roster/preview", {"day": day.isoformat(), "options": options},
            uploads)
        expect(preview and preview["preview"]["apply"], f"{error or preview['preview']}"[:600])
        self.apply_preview(preview["preview"]["apply"])

    def apply_preview(self, offered):
        values = collections.defaultdict(list)
        for field in offered["hidden"]:
            values[field["name"]].append(field["value"])
        done, error = self.administrator.send(offered["action"], dict(values))
        expect(done, f"{error}")

    def appoint(self):
        """Somebody for each office of the body that nobody holds yet."""
        organisation = self.organisation()
        offer = organisation["forms"]["appoint"]
        ids = {person["name"]: person["id"] for person in organisation["people"]}
        held = {office["id"] for office in organisation["offices"] if office["holders"]}
        field = next(field for field in offer["fields"] if field["name"] == "office")
        members = iter(self.town.members[::-1])
        for office in [option["value"] for option in field["options"]]:
            if office in held or office == "section_manager":
                continue
            member = next(members)
            values = {"office": office, "person": ids[member.name], "confirm": "yes"}
            if self.administrator.fill_in(offer["action"], offer["fields"], values):
                self.offices[office] = member.number

    def organisation(self):
        return self.administrator.see("/b/main/organisation?people=all")["organisation"]

    # --- people

    def player(self, member):
        """That person, signed in; with an account from now on."""
        player = self.players.get(member.number)
        if player is None:
            player = self.players[member.number] = Player(
                member.name, f"s{member.number}", f"{PASSWORD}-{member.number}", self.diary,
                self.chance)
            self.hand_account(player)
        if member.number not in self.present:
            player.arrive(self.serving, self.diary.day)
            self.present.add(member.number)
        return player

    def hand_account(self, player):
        if player.name not in self.issuing:
            self.issuing = {person["name"]: person["account"]["issue"]["action"]
                            for person in self.organisation()["people"]
                            if person["account"]["issue"]}
        visitor = self.serving.visitor()
        slip = self.administrator.visitor.act(self.issuing[player.name],
                                              {"login": player.login})["credential"]
        expect_equal(visitor.sign_in(player.login, slip["password"]).status, 200, "first sign-in")
        visitor.act("/b/main/password", {"current_password": slip["password"],
                                         "new_password": player.password,
                                         "new_password_again": player.password})

    def office_holders(self):
        numbers = set(self.offices.values())
        return [member for member in self.town.members
                if member.post == "課長" or member.number in numbers]

    # --- what happens to all

    def fill_registers(self):
        holders = self.office_holders()
        for member in self.chance.sample(holders, min(8, len(holders))):
            player = self.player(member)
            for _ in range(6):
                player.keep_register()
        for _ in range(6):
            self.administrator.keep_register()

    def turn_over(self, share, day):
        """The people of a new roster; their accounts follow, those who leave lose theirs."""
        before = {member.number for member in self.town.members}
        self.town.turn_over(share, day)
        self.take_roster(day, ["whole", "appoint_heads"])
        gone = before - {member.number for member in self.town.members}
        self.offices = {kind: number for kind, number in self.offices.items()
                        if number not in gone}

    def leave_for_a_while(self, today):
        """A head or another holder of an office is away, and says so."""
        member = self.chance.choice(self.office_holders())
        until = today + datetime.timedelta(days=self.chance.randint(0, 9))
        page = self.player(member).see("/b/main/organisation/absences")
        offer = page and page["away"]["forms"]["absence"]
        if not offer:
            return
        given = {"from": today.isoformat(), "until": until.isoformat()}
        if self.player(member).fill_in(offer["action"], offer["fields"], given):
            self.away[member.number] = until + datetime.timedelta(days=1)

    def import_table(self):
        """A register goes out as CSV, is worked on elsewhere, and comes back with more in it."""
        groups = self.administrator.see("/b/main/registers")["groups"]
        hrefs = [one["href"] for group in groups for one in group["registers"] if one["count"]]
        if not hrefs:
            return
        register = self.chance.choice(hrefs)
        table = self.administrator.visitor.page(f"{register}/list.csv").body
        lines = table.decode("utf-8-sig").splitlines(keepends=True)
        added = "," + lines[-1].split(",", 1)[1] if "," in lines[-1] else ""
        preview, _ = self.administrator.send(
            f"{register}/import/preview", {"change_reason": "棚卸しの結果のため"},
            [("file", "棚卸し.csv", ("".join(lines) + added).encode())])
        offered = preview and preview["preview"]["apply"]
        if offered:
            self.apply_preview(offered)

    def look_around(self):
        """Everybody's kind opens what leads on from their pages; nothing breaks."""
        holders = self.office_holders()
        clerk = self.chance.choice([one for one in self.town.members
                                    if one.since <= self.diary.day])
        for member in [*self.chance.sample(holders, min(4, len(holders))), clerk]:
            self.open_pages(self.player(member))
        self.open_pages(self.administrator)

    def open_pages(self, player):
        seen, to_see = set(), ["/b/main/home"]
        while to_see and len(seen) < PAGES_MAX:
            path = to_see.pop(self.chance.randrange(len(to_see)))
            seen.add(path)
            begun = time.perf_counter()
            answer = player.visitor.page(path)
            self.diary.took("page", time.perf_counter() - begun)
            self.diary.pages += 1
            # 409: a form that nobody could decide; 403: a link of a text, not for everybody; 404: a
            # record of what was erased leads to who erased it.
            erased = answer.status == 404 and "消去" in answer.text
            expect(answer.status in (200, 403, 409) or erased,
                   f"{player.name}: {path}: {answer.status}")
            if not answer.headers["Content-Type"].startswith("text/html"):
                continue
            for link in re.findall(r'href="(/b/[^"#]*)', answer.text):
                link = link.replace("&amp;", "&")
                if link not in seen and link not in to_see:
                    to_see.append(link)

    def late_things(self):
        """What is late today, whoever should have done it."""
        see = self.administrator.see
        late = set()
        page = "?situation=overdue"
        while page:
            shown = see("/b/main/applications" + page)["list"]
            # What has a limit to the minute is told by that limit, not by its day.
            late |= {(row["cells"][0]["text"], row["cells"][5]["date"]["iso"])
                     for row in shown["rows"] if "T" not in row["cells"][5]["date"]["iso"]}
            page = shown["pages"] and shown["pages"]["next"]
        for duty in see("/b/main/duties?of=all")["list"]["rows"]:
            if duty["cells"][5]["chip"] and duty["cells"][5]["chip"]["tone"] == "error":
                late |= {(duty["href"].rsplit("/", 1)[1], due)
                         for due in self.late_units(duty["href"])}
        return late

    def late_units(self, page):
        """When that was due which is late of a duty; of one about many things, of each of them."""
        for row in self.administrator.see(page)["list"]["rows"]:
            within = row["cells"][0]["href"] or ""
            if "?about=" in within:
                yield from self.late_units(within)
            elif row["cells"][4]["chip"]["tone"] == "error":
                yield row["cells"][3]["date"]["iso"]

    # --- what it comes to

    def figures(self):
        size = sum(file.stat().st_size for file in self.data.iterdir() if file.is_file())
        return {"acts": sum(self.diary.done.values()), "refused": sum(self.diary.refusals.values()),
                "pages": self.diary.pages, "processor": self.diary.processor_seconds, "bytes": size}

    @contextlib.contextmanager
    def ending(self):
        """Whatever happens, the program does not stay behind."""
        try:
            yield self
        finally:
            if self.serving:
                self.serving.kill()
