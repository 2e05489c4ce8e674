#!/usr/bin/env python3
"""Makes the data of today's migration level for src/recovery/upgrade_test.cc, by a short story that
the built program is put through, and writes them as text: tests/levels/<newest migration>.jsonl.

    tests/levels/make.py          # MAMORI=… names the program of an earlier level

To be run whenever a migration has been released, before the next one is added. The first line holds
the signing key and the checkpoint; then each table begins with its name and columns, one row a
line. Bytes are {"hex": …}.
"""

import contextlib
import json
import pathlib
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from newcomer_test import ADMINISTRATOR, CLERK, HEAD, PEOPLE, today  # noqa: E402
from program import Serving  # noqa: E402

REGULATION = """みもり町情報資産取扱規程
（目的）
第1条　この規程は、情報資産の取扱いについて必要な事項を定める。
（持ち出し）
第2条　職員は、情報資産を持ち出すときは、課長の許可を受けなければならない。
2　持ち出したものを返却したときは、課長の確認を受けなければならない。
（控え）
第3条　担当課は、データの控えを毎日取らなければならない。
"""


def play(data, regulation):
    """People, an asset taken out, a text loaded and dropped again, another one adopted."""
    regulation.write_text(REGULATION)
    with Serving(data, "--regulation", regulation) as serving:
        visitors = {}
        administrator = serving.visitor()
        administrator.act("/b/main/start", {
            **ADMINISTRATOR, "password_again": ADMINISTRATOR["password"],
            "token": serving.first_link.split("token=")[1]})
        administrator.act("/b/main/organisation/sample")
        for name in (CLERK, HEAD):
            visitors[name] = with_account(serving, administrator, name)
        take_out(visitors[CLERK], visitors[HEAD])
        load_texts(administrator)
        visitors[CLERK].post("/b/main/sign-out")
        serving.stop()


def with_account(serving, administrator, name):
    people = administrator.model("/b/main/organisation")["organisation"]["people"]
    issue = next(one for one in people if one["name"] == name)["account"]["issue"]
    slip = administrator.act(issue["action"], {"login": PEOPLE[name]})["credential"]
    visitor = serving.visitor()
    visitor.sign_in(PEOPLE[name], slip["password"])
    own = "yuugure-no-kaze-58-ban"
    visitor.act("/b/main/password", {"current_password": slip["password"], "new_password": own,
                                     "new_password_again": own})
    return visitor


def take_out(clerk, head):
    form = head.model("/b/main/registers/assets/new")["form"]
    section = next(one["value"] for field in form["fields"] if field["name"] == "section"
                   for one in field["options"] if one["label"] == "住民課")
    asset = head.act(form["action"], {"name": "窓口ノートパソコン1号機", "kind": "terminal",
                                      "place": "窓口の棚", "importance": "2", "section": section})
    for _ in range(2):
        application = clerk.act("/b/main/apply/takeout", {
            "assets": [asset["href"].rsplit("/", 1)[1]], "purpose": "現地での調査のため",
            "destination": "東地区公民館", "from": today(), "due": today(5),
            "means": "official_car", "protection": ["locked_case", "encryption"]})["href"]
        head.act(f"{application}/refuse" if application.endswith("-1") else
                 f"{application}/approve", {"comment": "別の機器を使ってください。"})


def load_texts(administrator):
    """Does nothing where the program cannot load texts yet."""
    if administrator.get("/b/main/regulations/new").status != 200:
        return
    for number, text in enumerate((REGULATION + "4　秘密。\n",
                                   REGULATION.replace("毎日", "毎週"))):
        draft = administrator.act("/b/main/regulations/new", {"text": text})["href"]
        if number == 0:
            administrator.act(f"{draft}/discard")
        else:
            administrator.act(f"{draft}/adopt?revision=1", {
                "in_force_from": today(), "reason": "見直しのため"})


def value_of(cell):
    return {"hex": cell.hex()} if isinstance(cell, bytes) else cell


def written(data):
    """The lines of the file."""
    with contextlib.closing(sqlite3.connect(data / "main.sqlite")) as database:
        query = lambda sql: database.execute(sql).fetchall()
        level = query("SELECT max(name) FROM schema_migrations")[0][0]
        head = query("SELECT checkpoint FROM ledger_head")
        yield {"level": level, "key": (data / "main.key").read_text(), "checkpoint": head[0][0]}
        tables = query("SELECT name FROM sqlite_schema WHERE type = 'table'"
                       " AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migrations'"
                       " AND name NOT LIKE 'store_%' ORDER BY rowid")
        for (table,) in tables:
            cursor = database.execute(f"SELECT * FROM {table}")
            yield {"table": table, "columns": [column[0] for column in cursor.description]}
            yield from ([value_of(cell) for cell in row] for row in cursor)


def main():
    with tempfile.TemporaryDirectory(prefix="mamori-level-") as folder:
        data = pathlib.Path(folder) / "data"
        play(data, pathlib.Path(folder) / "kitei.txt")
        lines = list(written(data))
    target = pathlib.Path(__file__).parent / lines[0]["level"].replace(".sql", ".jsonl")
    target.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    print(f"{target.name}: {len(lines)} lines, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
