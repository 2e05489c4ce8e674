"""The built program as tests use it: started on a folder of its own, spoken to over HTTP.

Only what anybody could do from outside; nothing of mamori is imported or looked up in its database.
"""

import http.client
import http.cookies
import json
import os
import pathlib
import queue
import re
import subprocess
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = pathlib.Path(os.environ.get("MAMORI", ROOT / "build" / "release" / "mamori"))
STARTING_SECONDS_MAX = 60
IDLE_SECONDS_MAX = 20  # after 60 the program closes what is idle
ADMINISTRATOR = {"name": "事務 花子", "kana": "じむ はなこ", "login": "jimu",
                 "password": "renkei-hoshi-0417-asa"}


def seed(prefix):
    """The path of a real regulation, or None where they are not at hand."""
    found = sorted((ROOT.parent / "shared" / "seeds").glob(f"{prefix}_*.txt"))
    return found[0] if found else None


def run(*arguments, seconds_max=120):
    """Runs a command of mamori to its end."""
    return subprocess.run([str(BINARY), *map(str, arguments)], text=True,
                          capture_output=True, timeout=seconds_max, stdin=subprocess.DEVNULL)


class Serving:
    """`mamori serve`, from its start to its end."""

    def __init__(self, data, *arguments, port=0, environment=None, config=None):
        settings = ["--config", str(config)] if config else []
        command = [str(BINARY), *settings, "serve", "--data", str(data),
                   "--port", str(port), *map(str, arguments)]
        self.process = subprocess.Popen(command, text=True, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        env={**os.environ, **(environment or {})})
        self.said = []
        self._lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self._wait_for("Ctrl+C")
        self.url = re.search(r"mamori を開く: (http\S+?)/?$", self.text(), re.M).group(1)
        link = re.search(r"\S+/start\?token=\S+", self.text())
        self.first_link = link.group() if link else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def text(self):
        return "\n".join(self.said)

    def log(self):
        """All it has said so far."""
        while not self._lines.empty():
            line = self._lines.get()
            if line is not None:
                self.said.append(line)
        return self.text()

    def stop(self):
        """Asks it to end; returns its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=30)

    def kill(self):
        """kill -9: no time for anything."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def first_administrator(self, sample=True):
        """The visitor who followed the one-time link; perhaps with the sample organisation."""
        visitor = self.visitor()
        visitor.act("/b/main/start", {
            **ADMINISTRATOR, "password_again": ADMINISTRATOR["password"],
            "token": self.first_link.split("token=")[1]})
        if sample:
            visitor.act("/b/main/organisation/sample")
        return visitor

    def visitor(self):
        return Visitor(self.url)

    def processor_seconds(self):
        """What it has used of the processor so far."""
        status = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        used = sum(map(int, status.rsplit(")", 1)[1].split()[11:13]))
        return used / os.sysconf("SC_CLK_TCK")

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def _wait_for(self, words):
        while words not in (self.said[-1] if self.said else ""):
            try:
                line = self._lines.get(timeout=STARTING_SECONDS_MAX)
            except queue.Empty:
                line = None
            if line is None:
                self.kill()
                raise AssertionError(f"mamori did not start:\n{self.text()}")
            self.said.append(line)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        return self.json["error"] or {}


class Visitor:
    """A browser without a window, or a program: keeps cookies, sends the token of its session."""

    def __init__(self, url):
        self.host = urllib.parse.urlsplit(url).netloc
        self.base = "/b/main"
        self.cookies = {}
        self._token = None
        self._connection = None
        self._answered_at = 0.0

    def get(self, path, accept="application/json"):
        return self.request("GET", path, {"Accept": accept})

    def page(self, path):
        return self.get(path, "text/html")

    def model(self, path):
        """The model of a page, which must be there."""
        answer = self.get(path)
        if answer.status != 200:
            raise AssertionError(f"GET {path}: {answer.status} {answer.text[:300]}")
        return answer.json

    def post(self, path, values=None, *, token=True, accept="application/json", headers=None):
        """Sends a form. `token`: True for that of the session, None for none, or a text."""
        fields = [(name, one) for name, value in (values or {}).items()
                  for one in (value if isinstance(value, list) else [value])]
        token = self.token() if token is True else token
        if token:
            fields.append(("csrf", token))
        return self.request("POST", path, {
            "Accept": accept, "Content-Type": "application/x-www-form-urlencoded",
            **(headers or {})}, urllib.parse.urlencode(fields))

    def act(self, path, values=None):
        """A post that must succeed; returns what was answered."""
        answer = self.post(path, values)
        if answer.status != 200 or "error" in answer.json and answer.json["error"]:
            raise AssertionError(f"POST {path}: {answer.status} {answer.text[:500]}")
        return answer.json

    def token(self):
        if self._token is None and self.cookies:
            self._token = self.model(self.base + "/session")["csrf"]
        return self._token

    def sign_in(self, login, password):
        answer = self.post(self.base + "/sign-in", {"login": login, "password": password})
        self._token = None
        return answer

    def request(self, method, path, headers, body=None):
        headers = dict(headers)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}"
                                          for name, value in self.cookies.items())
        answer = self._exchange(method, urllib.parse.quote(path, safe="/?=&%#+:"), headers, body)
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                if morsel.value:
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)
                self._token = None
        return answer

    def _exchange(self, method, path, headers, body):
        if self._connection and time.monotonic() - self._answered_at > IDLE_SECONDS_MAX:
            self._hang_up()
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            self._connection.request(method, path, body, headers)
            answer = Answer(self._connection.getresponse())
        except (http.client.HTTPException, OSError):
            self._hang_up()
            raise
        self._answered_at = time.monotonic()
        return answer

    def _hang_up(self):
        self._connection.close()
        self._connection = None
