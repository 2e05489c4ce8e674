"""What the ledger must say when the year is over, read from an export as anybody could."""

import dataclasses
import datetime
import json
import pathlib
import sys

from checks import expect

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "docs" / "verify"))
import verify_ledger  # pylint: disable=wrong-import-position


@dataclasses.dataclass
class Record:
    number: int
    day: datetime.date  # in Japan
    act: str
    actor: str
    subject: str
    payload: dict  # empty where it was erased


def verified(folder):
    """The export is whole, says a verifier that knows nothing of mamori but its format."""
    verifier = verify_ledger.Verifier(folder)
    verifier.run()
    expect(not verifier.findings, f"{verifier.findings[:3]}")
    return verifier


def records(folder):
    """All records of an export that was verified, with what they say."""
    verifier = verify_ledger.Verifier(folder)
    verifier.key = verifier.read_key()
    size, _ = verifier.read_own_checkpoint()
    for number, width in verify_ledger.widths(size):
        entries = verifier.read_entries(number, width)
        content = (folder / "payload" / verify_ledger.tile_name(number, width)).read_bytes()
        for entry, payload in zip(entries, payloads(content)):
            head = verify_ledger.parse_record(entry)
            yield Record(int(head["number"]), day_in_japan(head["time"]), head["act"],
                         head["actor"], head["subject"], payload)


def day_in_japan(instant):
    read = datetime.datetime.fromisoformat(instant.replace("Z", "+00:00"))
    return (read + datetime.timedelta(hours=9)).date()


def payloads(content):
    at = 0
    while at < len(content):
        if content[at] == 0:
            at += 1
            yield {}
            continue
        length = int.from_bytes(content[at + 33:at + 37], "big")
        yield json.loads(content[at + 37:at + 37 + length])
        at += 37 + length


def is_decision(act):
    return act.startswith(("procedures.approve", "procedures.refuse"))


def decided_by_the_applicant(all_records):
    """Never in an office. Where the form names people who agree, as for work done by two or whoever
    takes an audit on, the applicant may be one of them, but not the only one."""
    others = set()  # applications that somebody else agreed to
    for record in all_records:
        if not is_decision(record.act):
            continue
        if record.payload.get("applicant") != record.actor:
            others.add(record.subject)
        elif record.payload["capacity"]:
            yield f"第{record.number}号: {record.subject} was decided by its applicant"
        elif (record.payload["decided"] and record.subject not in others
              and not record.act.startswith("procedures.refuse")):
            yield f"第{record.number}号: {record.subject} was decided by its applicant alone"


def decided_twice(all_records):
    """The same box of the same application, without its having been handed in again."""
    decided = set()
    for record in all_records:
        if not record.act.startswith("procedures."):
            continue
        if is_decision(record.act):
            box = (record.subject, record.act)
            if box in decided:
                yield f"第{record.number}号: {record.subject}: {record.act} again"
            decided.add(box)
        else:
            decided = {box for box in decided if box[0] != record.subject}


def decided_after_the_end(all_records):
    """Nothing is done to an application that has ended, but that its end is seen or erased."""
    ended = {}
    for record in all_records:
        if not record.act.startswith("procedures.") or "to" not in record.payload:
            continue
        if record.subject in ended and is_decision(record.act):
            yield f"第{record.number}号: {record.subject} had ended with 第{ended[record.subject]}号"
        if not record.payload.get("open", True):
            ended[record.subject] = record.number


def untold(all_records, late):
    """What is late and of which the clock told nobody."""
    told = set()
    for record in all_records:
        if record.act == "procedures.overdue" and record.payload:  # erased, it is not late
            told.add((record.payload["number"], record.payload["due"]))
        elif record.act == "duties.late":
            told |= {(record.payload["duty"], one["due"]) for one in record.payload["late"]}
    yield from sorted(late - told)


def untold_since(all_records, seen_late):
    """Applications that somebody saw to be late, by their addresses, on a day, and of which the
    clock never told those who had to act, or who stood in for them. What is approved after the day
    it was planned for is late until the next step, which may come before the clock strikes."""
    told, went_on = set(), set()
    for record in all_records:
        # Of what was erased since nothing is known but that it was there.
        if (record.act in ("procedures.overdue", "procedures.task_late")
                and (record.payload.get("tell") or not record.payload)):
            told.add("/b/main/" + record.subject)
        elif record.actor != "system:clock":
            went_on.add(("/b/main/" + record.subject, record.day))
    yield from sorted(href for href, day in seen_late - went_on if href not in told)


def procedures_used(all_records):
    """The procedures of which anything was handed in."""
    return {record.payload["procedure"] for record in all_records
            if record.act.startswith("procedures.") and record.payload.get("procedure")}


def lost(all_records, acknowledged):
    """What the program said was recorded and what is not, by that person."""
    there = {record.number: record for record in all_records}
    for number, person, action in acknowledged:
        record = there.get(number)
        if record is None:
            yield f"第{number}号 is not there: {action}"
        elif person and record.actor != person:
            yield f"第{number}号 is by {record.actor}, not {person}: {action}"
