#!/usr/bin/python3
"""Writes the passwords that were found most often where passwords were stolen: one a line, sorted
by bytes, of 8 characters and more (shorter ones are too short anyway). They come with Debian's
python3-zxcvbn (MIT licence, © 2012–2013 Dropbox, Inc., 2016 Daniel Wolf)."""

import pathlib
import sys

from zxcvbn.frequency_lists import FREQUENCY_LISTS

CHARACTERS_MIN = 8

words = {word.lower() for word in FREQUENCY_LISTS["passwords"] if len(word) >= CHARACTERS_MIN}
pathlib.Path(sys.argv[1]).write_text("".join(f"{word}\n" for word in sorted(words)), "ascii")
