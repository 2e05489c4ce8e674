"""One person of the body: signs in, looks at what waits, and does some of it.

Nothing is known here of any procedure, register or duty: what can be done is read from the models
of the pages. A refusal is an answer like any other, so long as it says in Japanese what is wrong.
"""

import re
import time

from checks import expect
from year import forms

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
ATTEMPTS_MAX = 6
TONES = {"primary": 12, "secondary": 2, "danger": 1}


def offers_in(model):
    """Every act that stands anywhere on a page as a form or as a link to one."""
    if isinstance(model, dict):
        if "tone" in model and "fields" in model and (model.get("action") or model.get("href")):
            yield model
        for value in model.values():
            yield from offers_in(value)
    elif isinstance(model, list):
        for value in model:
            yield from offers_in(value)


class Player:
    def __init__(self, name, login, password, diary, chance):
        self.name = name
        self.login = login
        self.password = password
        self.diary = diary
        self.chance = chance
        self.visitor = None
        self.id = None
        self.today = None

    def arrive(self, serving, today):
        """Signs in, on the first visit of a day."""
        self.visitor = serving.visitor()
        self.today = today
        answer = self.visitor.sign_in(self.login, self.password)
        expect(answer.status == 200, f"sign-in of {self.name}: {answer.status} {answer.text[:200]}")

    # --- asking

    def see(self, path):
        """The model of a page that was offered, or None when it is refused to this person."""
        begun = time.perf_counter()
        answer = self.visitor.get(path)
        self.diary.took("GET " + kind_of(path), time.perf_counter() - begun)
        if answer.status == 200:
            return answer.json
        self.expect_explained(answer, f"GET {path}")
        return None

    def send(self, action, values, uploads=()):
        """Posts a form; what was done, or None and the refusal."""
        begun = time.perf_counter()
        if uploads:
            fields = [(name, one) for name, value in values.items()
                      for one in (value if isinstance(value, list) else [value])]
            kind, body = forms.multipart(fields + [("csrf", self.visitor.token())], uploads)
            answer = self.visitor.request("POST", action, {"Accept": "application/json",
                                                           "Content-Type": kind}, body)
        else:
            answer = self.visitor.post(action, values)
        self.diary.took("POST " + kind_of(action), time.perf_counter() - begun)
        if answer.status == 200 and not answer.json.get("error"):
            self.diary.acknowledge(self, action, answer.json)
            return answer.json, None
        self.expect_explained(answer, f"POST {action}")
        return None, answer.error

    def expect_explained(self, answer, what):
        """Refused is fine, unexplained is not."""
        shown = f"{self.name}: {what}: {answer.status} {answer.text[:400]}"
        expect(400 <= answer.status < 500, shown)
        error = answer.error
        expect(error.get("code") and JAPANESE.search(error.get("message", "")), shown)
        self.diary.refused(kind_of(what), error["code"])

    def fill_in(self, action, fields, given=None):
        """Fills in a form until it is taken or cannot be; what was done, or None."""
        filling = forms.Filling(fields, self.chance, self.today)
        error = None
        for _ in range(ATTEMPTS_MAX):
            values = {**filling.values(), **(given or {})}
            uploads = [(name, f"写し{name}.png", forms.PICTURE) for name in filling.files()]
            done, error = self.send(action, values, uploads)
            if done:
                return done
            if error.get("code") == "procedures_would_stop":
                given = {**(given or {}), "go_on": error["message"]}
                continue
            if not error.get("fields") and error.get("code") in HOPELESS:
                break
            filling.refuse(error)
        self.diary.gave_up(kind_of(action), error)
        return None

    def take(self, offer):
        """Does what a page offers."""
        if offer.get("action"):
            return self.fill_in(offer["action"], offer["fields"])
        return self.fill_in_page(offer["href"])

    def fill_in_page(self, href):
        model = self.see(href)
        form = (model or {}).get("form")
        return form and self.fill_in(form["action"], form["fields"])

    # --- a day

    def work(self, zeal=0.7):
        home = self.see("/b/main/home")
        self.id = home["shell"]["person"]["id"]
        self.diary.late |= {(one["href"], self.today) for one in home["mine"] if one["overdue"]}
        for one in home["waiting"]:
            if self.chance.random() < zeal:
                self.act_on(one["href"])
        for one in home["mine"]:
            if self.chance.random() < zeal / 2 and "あなたの番" in (one["next"] or ""):
                self.act_on(one["href"])
        for one in home["due"]:
            likely = 0.25 if one["overdue"] else 0.06
            if "/duties/" in one["href"] and self.chance.random() < likely:
                self.do_round(one["href"])
        if self.chance.random() < zeal:
            self.apply()
        if self.chance.random() < 0.15:
            self.keep_register()
        for offered in home["actions"]:
            if self.chance.random() < 0.05:
                self.fill_in_page(offered["href"])
        if home["shell"]["inbox_unread"] and self.chance.random() < 0.3:
            self.read_notices()

    def act_on(self, href):
        """Does one of the things a page offers; now and then twice, as with two clicks."""
        model = self.see(href)
        offers = [offer for offer in offers_in(model or {})
                  if offer.get("action") or "/edit" not in offer["href"]]
        if not offers:
            return
        weights = [TONES.get(offer["tone"], 2) for offer in offers]
        offer = self.chance.choices(offers, weights)[0]
        done = self.take(offer)
        if done and offer.get("action") and self.chance.random() < 0.05:
            self.send(offer["action"], {})

    def apply(self):
        groups = (self.see("/b/main/apply") or {}).get("groups", [])
        open_to = [one["href"] for group in groups for one in group["situations"]
                   if one["href"] and not one["blocked"]]
        if not open_to:
            return
        href = self.diary.least_done(open_to, self.chance)
        done = self.fill_in_page(href)
        if done and self.chance.random() < 0.1:
            self.try_to_decide_alone(done["href"])

    def try_to_decide_alone(self, application):
        """One's own application, past the page: never."""
        for act in ("approve", "refuse"):
            done, _ = self.send(f"{application}/{act}", {"comment": "自分で"})
            expect(not done, f"{self.name} decided the own {application}")

    def do_round(self, href):
        model = self.see(href)
        if model and "form" not in model:
            links = [row["href"] for row in model["list"]["rows"] if row["href"]]
            if not links:
                return
            self.fill_in_page(self.chance.choice(links))
        elif model:
            self.fill_in(model["form"]["action"], model["form"]["fields"])

    def keep_register(self, register=None):
        """Adds an entry; or changes one, or does to it what can be done."""
        if register is None:
            groups = (self.see("/b/main/registers") or {}).get("groups", [])
            hrefs = [one["href"] for group in groups for one in group["registers"]]
            if not hrefs:
                return None
            register = self.diary.least_done(hrefs, self.chance)
        model = self.see(register)
        if not model:
            return None
        listed = model["list"]
        adding = [one["href"] for one in listed["actions"] if one["primary"]]
        if adding and (not listed["rows"] or self.chance.random() < 0.5):
            return self.fill_in_page(adding[0])
        if listed["rows"]:
            entry = self.chance.choice(listed["rows"])["href"]
            offers = list(offers_in(self.see(entry) or {}))
            if offers:
                return self.take(self.chance.choices(
                    offers, [5 if "edit" == offer["id"] else 1 for offer in offers])[0])
        return None

    def read_notices(self):
        offer = self.see("/b/main/notices")["read_all"]
        if offer:
            self.send(offer["action"], {"up_to": offer["up_to"]})


# Filling in otherwise changes nothing here.
HOPELESS = {"not_the_holder", "own_application", "act_not_now", "not_found", "act_unknown",
            "no_section", "forbidden"}


def kind_of(path):
    """/b/main/applications/takeout-2026-3/approve → applications/…/approve"""
    words = re.sub(r"^(GET |POST )?/b/main/", "", path).split("?")[0].split("/")
    return "/".join("…" if re.search(r"\d", word) else word for word in words)
