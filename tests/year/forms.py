"""Fills in any form of the program as somebody would who reads it: what must be, of the right kind.

A form says what its fields are, not all that their values must be. What is refused is filled in
again another way, as the refusal says which fields are wrong.
"""

import datetime
import secrets

TEXTS = ["{label}について、担当で確かめたとおり。", "令和8年度", "https://www.example.lg.jp/shinsei",
         "192.0.2.0/24", "03-1234-5678", "kakari@example.lg.jp"]
NUMBERS = ["1", "3", "12", "60", "365", "2026"]
DAYS = [0, 7, 30, -1, 365, -40]
PICTURE = (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00"
           b"\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7"
           b"5\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82")


class Filling:
    """One form being filled in; `wrong` counts how often each field was refused."""

    def __init__(self, fields, chance, today):
        self.fields = [field for field in fields if field.get("name")]
        self.chance = chance
        self.today = today
        self.wrong = {}

    def refuse(self, error):
        """What the next attempt must do otherwise."""
        names = [one["field"] for one in error.get("fields") or []]
        for name in names or [field["name"] for field in self.fields if is_to_choose(field)]:
            self.wrong[name] = self.wrong.get(name, 0) + 1

    def values(self):
        values = {}
        for field in self.fields:
            if self.is_asked(field, values):
                value = self.value(field)
                if value not in (None, [], ""):
                    values[field["name"]] = value
        return values

    def files(self):
        """Names of the fields that want a file."""
        return [field["name"] for field in self.fields if field.get("is_files")
                and (field["required"] or self.wrong.get(field["name"]))]

    def is_asked(self, field, values):
        if not field.get("is_conditional"):
            return True
        given = values.get(field["depends_on"])
        given = given if isinstance(given, list) else [given]
        return any(one in (field["depends_values"] or "").split(" ") for one in given)

    def value(self, field):
        times = self.wrong.get(field["name"], 0)
        needed = field["required"] or times > 0
        if not needed and self.chance.random() < 0.6:
            return chosen(field) or field["value"]
        if field.get("is_files"):
            return None
        if field["options"] or is_to_choose(field):
            return self.choice(field, times)
        if field["value"] and not times:
            return field["value"]
        if field.get("is_date"):
            days = DAYS[times % len(DAYS)] + self.chance.randrange(3)
            return (self.today + datetime.timedelta(days=days)).isoformat()
        if field.get("is_number"):
            return NUMBERS[times % len(NUMBERS)]
        text = TEXTS[times % len(TEXTS)].format(label=field["label"])
        return text[:field["max_length"] or 100]

    def choice(self, field, times):
        options = [option["value"] for option in field["options"] if option["value"]]
        if not options:
            return None
        if field.get("is_choices"):
            # Checklists: a second look ticks everything.
            count = len(options) if times % 2 else self.chance.randint(1, len(options))
            return self.chance.sample(options, count)
        if field.get("is_references"):
            return self.chance.sample(options, min(len(options), self.chance.randint(1, 2)))
        if chosen(field) and not times and field["required"]:
            return chosen(field)[0]
        return self.chance.choice(options)


def is_to_choose(field):
    return any(field.get(kind) for kind in ("is_choice", "is_choices", "is_references",
                                            "is_select", "is_section", "is_person"))


def chosen(field):
    return [option["value"] for option in field["options"] if option.get("selected")]


def multipart(fields, uploads):
    """Content type and body of a form with files: [(name, value)], [(name, file, bytes)]."""
    mark = secrets.token_hex(16)
    parts = []
    for name, value in fields:
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
                     f"{value}\r\n".encode())
    for name, file, content in uploads:
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; '
                     f'filename="{file}"\r\nContent-Type: application/octet-stream\r\n\r\n'
                     .encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={mark}", b"".join(parts) + f"--{mark}--\r\n".encode()
