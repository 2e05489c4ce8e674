#!/usr/bin/env python3
"""What `mamori convert` writes, read by other programs.

法令標準XML against our subset of the schema (tests/exports/law.rng) and, where it is at hand, the
schema of e-Gov itself: $MAMORI_LAW_SCHEMA, or the copy in the npm package `lawtext`. Lawtext by the
parser of that package, and by mamori. OSCAL and the duty table by what their formats demand.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

from checks import Checks, Skip, expect, expect_equal
from program import ROOT, run, seed

EXPORTS = ROOT / "tests" / "exports"
LAWTEXT = EXPORTS / "node_modules" / "lawtext"
OUR_SCHEMA = EXPORTS / "law.rng"
SEEDS = ["000", "001", "002", "003", "004"]


def official_schema():
    named = os.environ.get("MAMORI_LAW_SCHEMA")
    shipped = LAWTEXT / "bin" / "stdLaw.xsd"
    return pathlib.Path(named) if named else shipped if shipped.exists() else None


def texts():
    """{name: path}: the model regulation, hard cases of our own, the family, the seeds."""
    found = {"model": ROOT / "regulations" / "model.txt"}
    for folder in (EXPORTS / "cases", ROOT / "tests" / "oracle" / "family" / "dev"):
        found |= {path.stem: path for path in sorted(folder.glob("*"))
                  if path.suffix in (".txt", ".html", ".docx")}
    return found | {name: seed(name) for name in SEEDS if seed(name)}


class Exported:
    """Every document of a text in every format, in a folder."""

    def __init__(self, folder, name, path):
        self.name = name
        self.path = path
        self.reading = json.loads(convert_must("read", path, "--json"))
        self.bases = []
        for document in self.reading["documents"]:
            number = document["document"]
            base = folder / f"{name}.{number}"
            for suffix, form in ((".xml", "law-xml"), (".law.txt", "lawtext"),
                                 (".json", "oscal")):
                convert_must("convert", path, "--to", form, "--document", number,
                             "--output", f"{base}{suffix}")
            self.bases.append(base)


def convert_must(*arguments):
    done = run(*arguments)
    expect(done.returncode == 0, f"{arguments}: {done.stderr}")
    return done.stdout


# --- 法令標準XML

def expect_valid(bases, *schema):
    if not shutil.which("xmllint"):
        raise Skip("xmllint is not here")
    done = subprocess.run(["xmllint", "--noout", *map(str, schema),
                           *(f"{base}.xml" for base in bases)], text=True, capture_output=True)
    expect(done.returncode == 0, done.stderr[:2000])


# --- Lawtext

def compared(bases):
    """What tests/exports/compare.mjs says of each."""
    if not LAWTEXT.exists():
        raise Skip("npm ci was not run in tests/exports")
    done = subprocess.run(["node", str(EXPORTS / "compare.mjs"), *map(str, bases)], text=True,
                          capture_output=True, timeout=300)
    expect(done.returncode == 0, done.stderr[:2000])
    return [json.loads(line) for line in done.stdout.splitlines()]


def expect_same_tree(bases):
    for result in compared(bases):
        expect(result["same"] and not result["errors"],
               f"{result['base']}: {result['errors'][:3]} {result['differences'][:3]}")


def expect_read_back(exported):
    """mamori reads its own Lawtext to the same counts."""
    for base, document in zip(exported.bases, exported.reading["documents"]):
        again = json.loads(convert_must("read", f"{base}.law.txt", "--json"))["documents"]
        expect_equal([one["counts"] for one in again], [document["counts"]], base.name)


# --- OSCAL

TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# What each object of a catalog may hold: {member: the objects in it, or None for a text}.
OSCAL = {
    "catalog": {"uuid": None, "metadata": "metadata", "groups": ["group"],
                "controls": ["control"], "back-matter": "back-matter"},
    "metadata": {"title": None, "last-modified": None, "version": None, "oscal-version": None,
                 "props": ["prop"]},
    "group": {"id": None, "class": None, "title": None, "props": ["prop"], "links": ["link"],
              "parts": ["part"], "groups": ["group"], "controls": ["control"]},
    "control": {"id": None, "class": None, "title": None, "props": ["prop"], "links": ["link"],
                "parts": ["part"]},
    "part": {"id": None, "name": None, "class": None, "title": None, "props": ["prop"],
             "prose": None, "parts": ["part"], "links": ["link"]},
    "prop": {"name": None, "value": None, "ns": None, "class": None},
    "link": {"href": None, "rel": None, "text": None},
    "back-matter": {"resources": ["resource"]},
    "resource": {"uuid": None, "title": None, "citation": "citation"},
    "citation": {"text": None},
}
REQUIRED = {"catalog": ["uuid", "metadata"], "group": ["title"], "control": ["id", "title"],
            "metadata": ["title", "last-modified", "version", "oscal-version"],
            "part": ["name"], "prop": ["name", "value"], "link": ["href"], "resource": ["uuid"],
            "citation": ["text"]}


def expect_oscal(value, kind, ids, hrefs):
    for member in REQUIRED.get(kind, []):
        expect(member in value, f"{kind} without {member}")
    expect(not (kind == "group" and "groups" in value and "controls" in value),
           "groups beside controls")
    for member, content in value.items():
        expect(member in OSCAL[kind], f"{member} in {kind}")
        below = OSCAL[kind][member]
        if below is None:
            expect(isinstance(content, str) and content.strip() == content != "",
                   f"{kind}.{member}: {content!r}")
        elif isinstance(below, list):
            expect(content, f"{kind}.{member} is empty")
            for entry in content:
                expect_oscal(entry, below[0], ids, hrefs)
        else:
            expect_oscal(content, below, ids, hrefs)
    note_identifiers(value, ids, hrefs)


def note_identifiers(value, ids, hrefs):
    for member, pattern in (("id", TOKEN), ("uuid", UUID), ("name", TOKEN), ("class", TOKEN),
                            ("rel", TOKEN)):
        if member in value:
            expect(pattern.fullmatch(value[member]), f"{member}: {value[member]}")
    for identifier in (value.get("id"), value.get("uuid")):
        if identifier:
            expect(identifier not in ids, f"{identifier} twice")
            ids.add(identifier)
    if "href" in value:
        hrefs.add(value["href"])


def expect_catalog(base):
    oscal = json.loads(pathlib.Path(f"{base}.json").read_text(encoding="utf-8"))
    expect_equal(list(oscal), ["catalog"])
    ids, hrefs = set(), set()
    expect_oscal(oscal["catalog"], "catalog", ids, hrefs)
    lost = {href for href in hrefs if href[1:] not in ids}
    expect(not lost, f"links that lead nowhere: {lost}")
    expect(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z",
                        oscal["catalog"]["metadata"]["last-modified"]), "last-modified")


# --- the duty table

def sheets_of(path):
    """The sheets of an xlsx as XML, and its list of them."""
    with zipfile.ZipFile(path) as file:
        names = sorted(name for name in file.namelist()
                       if name.startswith("xl/worksheets/sheet"))
        return [file.read(name).decode() for name in names], file.read("xl/workbook.xml").decode()


def expect_duty_table(folder, exported):
    path = folder / f"{exported.name}.xlsx"
    convert_must("convert", exported.path, "--to", "duty-table", "--output", path)
    provisions = json.loads(convert_must("provisions", exported.path, "--json"))
    sheets, book = sheets_of(path)
    expect_equal(len(sheets), len(exported.reading["documents"]), "sheets")
    expect("_xlnm.Print_Titles" in book, "the header does not come again on each page")
    for number, sheet in enumerate(sheets, start=1):
        demands = [each for each in provisions if each["document"] == number
                   and each["modality"] not in ("none", "definition")]
        expect_equal(sheet.count("<row ") - 3, len(demands), f"rows of sheet {number}")
        expect('orientation="landscape"' in sheet and 'paperSize="9"' in sheet, "not A4 landscape")
        expect(not demands or "未導入" in sheet, "no state")
        expect("<f>" not in sheet, "a formula")


# --- what is refused

def refusals(checks, folder):
    several = folder / "two.txt"
    several.write_text("第一の規程\n\n第1条 目的を定める。\n\n附則\nこの規程は、公布の日から施行する。\n\n"
                       "第二の規程\n\n第1条 別の目的を定める。\n\n附則\nこの規程は、公布の日から施行する。\n",
                       encoding="utf-8")
    count = len(json.loads(convert_must("read", several, "--json"))["documents"])
    with checks.check("a file of several documents asks which one is meant"):
        if count < 2:
            raise Skip("the two documents were read as one")
        done = run("convert", several, "--to", "law-xml")
        expect_equal(done.returncode, 2)
        expect("--document 2" in done.stderr and "[document_unclear]" in done.stderr, done.stderr)
    with checks.check("a document that is not there, and a format nobody knows, are refused"):
        done = run("convert", several, "--to", "oscal", "--document", "9")
        expect("[document_absent]" in done.stderr, done.stderr)
        done = run("convert", several, "--to", "pdf")
        expect("指定できない値です" in done.stderr and "[usage]" in done.stderr, done.stderr)
    with checks.check("a file that cannot be written is said in Japanese"):
        done = run("convert", several, "--to", "oscal", "--document", "1", "--output",
                   folder / "absent" / "out.json")
        expect("ファイルに書けません" in done.stderr, done.stderr)


def check_text(checks, folder, name, path):
    exported = None
    with checks.check(f"{name} is written in every format"):
        exported = Exported(folder, name, path)
    if exported is None:
        return
    with checks.check(f"{name}: 法令標準XML is valid"):
        expect_valid(exported.bases, "--relaxng", OUR_SCHEMA)
    with checks.check(f"{name}: 法令標準XML is valid against the schema of e-Gov"):
        if not official_schema():
            raise Skip("no schema: set MAMORI_LAW_SCHEMA or run npm ci in tests/exports")
        expect_valid(exported.bases, "--schema", official_schema())
    with checks.check(f"{name}: OSCAL is sound"):
        for base in exported.bases:
            expect_catalog(base)
    with checks.check(f"{name}: the duty table has every demand"):
        expect_duty_table(folder, exported)
    if (ROOT / "tests" / "oracle") in path.parents:
        return  # the family holds what Lawtext has no words for
    with checks.check(f"{name}: Lawtext is read as the same tree"):
        expect_same_tree(exported.bases)
    if name in ("model", "002", "004"):
        with checks.check(f"{name}: mamori reads its own Lawtext to the same counts"):
            expect_read_back(exported)


def main():
    checks = Checks("exports")
    with tempfile.TemporaryDirectory() as folder:
        for name, path in texts().items():
            check_text(checks, pathlib.Path(folder), name, path)
        refusals(checks, pathlib.Path(folder))
    if not seed("002"):
        with checks.check("the seeds are exported"):
            raise Skip("../shared/seeds is not here")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
