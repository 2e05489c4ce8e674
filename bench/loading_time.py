#!/usr/bin/env python3
"""How long a person waits who takes a very large regulation into use in the browser.

    cmake --preset release && cmake --build build/release --target mamori
    python3 bench/loading_time.py [articles]

5,000 articles of about 4 MB unless told otherwise, on a folder of its own: uploaded, looked at,
adopted, and its alignment opened. Prints the seconds of each step, and how many of them the
program computed: on a busy machine a person waits longer.
"""

import os
import pathlib
import re
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from newcomer_test import today  # noqa: E402
from program import Serving  # noqa: E402


def articles_of_model():
    text = (ROOT / "regulations" / "model.txt").read_text(encoding="utf-8")
    found = re.findall(r"^（([^）\n]+)）\n第\d+条　(.+?)(?=\n\n（|\n\n第|\n\n附|\Z)", text, re.M | re.S)
    assert len(found) > 50, "the model regulation has another form"
    return found


def large_regulation(count):
    articles = articles_of_model()
    parts = ["情報セキュリティに関する規程\n"]
    for number in range(1, count + 1):
        caption, text = articles[number % len(articles)]
        parts.append(f"（{caption}）\n第{number}条　{text.strip()}\n")
    return "\n".join(parts)


def multipart(fields, file_name, text):
    edge = "mamori-bench"
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in fields.items()]
    parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; '
                 f'filename="{file_name}"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n')
    body = "".join(parts) + f"--{edge}--\r\n"
    return body.encode(), f"multipart/form-data; boundary={edge}"


def cpu_seconds(process):
    """What the program computed so far: other work of the machine does not count."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def timed(serving, what, act):
    begin, computed = time.perf_counter(), cpu_seconds(serving.process.pid)
    answer = act()
    taken = time.perf_counter() - begin
    computed = cpu_seconds(serving.process.pid) - computed
    print(f"{what:20} {taken:7.2f} s, of it computing {computed:6.2f} s", flush=True)
    if answer.status not in (200, 303):
        raise SystemExit(f"{what}: {answer.status} {answer.text[:500]}")
    return answer


def run(count):
    text = large_regulation(count)
    print(f"{count} articles, {len(text.encode()) / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory(prefix="mamori-bench-") as folder:
        with Serving(pathlib.Path(folder) / "data") as serving:
            visitor = serving.first_administrator(sample=False)
            body, kind = multipart({"csrf": visitor.token()}, "規程.txt", text)
            loaded = timed(serving, "upload", lambda: visitor.request(
                "POST", "/b/main/regulations/new",
                {"Accept": "application/json", "Content-Type": kind}, body)).json
            draft = f"/b/main/regulations/drafts/{loaded['draft']}"
            timed(serving, "look at the draft", lambda: visitor.page(draft))
            values = {"in_force_from": today(), "reason": "計測のため"}
            timed(serving, "adopt", lambda: visitor.post(draft + "/adopt?revision=1", values))
            alignment = "/b/main/regulations/1/alignment"
            for what in ("open the alignment", "open it again"):
                timed(serving, what, lambda: visitor.page(alignment))


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
