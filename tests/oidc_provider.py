"""A small OpenID Connect provider over TLS, which can also be told to do wrong.

Keys and signatures are made by openssl. Everybody who is sent there is signed in at once as
`person`; a code is good once, for the client, address and challenge it was given for.
"""

import base64
import hashlib
import hmac
import http.server
import json
import secrets
import ssl
import subprocess
import threading
import time
import urllib.parse

CLIENT = "mamori"
SECRET = "known-to-both"


def encoded(data):
    if isinstance(data, (dict, list)):
        data = json.dumps(data).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True,
                          input=data).stdout


def numbers_of(der):
    """The two numbers of an ECDSA signature, 32 bytes each, out of their DER."""
    at, numbers = 2, b""
    for _ in range(2):
        length = der[at + 1]
        numbers += der[at + 2:at + 2 + length].lstrip(b"\0").rjust(32, b"\0")
        at += 2 + length
    return numbers


class SigningKey:
    GENERATE = {"RS256": ("RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
                "ES256": ("EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
                "EdDSA": ("ED25519",)}

    def __init__(self, folder, algorithm, name):
        self.algorithm, self.name = algorithm, name
        self.file = folder / f"{name}-{secrets.token_hex(4)}.pem"
        openssl("genpkey", "-algorithm", *self.GENERATE[algorithm], "-out", self.file)
        self.public = openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")

    def jwk(self):
        members = {"kid": self.name, "use": "sig", "alg": self.algorithm}
        if self.algorithm == "ES256":
            return {**members, "kty": "EC", "crv": "P-256", "x": encoded(self.public[-64:-32]),
                    "y": encoded(self.public[-32:])}
        if self.algorithm == "EdDSA":
            return {**members, "kty": "OKP", "crv": "Ed25519", "x": encoded(self.public[-32:])}
        modulus = openssl("rsa", "-in", self.file, "-modulus", "-noout").decode().split("=")[1]
        return {**members, "kty": "RSA", "e": "AQAB", "n": encoded(bytes.fromhex(modulus.strip()))}

    def signature(self, text):
        if self.algorithm == "EdDSA":
            file = self.file.with_suffix(".txt")
            file.write_bytes(text)
            return openssl("pkeyutl", "-sign", "-inkey", self.file, "-rawin", "-in", file)
        made = openssl("dgst", "-sha256", "-sign", self.file, data=text)
        return numbers_of(made) if self.algorithm == "ES256" else made

    def token(self, claims, header=None):
        head = header or {"alg": self.algorithm, "typ": "JWT", "kid": self.name}
        text = f"{encoded(head)}.{encoded(claims)}"
        return f"{text}.{encoded(self.signature(text.encode()))}"


class Wrong:
    """What a provider, or somebody in its place, might do: each makes a token of the right one."""

    def __init__(self, provider):
        self.provider = provider
        self.other = SigningKey(provider.folder, "ES256", provider.keys[0].name)

    def all(self):
        return {"another nonce": self._claims(nonce="of-another"),
                "an expired token": self._claims(exp=int(time.time()) - 600),
                "a token of tomorrow": self._claims(iat=int(time.time()) + 86400),
                "another audience": self._claims(aud="others"),
                "another issuer": self._claims(iss="https://127.0.0.1:1"),
                "a swapped key": self.other.token,
                "alg none": self._none,
                "an HMAC with the public key": self._hmac,
                "no token": lambda claims: ""}

    def _claims(self, **changed):
        return lambda claims: self.provider.keys[0].token({**claims, **changed})

    def _none(self, claims):
        head = {"alg": "none", "kid": self.provider.keys[0].name}
        return f"{encoded(head)}.{encoded(claims)}."

    def _hmac(self, claims):
        head = {"alg": "HS256", "kid": self.provider.keys[0].name}
        text = f"{encoded(head)}.{encoded(claims)}"
        known = json.dumps(self.provider.keys[0].jwk()).encode()
        return f"{text}.{encoded(hmac.digest(known, text.encode(), 'sha256'))}"


class Provider:
    def __init__(self, folder, authority, redirect_uri, algorithm="ES256"):
        folder.mkdir()
        self.folder = folder
        self.redirect_uri = redirect_uri
        self.keys = [SigningKey(folder, algorithm, "key-1")]
        self.person = {"sub": "f81d4fae", "preferred_username": "ogawa", "name": "小川 直樹"}
        self.make_token = None  # None: as it should be
        self.asks_anew = True  # when it is told to
        self.asked = []  # paths, in order
        self._codes = {}
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.certificate("provider"))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.issuer = f"https://127.0.0.1:{self.server.server_port}/realms/mimori"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def description(self):
        return {"issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "end_session_endpoint": f"{self.issuer}/logout",
                "authorization_response_iss_parameter_supported": True,
                "code_challenge_methods_supported": ["S256"]}

    def authorize(self, asked):
        """Where the browser is sent back to."""
        for name, value in {"response_type": "code", "client_id": CLIENT,
                            "redirect_uri": self.redirect_uri,
                            "code_challenge_method": "S256"}.items():
            if asked.get(name) != value:
                raise ValueError(f"{name}: {asked.get(name)}")
        code = secrets.token_urlsafe(16)
        told = asked.get("prompt") == "login" and asked.get("max_age") == "0"
        asked_at = time.time() if told and self.asks_anew else time.time() - 3600
        self._codes[code] = (asked["code_challenge"], asked["nonce"], int(asked_at))
        return self.redirect_uri + "?" + urllib.parse.urlencode(
            {"code": code, "state": asked["state"], "iss": self.issuer})

    def redeem(self, form, authorization):
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge, nonce, asked_at = self._codes.pop(form["code"])
        right = encoded(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (authorization != f"Basic {basic}" or right != challenge
                or form["redirect_uri"] != self.redirect_uri):
            raise ValueError("not the one it was given to")
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce,
                  "auth_time": asked_at, **self.person}
        make = self.make_token or self.keys[0].token
        return {"id_token": make(claims), "access_token": "unused", "token_type": "Bearer"}

    def logout_token(self, **changed):
        """What a provider sends when somebody signs out there (Back-Channel Logout)."""
        now = int(time.time())
        event = "http://schemas.openid.net/event/backchannel-logout"
        return self.keys[0].token({"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120,
                                   "jti": secrets.token_hex(8), "sub": self.person["sub"],
                                   "events": {event: {}}, **changed})

    def answer(self, path, query, form, authorization):
        """(status, body or address to go to)"""
        self.asked.append(path)
        pages = {"/realms/mimori/.well-known/openid-configuration": self.description,
                 "/realms/mimori/keys": lambda: {"keys": [key.jwk() for key in self.keys]}}
        if path in pages:
            return 200, pages[path]()
        try:
            if path == "/realms/mimori/authorize":
                return 302, self.authorize(query)
            if path == "/realms/mimori/token":
                return 200, self.redeem(form, authorization)
        except (KeyError, ValueError) as wrong:
            return 400, {"error": "invalid_grant", "error_description": str(wrong)}
        return 404, {}

    def _handler(self):
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                self._answer({})

            def do_POST(self):  # pylint: disable=invalid-name
                length = int(self.headers.get("Content-Length", 0))
                self._answer(dict(urllib.parse.parse_qsl(self.rfile.read(length).decode())))

            def _answer(self, form):
                url = urllib.parse.urlsplit(self.path)
                status, said = provider.answer(url.path, dict(urllib.parse.parse_qsl(url.query)),
                                               form, self.headers.get("Authorization"))
                body = b"" if status == 302 else json.dumps(said).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", said)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
