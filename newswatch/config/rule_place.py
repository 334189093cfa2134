"""Where an outlet's rule is written, for whoever has to mend it."""

from __future__ import annotations

from pathlib import Path as FilePath

from newswatch.config.configuration import Configuration
from newswatch.config.document import EACH, Document
from newswatch.config.files import catalogue_files, read_text
from newswatch.config.positions import Path
from newswatch.config.syntax import parse
from newswatch.errors import ConfigError, Place


def rule_place(
    configuration: Configuration,
    outlet_id: str,
    key: str,
    index: int,
    file: FilePath | None = None,
) -> Place:
    """The place of *key* in the outlet's rules number *index*, counted from 0.

    *file* is one that its rules were taken from in place of its own. The file alone
    where it cannot be read, or has no such line any more.
    """
    origin = configuration.origins.get(outlet_id)
    shown = str(file or origin or f"newswatch/outlets/{outlet_id}.toml")
    try:
        if file or origin:
            text = read_text(file or configuration.folder / shown, shown=shown)
        else:
            text = dict(catalogue_files())[f"{outlet_id}.toml"]
        document = parse(text, file=shown)
    except (ConfigError, KeyError):
        return Place(file=shown)
    return document.place((*_table_of(document, outlet_id), "rules", index, key))


def _table_of(document: Document, outlet_id: str) -> Path:
    """The path of an outlet that stands inline in a schedule; () in its own file."""
    for path, id_ in document.leaves("outlet", EACH, "id"):
        if id_ == outlet_id:
            return path[:-1]
    return ()
