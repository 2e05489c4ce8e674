#!/usr/bin/env python3
"""The daily checkpoint leaves the house: a witness folder, a time stamp, a mail, a printed sheet.

mamori speaks to real servers of the test's own on the loopback: a time-stamping authority (HTTP
before `openssl ts -reply`) and a mail server (SMTP over a socket). Days pass by faketime.
"""

import base64
import email
import email.policy
import hashlib
import http.server
import pathlib
import shutil
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time

from certificates import CertificateAuthority
from checks import Checks, Skip, expect, expect_equal
from clock import LIBRARY, days_later
from program import ADMINISTRATOR, Serving, run

SECONDS_MAX = 60
STAMPING_CONFIG = """
[tsa]
default_tsa = tsa1
[tsa1]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
"""


def openssl(folder, *arguments, **more):
    return subprocess.run(["openssl", *map(str, arguments)], cwd=folder, check=True,
                          capture_output=True, **more)


class Authority:
    """A time-stamping authority."""

    def __init__(self, folder, vouching):
        folder.mkdir()
        self.folder = folder
        self.ca = vouching.ca
        self.broken = False
        (folder / "config").write_text(STAMPING_CONFIG)
        (folder / "serial").write_text("01\n")
        self.certificate, self.key = vouching.certificate("tsa", "stamping")
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # pylint: disable=invalid-name
                query = self.rfile.read(int(self.headers["Content-Length"]))
                answer = authority.stamp(query)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def stamp(self, query):
        (self.folder / "query").write_bytes(query)
        openssl(self.folder, "ts", "-reply", "-config", "config", "-queryfile", "query",
                "-signer", self.certificate, "-inkey", self.key, "-out", "answer")
        answer = (self.folder / "answer").read_bytes()
        return answer[:-1] + bytes([answer[-1] ^ 1]) if self.broken else answer


class MailServer:
    """Takes mails and keeps them: (to, bytes, whether it came by TLS and who signed in)."""

    def __init__(self, certificate=None):
        self.mails = []
        taken = self.mails
        tls = None
        if certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(*certificate)

        class Handler(socketserver.StreamRequestHandler):
            user = None
            is_protected = False

            def say(self, line):
                self.wfile.write(line.encode() + b"\r\n")

            def start_tls(self):
                self.say("220 go on")
                try:
                    self.connection = tls.wrap_socket(self.connection, server_side=True)
                except ssl.SSLError:  # whoever calls does not trust the certificate
                    return False
                self.rfile = self.connection.makefile("rb")
                self.wfile = self.connection.makefile("wb", buffering=0)
                self.is_protected = True
                return True

            def handle(self):
                self.say("220 test")
                to = []
                while line := self.rfile.readline():
                    verb = line.split(b":")[0].split()[0].upper()
                    if verb == b"EHLO":
                        offers = "AUTH PLAIN" if self.is_protected or not tls else "STARTTLS"
                        self.say(f"250-test\r\n250 {offers}")
                    elif verb == b"STARTTLS":
                        if not self.start_tls():
                            return
                    elif verb == b"AUTH":
                        self.say("334 ")
                        self.user = base64.b64decode(self.rfile.readline()).split(b"\0")[1:]
                        self.say("235 known")
                    elif verb == b"DATA":
                        self.say("354 go on")
                        lines = iter(self.rfile.readline, b".\r\n")
                        taken.append((to, b"".join(lines), self.is_protected, self.user))
                        self.say("250 taken")
                    elif verb == b"QUIT":
                        self.say("221 bye")
                        return
                    else:
                        if verb == b"RCPT":
                            to.append(line.decode().strip().split(":", 1)[1])
                        self.say("250 ok")

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"smtp://127.0.0.1:{self.server.server_address[1]}"


class House:
    """A body, and everything its checkpoint is sent to."""

    def __init__(self, folder):
        self.data = folder / "data"
        self.share = folder / "share"
        self.share.mkdir()
        self.vouching = CertificateAuthority(folder / "ca")
        self.authority = Authority(folder / "authority", self.vouching)
        self.mail = MailServer()

    def serve(self, environment=None):
        config = self.data.parent / "mamori.toml"
        config.write_text(f'[serve]\nwitness = "{self.share}"\n'
                          f'tsa = "{self.authority.url}"\ntsa-ca = "{self.authority.ca}"\n')
        return Serving(self.data, "--anchor-mail", "kansa@example.lg.jp", "--smtp", self.mail.url,
                       "--mail-from", "mamori@example.lg.jp", "--smtp-plain",
                       environment=environment, config=config)

    def serve_mailing(self, mail, password, *more):
        """Only the mail, to a server that wants TLS and a password."""
        return Serving(self.data, "--anchor-mail", "kansa@example.lg.jp", "--smtp", mail.url,
                       "--mail-from", "mamori@example.lg.jp", "--smtp-user", "mamori",
                       "--smtp-password", password, *more, environment=days_later(4))


def rows_of(visitor):
    return [{cell_name: cell for cell_name, cell in zip(
        ("number", "at", "way", "place", "size", "checkpoint", "timestamp"), row["cells"])}
            for row in visitor.model("/b/main/ledger/checkpoints")["list"]["rows"]]


def wait_for(visitor, ways):
    """The kept checkpoints, as soon as each way was used; the clock's thread does it."""
    for _ in range(SECONDS_MAX * 2):
        rows = rows_of(visitor)
        if ways <= {row["way"]["text"] for row in rows}:
            return rows
        time.sleep(0.5)
    model = visitor.model("/b/main/ledger/checkpoints")
    raise AssertionError(f"kept: {[row['way']['text'] for row in rows]}, {model['troubles']}")


def check_first_day(checks, house, visitor):
    rows = wait_for(visitor, {"控えのフォルダ", "タイムスタンプ局", "メール"})
    row = {one["way"]["text"]: one for one in rows}
    files = sorted(path.name for path in house.share.iterdir())
    with checks.check("the folder of another department gets the day's checkpoint and the key"):
        expect_equal([name.endswith((".checkpoint", ".key")) for name in files], [True, True])
        kept = visitor.get(row["控えのフォルダ"]["checkpoint"]["href"]).body
        expect_equal(kept, (house.share / files[0]).read_bytes())
    with checks.check("openssl verifies the time stamp that was kept"):
        folder = house.data.parent
        (folder / "kept.checkpoint").write_bytes(
            visitor.get(row["タイムスタンプ局"]["checkpoint"]["href"]).body)
        (folder / "kept.tsr").write_bytes(
            visitor.get(row["タイムスタンプ局"]["timestamp"]["href"]).body)
        done = openssl(folder, "ts", "-verify", "-data", "kept.checkpoint", "-in", "kept.tsr",
                       "-CAfile", house.authority.ca)
        expect(b"Verification: OK" in done.stdout + done.stderr, done.stderr.decode())
    with checks.check("the mail arrives and carries the checkpoint"):
        to, content, _, _ = house.mail.mails[0]
        message = email.message_from_bytes(content, policy=email.policy.default)
        expect_equal(to, ["<kansa@example.lg.jp>"])
        expect("検証値の控え" in message["Subject"], message["Subject"])
        kept = visitor.get(row["メール"]["checkpoint"]["href"]).text
        expect(kept in message.get_content(), message.get_content())
    with checks.check("each is a record of its own that names size and digest"):
        record = visitor.model(row["メール"]["number"]["href"])["record"]
        expect_equal(record["act"], "ledger.anchored")
        expect(hashlib.sha256(kept.encode()).hexdigest() in record["payload"], record["payload"])


def check_sheet(checks, visitor):
    with checks.check("the sheet is kept with who confirmed it and where it lies"):
        sheet = visitor.model("/b/main/ledger/checkpoint/sheet")
        expect(sheet["sheet"]["qr"]["path"].startswith("M4 4h7v1"), "a QR code")
        visitor.act("/b/main/ledger/checkpoints", {
            "checkpoint": sheet["sheet"]["text"].replace("\n", "\r\n"),
            "place": "会計課の金庫", "confirmed_by": "鈴木 一郎"})
        newest = rows_of(visitor)[0]
        expect_equal((newest["way"]["text"], newest["place"]["text"]), ("紙", "会計課の金庫"))
    with checks.check("a sheet of another ledger, or nobody's name, is refused"):
        for wrong in ({"place": ""}, {"confirmed_by": ""},
                      {"checkpoint": sheet["sheet"]["text"].replace("main", "mine")}):
            answer = visitor.post("/b/main/ledger/checkpoints", {
                "checkpoint": sheet["sheet"]["text"], "place": "金庫",
                "confirmed_by": "鈴木 一郎", **wrong})
            expect(answer.status in (409, 422, 400), f"{wrong}: {answer.status}")


def check_next_days(checks, house):
    """A day of work, and a day after it: what was done then lies in the folder too."""
    with checks.check("each day another file lies beside the first"):
        for day in (1, 2):
            with house.serve(days_later(day)) as serving:
                for _ in range(SECONDS_MAX * 2):
                    if len(list(house.share.glob("*.checkpoint"))) == 1 + day:
                        break
                    time.sleep(0.5)
                expect_equal(len(list(house.share.glob("*.checkpoint"))), 1 + day)
                visitor = serving.visitor()
                visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
                visitor.act("/b/main/organisation/sections", {"name": f"臨時の課{day}"})
                serving.stop()


def check_rollback(checks, house):
    with checks.check("a ledger put back to yesterday no longer fits the folder"):
        with house.serve(days_later(3)) as serving:
            visitor = serving.visitor()
            visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
            for _ in range(SECONDS_MAX * 2):
                troubles = visitor.model("/b/main/ledger/checkpoints")["troubles"]
                if troubles:
                    break
                time.sleep(0.5)
            expect("減っています" in troubles[0]["message"], troubles)
            serving.stop()


def check_protected_mail(checks, house):
    folder = house.data.parent
    password = folder / "smtp-password"
    password.write_text("kitsutsuki\n")
    password.chmod(0o600)
    with checks.check("no mail and no password go to a server that nobody vouches for"):
        stranger = MailServer(CertificateAuthority(folder / "stranger").certificate("mail"))
        with house.serve_mailing(stranger, password, "--smtp-ca", house.vouching.ca) as serving:
            visitor = serving.visitor()
            visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
            for _ in range(SECONDS_MAX * 2):
                troubles = visitor.model("/b/main/ledger/checkpoints")["troubles"]
                if troubles:
                    break
                time.sleep(0.5)
            expect(troubles, "it should have failed")
            serving.stop()
        expect_equal(stranger.mails, [])
    with checks.check("a mail goes by STARTTLS, and the password only then"):
        known = MailServer(house.vouching.certificate("mail"))
        with house.serve_mailing(known, password, "--smtp-ca", house.vouching.ca) as serving:
            for _ in range(SECONDS_MAX * 2):
                if known.mails:
                    break
                time.sleep(0.5)
            serving.stop()
        to, _, is_protected, user = known.mails[0]
        expect_equal((to, is_protected, user),
                     (["<kansa@example.lg.jp>"], True, [b"mamori", b"kitsutsuki"]))


def main():
    checks = Checks("anchoring")
    if not LIBRARY:
        with checks.check("the daily checkpoint"):
            raise Skip("faketime is not installed")
        return checks.close()
    with tempfile.TemporaryDirectory(prefix="mamori-anchoring-") as name:
        folder = pathlib.Path(name)
        house = House(folder)
        with house.serve() as serving:
            visitor = serving.first_administrator()
            check_first_day(checks, house, visitor)
            check_sheet(checks, visitor)
            serving.stop()
        with checks.check("verify compares with everything that lies in the folder"):
            export = folder / "export"
            expect_equal(run("export", "--data", house.data, export).returncode, 0)
            done = run("verify", export, "--against", house.share, "--key",
                       house.share / "main.key", "--json")
            expect_equal(done.returncode, 0, done.stdout + done.stderr)
            expect('"older_checked":1' in done.stdout, done.stdout)
        old = folder / "yesterday"
        shutil.copytree(house.data, old)
        check_next_days(checks, house)
        shutil.rmtree(house.data)
        shutil.move(old, house.data)
        check_rollback(checks, house)
        check_protected_mail(checks, house)
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
