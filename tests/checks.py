"""Counting checks the same way in every test program written in Python.

    checks = Checks("newcomer")
    with checks.check("the help is in Japanese"):
        assert "規程" in output
    sys.exit(checks.close())

close() prints the line that tests/run.py adds up: "N passed, N failed, N skipped".
"""

import contextlib
import sys
import traceback


class Skip(Exception):
    """Raised within a check that cannot be made here; the text says why."""


class Checks:
    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failed = 0
        self.skipped = 0

    @contextlib.contextmanager
    def check(self, what):
        try:
            yield
        except Skip as reason:
            self.skipped += 1
            print(f"skipped  {what}: {reason}", flush=True)
        except Exception as error:  # whatever went wrong, the other checks go on
            self.failed += 1
            print(f"FAILED   {what}\n{_where_and_why(error)}", flush=True)
        else:
            self.passed += 1
            print(f"ok       {what}", flush=True)

    def close(self):
        """Prints the closing line; returns the exit code."""
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        return 1 if self.failed or not self.passed else 0


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def expect_equal(actual, wanted, what=""):
    if actual != wanted:
        raise AssertionError(f"{what}: " * bool(what) + f"is {actual!r}, should be {wanted!r}")


def _where_and_why(error):
    frames = traceback.extract_tb(error.__traceback__)
    here = [frame for frame in frames if "/tests/" in frame.filename] or frames
    places = "\n".join(f"    {frame.filename}:{frame.lineno}: {frame.line}" for frame in here[1:])
    return f"{places}\n    {type(error).__name__}: {error}"


if __name__ == "__main__":
    sys.exit(__doc__)
