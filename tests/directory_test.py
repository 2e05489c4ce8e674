#!/usr/bin/env python3
"""People sign in with the body's directory (LDAP) and its OpenID Connect provider.

mamori speaks to a real slapd and to a provider over TLS, both of the test's own on the loopback;
and to whoever stands between or in their place.
"""

import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

import ldap_server
import oidc_provider
from certificates import CertificateAuthority
from checks import Checks, Skip, expect, expect_equal
from ldap_server import Between, Slapd, free_port, group, person, secret_file
from program import ADMINISTRATOR, BINARY, Serving

OGAWA = {"login": "ogawa", "password": "kettle-of-ogawa-7"}
ISHII = {"login": "ishii", "password": "lantern-of-ishii-3"}
ENTRIES = [person("ogawa", "小川 直樹", "オガワ ナオキ", "00123", OGAWA["password"], "guid-of-ogawa-16"),
           person("ishii", "石井 由美", "イシイ ユミ", "00124", ISHII["password"], "guid-of-ishii-16"),
           group("fukushi", ["ogawa"])]
SECONDS_MAX = 30


def ldap_options(folder, server, authority, *more, reader=None):
    reader = reader or secret_file(folder, "reader.secret", ldap_server.READER_PASSWORD)
    return ["--ldap", server, "--ldap-ca", authority.ca, "--ldap-base", ldap_server.PEOPLE,
            "--ldap-bind-dn", ldap_server.READER, "--ldap-bind-password", reader, *more]


def begin(serving, data_is_new=True):
    """The administrator with the sample organisation, signed in."""
    visitor = serving.visitor()
    if data_is_new:
        path = urllib.parse.urlsplit(serving.first_link)
        token = urllib.parse.parse_qs(path.query)["token"][0]
        visitor.act("/b/main/start", {"token": token, **ADMINISTRATOR,
                                      "password_again": ADMINISTRATOR["password"]})
        visitor.act("/b/main/organisation/sample")
    else:
        visitor.sign_in(ADMINISTRATOR["login"], ADMINISTRATOR["password"])
    return visitor


def sign_in(serving, login, password):
    """(visitor, answer)"""
    visitor = serving.visitor()
    return visitor, visitor.sign_in(login, password)


def code_of(answer):
    return answer.error.get("code", "ok") if answer.status >= 400 else "ok"


def is_in(visitor):
    return visitor.get("/b/main/home").status == 200


def only_arrival(administrator):
    waiting = administrator.model("/b/main/arrivals")["arrivals"]
    expect_equal(len(waiting), 1, "waiting")
    return waiting[0]


def link(administrator, name):
    """Links the only one who waits with the person of that name."""
    waiting = only_arrival(administrator)
    people = waiting["acts"][0]["fields"][0]["options"]
    chosen = next(option["value"] for option in people if option["label"] == name)
    administrator.act(waiting["acts"][0]["action"], {"person": chosen})
    return waiting


def kinds(administrator):
    rows = administrator.model("/b/main/ledger")["list"]["rows"]
    return [" ".join(cell["text"] or "" for cell in row["cells"]) for row in rows]


def check_coming_in(checks, folder, directory, authority):
    options = ldap_options(folder, directory.tls, authority, "--ldap-group",
                           f"cn=fukushi,{ldap_server.GROUPS}=福祉課", "--ldap-kana",
                           "msDS-PhoneticDisplayName")
    with Serving(folder / "data", *options) as serving:
        administrator = begin(serving)
        with checks.check("somebody new waits until the secretariat says who it is"):
            visitor, answer = sign_in(serving, **OGAWA)
            expect_equal(code_of(answer), "account_waiting", answer.text)
            expect(not is_in(visitor), "nobody is in before that")
            waiting = link(administrator, "小川 直樹")
            expect_equal([waiting[key] for key in ("name", "kana", "login", "number", "sections")],
                         ["小川 直樹", "オガワ ナオキ", "ogawa", "00123", ["福祉課"]], "what it says")
            expect_equal(administrator.model("/b/main/arrivals")["arrivals"], [], "waiting")
        with checks.check("then signs in, as the person they are"):
            visitor, answer = sign_in(serving, **OGAWA)
            expect_equal(code_of(answer), "ok", answer.text)
            expect_equal(visitor.model("/b/main/session")["person"]["name"], "小川 直樹", "person")
        with checks.check("every step stands in the record"):
            text = "\n".join(kinds(administrator))
            for words in ("初めてのサインイン", "庁内の認証の利用者とつないだ", "サインイン"):
                expect(words in text, f"{words}\n{text}")
        check_refusals(checks, serving, directory)
        check_presence_by_directory(checks, serving, administrator)


def check_presence_by_directory(checks, serving, administrator):
    """Who has no password here proves to be there by that of the directory: it is bound with."""
    def people():
        everybody = administrator.model("/b/main/organisation")["organisation"]["people"]
        return {one["name"]: one["id"] for one in everybody}

    with checks.check("a privileged act is proved by binding to the directory again"):
        administrator.act("/b/main/organisation/appointments",
                          {"office": "administrator", "person": people()["小川 直樹"]})
        visitor, _ = sign_in(serving, **OGAWA)
        new = {"name": "林 静", "kana": "ハヤシ シズカ"}
        for wrong in ("wrong-password-1", ISHII["password"]):
            answer = visitor.post("/b/main/organisation/people",
                                  {**new, "presence_password": wrong})
            expect_equal(code_of(answer), "presence_wrong", answer.text)
        expect("林 静" not in people(), "nothing was done")
        visitor.act("/b/main/organisation/people",
                    {**new, "presence_password": OGAWA["password"]})
        expect("林 静" in people(), "done")


def check_refusals(checks, serving, directory):
    with checks.check("an empty password is none, although the directory takes it"):
        done = subprocess.run(["ldapwhoami", "-x", "-H", directory.plain, "-D",
                               f"uid=ogawa,{ldap_server.PEOPLE}", "-w", ""],
                              capture_output=True, text=True, check=False)
        expect_equal(done.returncode, 0, "this directory takes it: " + done.stderr)
        _, answer = sign_in(serving, "ogawa", "")
        expect_equal(code_of(answer), "sign_in_failed", answer.text)
    with checks.check("what is typed never becomes a filter"):
        for login in ("*", "oga*", "ogawa)(uid=*", "*)(objectClass=*"):
            _, answer = sign_in(serving, login, OGAWA["password"])
            expect_equal(code_of(answer), "sign_in_failed", login)
    with checks.check("an unknown name and a wrong password look the same, and take as long"):
        seen, times = set(), {}
        for login in ("ishii", "nobody-at-all", ADMINISTRATOR["login"]):
            began = time.monotonic()
            _, answer = sign_in(serving, login, "wrong-password-1")
            times[login] = time.monotonic() - began
            seen.add((answer.status, answer.text.replace(login, "")))
        expect_equal(len(seen), 1, str(seen))
        expect(min(times.values()) >= 0.3, str(times))
    with checks.check("an account of mamori's own still opens"):
        visitor, _ = sign_in(serving, ADMINISTRATOR["login"], ADMINISTRATOR["password"])
        expect(is_in(visitor), "the administrator is in")


def check_leaving(checks, folder, directory, authority):
    options = ldap_options(folder, directory.tls, authority)
    with checks.check("whoever leaves the directory is out, and their account is closed"):
        with Serving(folder / "data", *options) as serving:
            visitor, _ = sign_in(serving, **OGAWA)
            expect(is_in(visitor), "in before")
            directory.change("ogawa", "shadowExpire", "1")
        with Serving(folder / "data", *options) as serving:  # asks the directory as it starts
            serving_visitor = serving.visitor()
            serving_visitor.cookies = dict(visitor.cookies)
            for _ in range(SECONDS_MAX * 10):
                if not is_in(serving_visitor):
                    break
                time.sleep(0.1)
            expect(not is_in(serving_visitor), "the session has ended")
            _, answer = sign_in(serving, **OGAWA)
            expect_equal(code_of(answer), "sign_in_failed", "expired there")
            administrator = begin(serving, data_is_new=False)
            expect(any("庁内の認証からいなくなり" in line for line in kinds(administrator)),
                   "recorded")
            directory.change("ogawa", "shadowExpire", "-1")
            _, answer = sign_in(serving, **OGAWA)
            expect_equal(code_of(answer), "account_waiting", "coming back is for the secretariat")
    with checks.check("a directory in which nobody is found closes nobody's account"):
        options = ldap_options(folder, directory.tls, authority, "--ldap-filter", "(uid=nobody)",
                               "--ldap-link", "login")
        with Serving(folder / "data2", *ldap_options(folder, directory.tls, authority)) as serving:
            administrator = begin(serving)
            sign_in(serving, **ISHII)
            link(administrator, "石井 由美")
        with Serving(folder / "data2", *options) as serving:
            for _ in range(SECONDS_MAX * 10):
                if "directory_empty" in serving.log():
                    break
                time.sleep(0.1)
            expect("directory_empty" in serving.log(), "said in the log")
            administrator = begin(serving, data_is_new=False)
            expect(not any("いなくなり" in line for line in kinds(administrator)), "nobody left")


def check_protection(checks, folder, directory, authority):
    """What of the directory's password crosses the network, and to whom."""
    with checks.check("StartTLS signs people in"):
        options = ldap_options(folder, directory.plain, authority, "--ldap-starttls")
        with Serving(folder / "tls", *options) as serving:
            _, answer = sign_in(serving, **OGAWA)
            expect_equal(code_of(answer), "account_waiting", answer.text)
    with checks.check("where somebody strips StartTLS, no password is sent"):
        between = Between(directory.port)
        options = ldap_options(folder, between.url, authority, "--ldap-starttls")
        with Serving(folder / "strip", *options) as serving:
            _, answer = sign_in(serving, **OGAWA)
            expect_equal(code_of(answer), "directory_unavailable", answer.text)
        expect(Between.START_TLS in between.heard, "TLS was asked for")
        for secret in (OGAWA["password"], ldap_server.READER_PASSWORD):
            expect(secret.encode() not in between.heard, "heard on the network")
    with checks.check("a directory with another's certificate is not believed"):
        other = CertificateAuthority(folder / "other-ca")
        with Serving(folder / "ca", *ldap_options(folder, directory.tls, other)) as serving:
            _, answer = sign_in(serving, **OGAWA)
            expect_equal(code_of(answer), "directory_unavailable", answer.text)
    with checks.check("without TLS mamori does not start"):
        for server, more in ((directory.plain, []), ("ldap://192.0.2.1", ["--ldap-plain"])):
            done = subprocess.run([str(BINARY), "serve", "--data", str(folder / "plain"), "--port",
                                   "0", *map(str, ldap_options(folder, server, authority, *more))],
                                  capture_output=True, text=True, timeout=60, check=False)
            expect_equal(done.returncode, 2, done.stdout + done.stderr)
            expect("[directory_settings]" in done.stderr, done.stderr)
    with checks.check("a password file others may read is refused"):
        reader = secret_file(folder, "open.secret", ldap_server.READER_PASSWORD)
        reader.chmod(0o644)
        options = ldap_options(folder, directory.tls, authority, reader=reader)
        done = subprocess.run([str(BINARY), "serve", "--data", str(folder / "plain"), "--port",
                               "0", *map(str, options)],
                              capture_output=True, text=True, timeout=60, check=False)
        expect("[file_exposed]" in done.stderr, done.stdout + done.stderr)
    with checks.check("a directory that hangs delays nobody beyond its time"):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"ldaps://127.0.0.1:{silent.getsockname()[1]}"
            with Serving(folder / "hang", *ldap_options(folder, url, authority)) as serving:
                began = time.monotonic()
                _, answer = sign_in(serving, **OGAWA)
                expect_equal(code_of(answer), "directory_unavailable", answer.text)
                expect(time.monotonic() - began < 12, "answered in time")


def check_windows(checks, folder, directory, authority):
    options = ldap_options(folder, directory.tls, authority, "--ldap-type", "active-directory")
    with Serving(folder / "windows", *options) as serving:
        administrator = begin(serving)
        with checks.check("a directory like Active Directory: sAMAccountName, objectGUID"):
            sign_in(serving, **ISHII)
            waiting = link(administrator, "石井 由美")
            expect_equal([waiting["login"], waiting["number"], waiting["kana"]],
                         ["ishii", "00124", "イシイ ユミ"], "what it says")
            visitor, _ = sign_in(serving, **ISHII)
            expect(is_in(visitor), "in")
        with checks.check("an account disabled there opens no more"):
            directory.change("ishii", "userAccountControl", "514")
            _, answer = sign_in(serving, **ISHII)
            expect_equal(code_of(answer), "sign_in_failed", answer.text)
            directory.change("ishii", "userAccountControl", "512")


def check_pattern_and_linking(checks, folder, directory, authority):
    with checks.check("names made by a pattern need no account to look people up"):
        options = ["--ldap", directory.tls, "--ldap-ca", authority.ca, "--ldap-base",
                   ldap_server.PEOPLE, "--ldap-dn", f"uid={{login}},{ldap_server.PEOPLE}",
                   "--ldap-link", "login"]
        with Serving(folder / "pattern", *options) as serving:
            administrator = begin(serving)
            _, answer = sign_in(serving, **ISHII)
            expect_equal(code_of(answer), "account_waiting", "no account of that name")
            _, answer = sign_in(serving, "ishii,ou=people", ISHII["password"])
            expect_equal(code_of(answer), "sign_in_failed", "a comma stays in the name")
            people = administrator.model("/b/main/organisation")["organisation"]["people"]
            ogawa = next(one for one in people if one["name"] == "小川 直樹")
            administrator.act(ogawa["account"]["issue"]["action"], {"login": "ogawa"})
            visitor, answer = sign_in(serving, **OGAWA)
            expect(is_in(visitor), "linked by the login of the account: " + answer.text)


def ask_nobody_for_a_second_factor(administrator):
    """With --public-url administrators would need one; here it is about the first."""
    administrator.act("/b/main/accounts/rules", {
        "password_characters_min": "12", "past_passwords": "5", "password_days": "0",
        "presence_minutes": "30", "second_factor_for_all": "no"})


class Round:
    """A mamori with a provider."""

    def __init__(self, folder, authority, algorithm="ES256"):
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        self.authority = authority
        self.provider = oidc_provider.Provider(
            folder / "provider", authority, f"{url}/b/main/sign-in/provider/back", algorithm)
        secret = secret_file(folder, "client.secret", oidc_provider.SECRET)
        with Serving(folder / "data") as serving:
            ask_nobody_for_a_second_factor(begin(serving))
        self.serving = Serving(folder / "data", "--public-url", url, "--oidc-issuer",
                               self.provider.issuer, "--oidc-client-id", oidc_provider.CLIENT,
                               "--oidc-client-secret", secret, "--oidc-ca", authority.ca,
                               "--oidc-label", "みもり認証", port=port)

    def go(self, visitor, by="sign-in"):
        """To the provider, as the browser goes; returns where that sends it back to."""
        answer = visitor.page(f"/b/main/{by}/provider?next=/b/main/organisation")
        expect_equal(answer.status, 303, answer.text)
        context = ssl.create_default_context(cafile=self.authority.ca)
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context),
                                             urllib.request.ProxyHandler({}), StayHere())
        with opener.open(answer.headers["Location"], timeout=20) as there:
            return there.headers["Location"].split("/b/main", 1)[1]

    def sign_in(self, visitor):
        return visitor.get("/b/main" + self.go(visitor))


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None

    def http_error_302(self, req, fp, code, msg, headers):
        return fp


def check_provider(checks, folder, authority):
    for algorithm in ("ES256", "RS256", "EdDSA"):
        place = folder / algorithm
        place.mkdir()
        there = Round(place, authority, algorithm)
        with there.serving:
            administrator = begin(there.serving, data_is_new=False)
            with checks.check(f"the provider's people come in ({algorithm})"):
                visitor = there.serving.visitor()
                expect_equal(code_of(there.sign_in(visitor)), "account_waiting", "first")
                expect_equal(only_arrival(administrator)["source"], "みもり認証", "source")
                link(administrator, "小川 直樹")
                answer = there.sign_in(visitor)
                expect_equal(code_of(answer), "ok", answer.text)
                expect_equal(answer.json["person"]["name"], "小川 直樹", "person")
                expect_equal(answer.json["href"], "/b/main/organisation", "where it wanted to go")
            if algorithm == "ES256":
                check_wrong_tokens(checks, there)
                check_browser_binding(checks, there)
                check_rotation(checks, there, place)
                check_pages(checks, there)
                check_presence(checks, there)
                check_signed_out_there(checks, there)


def check_wrong_tokens(checks, there):
    for what, make in oidc_provider.Wrong(there.provider).all().items():
        with checks.check(f"refused: {what}"):
            there.provider.make_token = make
            visitor = there.serving.visitor()
            answer = there.sign_in(visitor)
            expect(code_of(answer).startswith("token_"), answer.text)
            expect(not is_in(visitor), "nobody is in")
    there.provider.make_token = None


def check_browser_binding(checks, there):
    with checks.check("a link to come back by works only in the browser that went, and once"):
        went, other = there.serving.visitor(), there.serving.visitor()
        back = there.go(went)
        expect_equal(code_of(other.get("/b/main" + back)), "sign_in_state", "no flow at all")
        there.go(other)
        expect_equal(code_of(other.get("/b/main" + back)), "sign_in_state", "another flow")
        expect_equal(code_of(went.get("/b/main" + back)), "ok", "the one that went")
        expect(code_of(went.get("/b/main" + back)) != "ok", "once")
    with checks.check("afterwards only to addresses of this body"):
        visitor = there.serving.visitor()
        answer = visitor.page("/b/main/sign-in/provider?next=https://evil.example/")
        cookie = next(value for name, value in visitor.cookies.items() if "provider" in name)
        expect("evil" not in cookie and answer.status == 303, cookie)


def check_rotation(checks, there, place):
    with checks.check("the provider changes its key"):
        old = there.provider.keys[0]
        there.provider.keys = [oidc_provider.SigningKey(place, "EdDSA", "key-2"), old]
        visitor = there.serving.visitor()
        for _ in range(SECONDS_MAX + 10):  # a key unknown is looked for every ten seconds
            answer = there.sign_in(visitor)
            if code_of(answer) == "ok":
                break
            time.sleep(1)
        expect_equal(code_of(answer), "ok", answer.text)


def check_presence(checks, there):
    def shown(visitor):
        return visitor.page("/b/main" + there.go(visitor, "presence"))

    with checks.check("who has no password here shows to be there by being asked at the provider"):
        visitor = there.serving.visitor()
        expect_equal(code_of(there.sign_in(visitor)), "ok", "in")
        page = visitor.page("/b/main/presence").text
        expect("みもり認証で確かめる" in page and "自分のパスワード" not in page, page)
        answer = shown(visitor)
        expect_equal((answer.status, answer.headers["Location"]), (303, "/b/main/organisation"))
    with checks.check("a provider that lets them in as known shows nothing"):
        there.provider.asks_anew = False
        expect_equal(shown(visitor).status, 403)
        there.provider.asks_anew = True
    with checks.check("nor does somebody else at the provider"):
        ogawa = there.provider.person
        there.provider.person = {**ogawa, "sub": "another"}
        expect_equal(shown(visitor).status, 403)
        there.provider.person = ogawa


def check_signed_out_there(checks, there):
    address = "/b/main/sign-in/provider/signed-out"
    visitor = there.serving.visitor()
    there.sign_in(visitor)
    with checks.check("a token that is no logout token ends nothing"):
        for changed in ({"events": {}}, {"nonce": "1"}, {"aud": "others"}):
            token = there.provider.logout_token(**changed)
            answer = there.serving.visitor().post(address, {"logout_token": token})
            expect(answer.status in (400, 401), f"{changed}: {answer.status}")
        expect(is_in(visitor), "still in")
    with checks.check("who signs out at the provider is signed out here"):
        token = there.provider.logout_token()
        answer = there.serving.visitor().post(address, {"logout_token": token})
        expect_equal(answer.status, 200, answer.text)
        expect(not is_in(visitor), "out")


def check_pages(checks, there):
    visitor = there.serving.visitor()
    with checks.check("the sign-in page offers the provider, signing out does too"):
        page = visitor.page("/b/main/sign-in").text
        expect("みもり認証でサインインする" in page, page)
        page = visitor.page("/b/main/signed-out").text
        expect("みもり認証からもサインアウトする" in page, page)
        answer = visitor.page("/b/main/signed-out/provider")
        expect(answer.headers["Location"].startswith(there.provider.issuer + "/logout?"),
               str(answer.headers))


def main():
    checks = Checks("directory")
    if not pathlib.Path("/usr/sbin/slapd").exists():
        with checks.check("slapd"):
            raise Skip("slapd is not installed")
    with tempfile.TemporaryDirectory(prefix="mamori-directory-") as name:
        folder = pathlib.Path(name)
        authority = CertificateAuthority(folder / "ca")
        check_provider(checks, folder, authority)
        with Slapd(folder / "slapd", authority, ENTRIES) as directory:
            check_coming_in(checks, folder, directory, authority)
            check_leaving(checks, folder, directory, authority)
            check_protection(checks, folder, directory, authority)
            check_windows(checks, folder, directory, authority)
            check_pattern_and_linking(checks, folder, directory, authority)
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
