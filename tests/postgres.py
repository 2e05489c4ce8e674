"""A PostgreSQL server of the test's own: made, started, stopped and gone with its `with` block."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

PROGRAMS = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"),
                  key=lambda folder: int(folder.parent.name))
SECONDS_TO_START = 60


def available():
    return bool(PROGRAMS)


def _is_alive(pid):
    try:
        status = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


class Server:
    """One server on a unix socket in a folder of its own; a standby when `primary` is given."""

    def __init__(self, settings=None, primary=None, on_disk=False):
        memory = pathlib.Path("/dev/shm")
        parent = None if on_disk or not memory.is_dir() else memory
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mamori_pg_", dir=parent))
        self.data = self.folder / "data"
        self.settings = {"listen_addresses": "", "unix_socket_directories": self.folder,
                         "max_connections": 200, **(settings or {})}
        self.environment = dict(os.environ)  # of the server
        self.user = unprivileged_user()
        if self.user:
            shutil.chown(self.folder, self.user)
        self.folder.chmod(0o755)
        if primary:
            self._program("pg_basebackup", "-D", self.data, "-h", primary.folder, "-U", "mamori",
                          "-R", "-X", "stream", "-c", "fast")
        else:
            self._program("initdb", "-D", self.data, "-U", "mamori", "-A", "trust", "-E", "UTF8",
                          "--locale=C.UTF-8", "--no-sync")
        self.process = None

    @property
    def url(self):
        """What libpq takes."""
        return url_of(self)

    def start(self):
        options = [word for name, value in self.settings.items()
                   for word in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            self._as_user([PROGRAMS[-1] / "postgres", "-D", self.data, *options]),
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment)
        until = time.monotonic() + SECONDS_TO_START
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("PostgreSQL did not start: " + self.log_text())
            time.sleep(0.1)
        return self

    def answers(self):
        return subprocess.run([PROGRAMS[-1] / "pg_isready", "-q", "-h", self.folder],
                              check=False).returncode == 0

    def sql(self, statement):
        done = subprocess.run([PROGRAMS[-1] / "psql", "-XAtq", self.url, "-c", statement],
                              check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def promote(self):
        self._program("pg_ctl", "-D", self.data, "promote")

    def kill(self):
        """As when the machine loses its power."""
        os.kill(self._postmaster(), signal.SIGSTOP)  # no child is born while they are counted
        killed = [*self._children(), self._postmaster()]
        for pid in killed:
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                pass
        self.process.wait(30)
        # The next refuses to start while one of them still holds the memory they shared.
        until = time.monotonic() + SECONDS_TO_START
        while any(map(_is_alive, killed)) and time.monotonic() < until:
            time.sleep(0.01)

    def stop(self):
        if self.process and self.process.poll() is None:
            os.kill(self._postmaster(), 3)  # SIGQUIT: the data is not needed again
            self.process.wait(30)

    def log_text(self):
        return (self.folder / "log").read_text(errors="replace")[-2000:]

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _postmaster(self):
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def _children(self):
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self._postmaster())],
                                check=False, capture_output=True, text=True)
        return [int(pid) for pid in listed.stdout.split()]

    def _program(self, name, *arguments):
        done = subprocess.run(self._as_user([PROGRAMS[-1] / name, *arguments]), check=False,
                              capture_output=True, text=True, cwd=self.folder)
        if done.returncode != 0:
            raise RuntimeError(f"{name}: {done.stderr}")

    def _as_user(self, command):
        words = [str(word) for word in command]
        return ["setpriv", f"--reuid={self.user}", "--clear-groups", *words] if self.user else words


def url_of(*servers):
    """Of several, the one that takes writes is used."""
    folders = ",".join(str(server.folder) for server in servers)
    choice = "&target_session_attrs=read-write" if len(servers) > 1 else ""
    return f"postgresql://mamori@/postgres?host={folders}{choice}"


def unprivileged_user():
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
