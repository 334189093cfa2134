"""load_around(): what can be used of a configuration with mistakes, for looking only.

A daemon goes on by what a file said before its mistake; whoever asks how that daemon
does must not be turned away for it. Nothing may be crawled by what this returns.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from newswatch.config.configuration import Configuration
from newswatch.config.load import load
from newswatch.config.options_table import FILE as OPTIONS_FILE
from newswatch.errors import ConfigErrors


def load_around(
    folder: Path, env: Mapping[str, str] = os.environ
) -> tuple[Configuration, ConfigErrors | None]:
    """The configuration without the files that have mistakes, and these.

    Raises ConfigErrors for a mistake in newswatch.toml, which says where the state
    is, and where it cannot be said which file is to blame.
    """
    told: ConfigErrors | None = None
    without: dict[str, str | None] = {}
    while True:
        try:
            return load(folder, env, instead=without), told
        except ConfigErrors as error:
            told = told or error
            named = {each.place.file for each in error.errors if each.place}
            unplaced = any(each.place is None for each in error.errors)
            if unplaced or OPTIONS_FILE in named or named & without.keys():
                raise told from None
            without |= dict.fromkeys(named)
