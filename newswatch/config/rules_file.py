"""A file of rules that are to be tried before they are put to use."""

from __future__ import annotations

from pathlib import Path

from newswatch.config.files import read_text
from newswatch.config.outlet_table import outlet_mistakes
from newswatch.config.shapes import outlet_data
from newswatch.config.site_config import read_site_config
from newswatch.config.syntax import parse
from newswatch.config.validation import validated
from newswatch.errors import ConfigErrors
from newswatch.model import Outlet, Rules


def rules_in(path: Path) -> tuple[Rules, ...]:
    """The rules of *path*: TOML with `[[rules]]`, or a site config file (`*.txt`).

    The TOML may be a whole outlet's file. Raises ConfigError or ConfigErrors if it
    cannot be read.
    """
    text = read_text(path, shown=str(path))
    if path.suffix == ".txt":
        return (read_site_config(text).rules,)
    document = parse(text, file=str(path))
    data = outlet_data(document.data, "tried")
    outlet, mistakes = validated(Outlet, document, data)
    mistakes += outlet_mistakes(document)
    if outlet is None or mistakes:
        raise ConfigErrors(mistakes)
    return outlet.rules
