"""A certification authority of a test's own, and certificates for servers on the loopback."""

import subprocess

EXTENSIONS = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Test Authority
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[server]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1,DNS:localhost
[stamping]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
"""
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class CertificateAuthority:
    def __init__(self, folder):
        folder.mkdir(parents=True)
        self.folder = folder
        self.ca = folder / "ca.pem"
        (folder / "config").write_text(EXTENSIONS)
        self._openssl("req", "-x509", "-config", "config", "-extensions", "ca", *KEY,
                      "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650")

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def certificate(self, name, purpose="server"):
        """(certificate, key): of a server on the loopback, or for another `purpose` (a section)."""
        self._openssl("req", "-config", "config", *KEY, "-keyout", f"{name}.key",
                      "-out", f"{name}.csr")
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                      "-CAcreateserial", "-extfile", "config", "-extensions", purpose,
                      "-out", f"{name}.pem", "-days", "3650")
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"
