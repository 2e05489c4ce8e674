"""A real LDAP server (slapd) of a test's own: on the loopback, in a folder, unprivileged."""

import pathlib
import shutil
import socket
import subprocess
import threading
import time

STARTING_SECONDS_MAX = 20
SUFFIX = "dc=mimori,dc=example"
PEOPLE = f"ou=people,{SUFFIX}"
GROUPS = f"ou=groups,{SUFFIX}"
ROOT = f"cn=root,{SUFFIX}"
ROOT_PASSWORD = "root-of-the-test"
READER = f"cn=mamori,{SUFFIX}"
READER_PASSWORD = "reads-the-directory"

# What Active Directory has beside the standard attributes, with its own numbers.
WINDOWS_SCHEMA = """
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.159 NAME 'accountExpires' EQUALITY integerMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.35 NAME 'employeeID' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.1946 NAME 'msDS-PhoneticDisplayName' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9 NAME 'windowsUser' SUP top AUXILIARY
  MAY ( sAMAccountName $ userAccountControl $ accountExpires $ objectGUID $ employeeID $
        msDS-PhoneticDisplayName ) )
"""

# An empty password counts as anonymous here and succeeds, as on many servers in use.
CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
include {folder}/windows.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
allow bind_anon_cred bind_anon_dn
pidfile {folder}/slapd.pid
TLSCACertificateFile {ca}
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}
database mdb
suffix "{suffix}"
rootdn "{root}"
rootpw {root_password}
directory {folder}/data
maxsize 16777216
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="{suffix}" by dn.exact="{reader}" read by self read by anonymous auth by * none
"""

TREE = f"""
dn: {SUFFIX}
objectClass: dcObject
objectClass: organization
dc: mimori
o: mimori

dn: {PEOPLE}
objectClass: organizationalUnit
ou: people

dn: {GROUPS}
objectClass: organizationalUnit
ou: groups

dn: {READER}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: mamori
userPassword: {READER_PASSWORD}
"""


def person(login, name, kana, number, password, windows_id):
    """An entry as both kinds of directory have it."""
    return f"""
dn: uid={login},{PEOPLE}
objectClass: inetOrgPerson
objectClass: shadowAccount
objectClass: windowsUser
uid: {login}
cn: {name}
sn: {name.split()[0]}
displayName: {name}
msDS-PhoneticDisplayName: {kana}
employeeNumber: {number}
employeeID: {number}
sAMAccountName: {login}
userAccountControl: 512
objectGUID: {windows_id}
userPassword: {password}
"""


def group(name, members):
    lines = "\n".join(f"member: uid={login},{PEOPLE}" for login in members)
    return f"\ndn: cn={name},{GROUPS}\nobjectClass: groupOfNames\ncn: {name}\n{lines}\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Slapd:
    """Serves the tree above and what is added to it."""

    def __init__(self, folder, authority, entries):
        self.folder = folder
        (folder / "data").mkdir(parents=True)
        # A copy of the program: on machines with AppArmor the packaged one may not leave /etc/ldap.
        shutil.copy("/usr/sbin/slapd", folder / "slapd")
        (folder / "windows.schema").write_text(WINDOWS_SCHEMA)
        certificate, key = authority.certificate("directory")
        (folder / "slapd.conf").write_text(CONFIG.format(
            folder=folder, ca=authority.ca, certificate=certificate, key=key, suffix=SUFFIX,
            root=ROOT, root_password=ROOT_PASSWORD, reader=READER))
        self.port, self.tls_port = free_port(), free_port()
        self.plain = f"ldap://127.0.0.1:{self.port}"
        self.tls = f"ldaps://127.0.0.1:{self.tls_port}"
        self.process = None
        self.start()
        self.add(TREE + "".join(entries))

    def start(self):
        with (self.folder / "slapd.log").open("a") as log:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                [str(self.folder / "slapd"), "-d", "0", "-f", str(self.folder / "slapd.conf"),
                 "-h", f"{self.plain}/ {self.tls}/"], stdout=log, stderr=log)
        until = time.monotonic() + STARTING_SECONDS_MAX
        while time.monotonic() < until and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.tls_port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("slapd did not start:\n" + (self.folder / "slapd.log").read_text())

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def _tool(self, name, text, *arguments):
        done = subprocess.run([name, "-x", "-H", self.plain, "-D", ROOT, "-w", ROOT_PASSWORD,
                               *arguments], input=text, text=True, capture_output=True,
                              timeout=30, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{name}: {done.stderr}")

    def add(self, text):
        self._tool("ldapadd", text)

    def change(self, login, attribute, value):
        self._tool("ldapmodify", f"dn: uid={login},{PEOPLE}\nchangetype: modify\n"
                                 f"replace: {attribute}\n{attribute}: {value}\n")

    def remove(self, login):
        self._tool("ldapdelete", "", f"uid={login},{PEOPLE}")


class Between:
    """Stands between mamori and the directory, as somebody on the network might: hears everything,
    and answers a request for StartTLS itself: that there is none."""

    START_TLS = b"1.3.6.1.4.1.1466.20037"

    def __init__(self, port):
        self.heard = b""
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"ldap://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            client, _ = self._listening.accept()
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client):
        with client, socket.create_connection(("127.0.0.1", self._port)) as server:
            threading.Thread(target=self._pass_back, args=(server, client), daemon=True).start()
            while data := client.recv(65536):
                self.heard += data
                if self.START_TLS in data:
                    # LDAPMessage 1, ExtendedResponse: protocolError, no names, no text
                    client.sendall(bytes.fromhex("300c02010178070a010204000400"))
                else:
                    server.sendall(data)

    @staticmethod
    def _pass_back(server, client):
        try:
            while data := server.recv(65536):
                client.sendall(data)
        except OSError:
            pass


def secret_file(folder, name, text):
    file = pathlib.Path(folder) / name
    file.write_text(text + "\n")
    file.chmod(0o600)
    return file
