"""The program on a day of its own, whatever day it is here."""

import datetime
import pathlib

from program import Serving

LIBRARY = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def clock_at(time):
    """What a program is started with to see that time (as libfaketime writes it).

    Not the command `faketime`: it stands before the program, dies of a signal to both at once, and
    whoever waits for it starts the next program while the first still holds its data.
    """
    return {"LD_PRELOAD": str(LIBRARY), "FAKETIME": time, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def days_later(days):
    """The environment of a program that is started that many days from now."""
    return clock_at(f"+{days}d")


def serving_on(day, data, *arguments, hour=8):
    """`mamori serve` with its clock on that day, from then on running as any clock does."""
    return Serving(data, *arguments, environment={
        "TZ": "Asia/Tokyo", **clock_at(f"@{day} {hour:02}:30:00")})


def working_days(first, count):
    """The days of the office among `count` days; 29 December to 3 January are free."""
    for number in range(count):
        day = first + datetime.timedelta(days=number)
        new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
        if day.weekday() < 5 and not new_year:
            yield day
