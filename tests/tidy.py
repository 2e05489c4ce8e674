#!/usr/bin/env python3
"""What a tool can check about the tidiness of the repository. Each check prints what to change."""

import ast
import pathlib
import re
import subprocess
import sys

import yaml

from checks import Checks, Skip

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
SEED_SENTENCE_MIN = 40

# The command line is tested as a whole, by tests/newcomer_test.py.
ROOMS_WITHOUT_UNIT_TESTS = {"mamori"}


def read(path):
    """The text of a file; regulations to read lie here in the encodings bodies use, too."""
    data = (ROOT / path).read_bytes()
    for encoding in ("utf-8", "euc_jp"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp932")


def repository_files():
    """Files of the repository, those not yet committed included, as paths from its root."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


FILES = repository_files()
TEXTS = [name for name in FILES if not name.endswith((".png", ".jpg", ".ico", ".woff2", ".docx"))
         and not name.startswith("fuzz/corpus/")]
CODE = [name for name in FILES
        if name.endswith((".cc", ".h")) and name.startswith(("src/", "tests/", "fuzz/", "bench/"))]
SCRIPTS = [name for name in FILES if name.endswith((".py", ".sh", ".mjs", ".ts"))
           or name in ("run", "test")]


def none_of(findings, advice):
    """Passes when there are no findings."""
    findings = list(findings)
    if findings:
        shown = "\n".join(f"      {finding}" for finding in findings[:40])
        more = f"\n      … and {len(findings) - 40} more" if len(findings) > 40 else ""
        raise AssertionError(f"{advice}\n{shown}{more}")


def rooms():
    """The rooms from the ground up, as CMakeLists.txt orders them."""
    return re.search(r"foreach\(room ([^)]*)\)", read("CMakeLists.txt"))[1].split()


# --- the house ---

def upward_includes():
    order = {room: level for level, room in enumerate(rooms())}
    for name in CODE:
        parts = pathlib.PurePath(name).parts
        if parts[0] != "src":
            continue
        for room in re.findall(r'^#include "(\w+)/', read(name), re.M):
            if room in order and order[room] > order[parts[1]]:
                yield f"{name} includes {room}/, a room above {parts[1]}/"


def incomplete_rooms():
    known = rooms()
    for folder in sorted({pathlib.PurePath(name).parts[1] for name in FILES
                          if name.startswith("src/")}):
        inside = [name for name in FILES if name.startswith(f"src/{folder}/")]
        if folder not in known:
            yield f"src/{folder}: not in CMakeLists.txt"
        if f"src/{folder}/README.md" not in inside:
            yield f"src/{folder}: no README.md"
        if folder not in ROOMS_WITHOUT_UNIT_TESTS and not any(
                name.endswith("_test.cc") for name in inside):
            yield f"src/{folder}: no tests"


def disordered_migrations():
    names = sorted(pathlib.PurePath(name).name for name in FILES
                   if name.startswith("src/store/migrations/"))
    for number, name in enumerate(names, start=1):
        if not re.fullmatch(rf"{number:04d}_[a-z0-9_]+\.sql", name):
            yield f"{name}: should be {number:04d}_<what_it_makes>.sql"


def pages_without_examples():
    pages = {pathlib.PurePath(name).stem for name in FILES
             if re.fullmatch(r"src/web/pages/[^/]+\.mustache", name)}
    examples = {pathlib.PurePath(name).name.split(".")[0] for name in FILES
                if name.startswith("src/web/pages/examples/")}
    yield from (f"pages/{page}.mustache has no example" for page in sorted(pages - examples))
    yield from (f"pages/examples/{page}*.json has no page" for page in sorted(examples - pages))


def unused_partials():
    used = set(re.findall(r"\{\{>\s*partials/([\w-]+)", "".join(
        read(name) for name in FILES if name.endswith(".mustache"))))
    there = {pathlib.PurePath(name).stem for name in FILES
             if name.startswith("src/web/pages/partials/")}
    yield from (f"partials/{name}.mustache is used nowhere" for name in sorted(there - used))
    yield from (f"partials/{name}.mustache does not exist" for name in sorted(used - there))


# --- the text of the code ---

def orphan_todos():
    marks = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b(?!\([a-z][\w-]*\))")
    for name in CODE + SCRIPTS:
        for number, line in enumerate(read(name).splitlines(), start=1):
            if marks.search(line):
                yield f"{name}:{number}: {line.strip()}"


def long_functions():
    for name in CODE:
        yield from long_blocks_of_cpp(name, read(name).splitlines())
    for name in FILES:
        if name.endswith(".py"):
            for node in ast.walk(ast.parse(read(name))):
                if isinstance(node, ast.FunctionDef):
                    length = node.end_lineno - node.lineno + 1
                    if length > FUNCTION_LINES_MAX:
                        yield f"{name}:{node.lineno}: {node.name} has {length} lines"


def long_blocks_of_cpp(name, lines):
    """Function bodies by their indentation, which clang-format guarantees."""
    opened = None
    for number, line in enumerate(lines, start=1):
        if opened is None and re.match(r"( {0,2})\S.*\).*\{$", line):
            opened = number, len(line) - len(line.lstrip())
        elif opened and re.match(r"\}", line[opened[1]:]) and not line[:opened[1]].strip():
            if number - opened[0] + 1 > FUNCTION_LINES_MAX:
                yield f"{name}:{opened[0]}: {number - opened[0] + 1} lines"
            opened = None


def long_lines():
    """In signs; how wide code may be on the screen is clang-format's business."""
    for name in CODE + SCRIPTS:
        for number, line in enumerate(read(name).splitlines(), start=1):
            if len(line) > COLUMNS_MAX and "http" not in line and "/browser/" not in f"/{name}":
                yield f"{name}:{number}: {len(line)} columns"


def machine_paths():
    """Paths that exist on somebody's machine only."""
    machine = re.compile(r"(?<![\w.])/(?:home|root|work|Users|mnt)/[\w.-]+")
    for name in TEXTS:
        if name == "browser/package-lock.json":
            continue
        for number, line in enumerate(read(name).splitlines(), start=1):
            found = machine.search(line)
            if found:
                yield f"{name}:{number}: {found.group()}"


def broken_links():
    for name in FILES:
        if not name.endswith(".md"):
            continue
        text = re.sub(r"```.*?```|`[^`]*`", "", read(name), flags=re.S)
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" in target or target.startswith("mailto:"):
                continue
            if not (ROOT / name).parent.joinpath(target).exists():
                yield f"{name}: {target} does not exist"


# --- definitions ---

FOLDERS = {"procedure": "procedures", "register": "registers", "scheme": "schemes",
           "duty": "duties"}


def definitions(kind):
    """{id: content} of the folder of that kind."""
    found = {}
    for name in FILES:
        if re.fullmatch(rf"definitions/{FOLDERS[kind]}/[^/]+\.yaml", name):
            content = yaml.safe_load(read(name))
            found[content[kind]] = content
    return found


def values_of(content, key):
    """All values standing anywhere under this key."""
    if isinstance(content, dict):
        for name, value in content.items():
            if name == key and isinstance(value, str):
                yield value
            yield from values_of(value, key)
    elif isinstance(content, list):
        for value in content:
            yield from values_of(value, key)


def all_definitions():
    return {name: yaml.safe_load(read(name)) for name in FILES
            if name.startswith("definitions/") and name.endswith(".yaml")}


# What definitions may name though no file declares it.
MADE_BY_THE_PROGRAM = {"scheme": {"suspendable"}}


def misused_definitions():
    every = all_definitions()
    offices = {office["id"] for office in every["definitions/roles/offices.yaml"]["offices"]}
    controls = {control["id"] for content in every.values()
                for control in content.get("controls", []) if isinstance(control, dict)}
    for kind in FOLDERS:
        there = set(definitions(kind)) | MADE_BY_THE_PROGRAM.get(kind, set())
        elsewhere = [content for content in every.values() if kind not in content]
        others = [{**content, kind: None} for content in every.values() if kind in content]
        used = {value for content in elsewhere + others for value in values_of(content, kind)}
        if kind == "register":
            used |= {field["of"] for content in every.values() for field in fields_of(content)
                     if field.get("type") in ("reference", "references")}
            used |= {name for name, content in definitions(kind).items() if content.get("serves")}
        yield from (f"{kind} {name} is used nowhere" for name in sorted(there - used))
        yield from (f"{kind} {name} does not exist" for name in sorted(used - there))
    for name, content in every.items():
        for office in sorted(set(values_of(content, "office")) - offices):
            yield f"{name}: office {office} is not in roles/offices.yaml"
        for control in sorted(set(cited_controls(content)) - controls):
            yield f"{name}: control {control} does not exist"


def fields_of(content):
    """The fields of a register or of a procedure's form, those of groups among them."""
    listed = content.get("fields") or content.get("form") or [] if isinstance(content, dict) else []
    for field in listed:
        yield from fields_of(field) if "group" in field else [field]


def cited_controls(content):
    if isinstance(content, dict):
        for key, value in content.items():
            if key in ("controls", "serves") and isinstance(value, list):
                named = (e.get("control") if isinstance(e, dict) else e for e in value)
                yield from (entry for entry in named if isinstance(entry, str))
            yield from cited_controls(value)
    elif isinstance(content, list):
        for value in content:
            yield from cited_controls(value)


def malformed_codes():
    """Codes of errors are for programs: one spelling, snake_case."""
    pattern = re.compile(r"Fault::\w+,\s*\"([^\"]+)\"")
    for name in CODE:
        for code in pattern.findall(read(name)):
            if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code):
                yield f"{name}: {code}"


# --- words ---

def words_missing_from_glossary():
    glossary = read("docs/glossary.md")
    offices = yaml.safe_load(read("definitions/roles/offices.yaml"))["offices"]
    words = [office["id"] for office in offices]
    words += enumerators("src/regulation/document.h", "NodeKind")
    words += enumerators("src/regulation/provision.h", "Modality")
    for word in words:
        if word != "none" and not re.search(rf"(?<![\w-]){word}(?![\w-])", glossary):
            yield f"docs/glossary.md does not bind `{word}`"


def enumerators(name, enumeration):
    body = re.search(rf"enum class {enumeration} \{{(.*?)\}};", read(name), re.S).group(1)
    return re.findall(r"^\s*(\w+)\s*(?:,|$|//)", body, re.M)


def seed_sentences():
    """The bodies' own sentences, squeezed, by where they stand."""
    if not SEEDS.is_dir():
        raise Skip("../shared/seeds is not here")
    sentences = {}
    for path in sorted(SEEDS.glob("*.txt")):
        for sentence in re.split(r"[。\r\n]", path.read_text(encoding="utf-8", errors="replace")):
            squeezed = squeeze(sentence)
            if len(squeezed) >= SEED_SENTENCE_MIN:
                sentences[squeezed] = path.name
    return sentences


def squeeze(text):
    return re.sub(r"\s+", "", text)


def borrowed_sentences():
    """A sentence is found by its first signs, then compared whole."""
    by_start = {}
    for sentence, seed in seed_sentences().items():
        by_start.setdefault(sentence[:12], []).append((sentence, seed))
    starts = re.compile("(?=(" + "|".join(map(re.escape, by_start)) + "))")
    for name in TEXTS:
        text = squeeze(read(name))
        for match in starts.finditer(text):
            for sentence, seed in by_start[match.group(1)]:
                if text.startswith(sentence, match.start()):
                    yield f"{name}: {sentence[:20]}… stands in {seed}"


def undecided_commands():
    """Behind a command of the program stands no person: each says why in docs/security.md."""
    section = read("docs/security.md").split("## Commands without a person")[1].split("\n## ")[0]
    reasoned = set()
    for row in re.findall(r"^\| (`.*?) \|", section, re.M):
        reasoned |= set(re.findall(r"`([a-z-]+)`", row))
    commands = set()
    for name in FILES:
        if name.startswith("src/mamori/") and name.endswith(".cc"):
            commands |= set(re.findall(r'add_subcommand\(\s*"([a-z-]+)"', read(name)))
    yield from (f"{name}: give its reason" for name in sorted(commands - reasoned))
    yield from (f"{name}: there is no such command" for name in sorted(reasoned - commands))


def classes_of_acts():
    """(file, class, names of its public functions): what people do to a body, by its headers."""
    whole = re.compile(r"^class (\w+) \{\n public:\n(.*?)^ private:", re.M | re.S)
    function = re.compile(r"^  (?=\w)[\w:<>,&* ]+[&*> ](\w+)\(", re.M)
    for name in FILES:
        if not name.startswith("src/body/") or not name.endswith(".h"):
            continue
        for kind, public in whole.findall(read(name)):
            if kind.endswith("Acts") or re.search(rf"{kind}\(Body& body, Acts& acts", public):
                yield name, kind, set(function.findall(public))


def untried_acts():
    """src/body/strangers_test.cc lets a stranger try each, or docs/security.md says why not."""
    tried = set(re.findall(r"[.](\w+)\(stranger", read("src/body/strangers_test.cc")))
    section = read("docs/security.md").split("## Acts without a person")[1].split("\n## ")[0]
    reasoned = set(re.findall(r"`(\w+::\w+)`", section))
    known = set()
    for name, kind, acts in classes_of_acts():
        known |= {f"{kind}::{act}" for act in acts}
        yield from (f"{name}: {kind}::{act}" for act in sorted(acts - tried)
                    if f"{kind}::{act}" not in reasoned)
    yield from (f"docs/security.md: there is no {act}" for act in sorted(reasoned - known))


CHECKS = [
    ("a room includes only rooms below it", upward_includes, "Include downwards only:"),
    ("every room has a README and tests", incomplete_rooms, "Complete these rooms:"),
    ("migrations are numbered without gap", disordered_migrations, "Rename:"),
    ("every page has an example, every example a page", pages_without_examples, "Add or remove:"),
    ("every partial is used", unused_partials, "Add or remove:"),
    ("what is left to do has an owner", orphan_todos, "Write TO" "DO(name):"),
    (f"no function has more than {FUNCTION_LINES_MAX} lines", long_functions, "Divide:"),
    (f"no line has more than {COLUMNS_MAX} columns", long_lines, "Break:"),
    ("nothing names a place on somebody's machine", machine_paths, "Use relative paths:"),
    ("links lead somewhere", broken_links, "Mend:"),
    ("every definition is used and every name defined", misused_definitions, "Mend:"),
    ("commands that ask nobody have their reason", undecided_commands, "docs/security.md:"),
    ("every act is tried by somebody who is nobody", untried_acts,
     "Let a stranger try them in src/body/strangers_test.cc:"),
    ("codes of errors are snake_case", malformed_codes, "Rename:"),
    ("the glossary binds offices, kinds of nodes and modalities", words_missing_from_glossary,
     "Add:"),
    ("no sentence is a body's own", borrowed_sentences, "Say it in your own words:"),
]


def main():
    checks = Checks("tidy")
    for what, find, advice in CHECKS:
        with checks.check(what):
            none_of(find(), advice)
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
