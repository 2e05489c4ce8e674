"""The program on a day of its own, whatever day it is here."""

import datetime
import pathlib

from program import Serving

LIBRARY = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def serving_on(day, data, *arguments, hour=8):
    """`mamori serve` with its clock on that day, from then on running as any clock does."""
    return Serving(data, *arguments, environment={
        "TZ": "Asia/Tokyo", "LD_PRELOAD": str(LIBRARY), "FAKETIME": f"@{day} {hour:02}:30:00",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1"})


def working_days(first, count):
    """The days of the office among `count` days; 29 December to 3 January are free."""
    for number in range(count):
        day = first + datetime.timedelta(days=number)
        new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
        if day.weekday() < 5 and not new_year:
            yield day
