"""reload(): the configuration after its files have changed, while a daemon lives by it.

1. All files are read. Without a mistake they are in force as they stand.
2. A file with a mistake keeps its old text; a new one is passed over. Then all is read
   again, for what the others say must fit together with it.
3. Where that cannot be had, the whole old configuration goes on.

Whatever comes of it is a configuration without a mistake, in force as a whole. The
mistakes that are told are those of the files as they stand.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from newswatch.config.configuration import Configuration
from newswatch.config.load import load
from newswatch.errors import ConfigError, ConfigErrors


@dataclass(frozen=True, kw_only=True)
class Reloaded:
    #: what is in force now: the one that was, where nothing has changed
    configuration: Configuration
    #: `outlet herald added`, `topic us_russia_talks changed` …
    changes: tuple[str, ...] = ()
    #: of the files as they stand
    mistakes: tuple[ConfigError, ...] = ()
    #: files of which the old text is still in force; new ones that are passed over
    kept: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    #: keys whose new values wait for a restart
    need_restart: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the old configuration goes on as a whole, for its mistakes."""
        return bool(self.mistakes) and not self.kept and not self.passed_over


def reload(old: Configuration, env: Mapping[str, str] = os.environ) -> Reloaded:
    """What is in force once the files of *old* were read again. Raises nothing."""
    first: tuple[ConfigError, ...] = ()
    instead: dict[str, str | None] = {}
    while True:
        try:
            new = load(old.folder, env, instead=instead)
        except ConfigErrors as error:
            first = first or error.errors
            named = {each.place.file for each in error.errors if each.place}
            unplaced = any(each.place is None for each in error.errors)
            if unplaced or named & instead.keys() or not named:
                return Reloaded(configuration=old, mistakes=first)
            instead |= {file: old.texts.get(file) for file in named}
            continue
        except OSError as error:  # newswatch's own files: no file may be opened now
            return Reloaded(configuration=old, mistakes=(*first, _unread(error)))
        return _in_force(old, new, first, instead)


def _unread(error: OSError) -> ConfigError:
    return ConfigError(
        f"the configuration cannot be read now: {error.strerror} ({error.filename})",
        code="NW113",
        help="SIGHUP has it read again; newswatch doctor tells of limits",
    )


def _in_force(
    old: Configuration,
    new: Configuration,
    mistakes: tuple[ConfigError, ...],
    instead: Mapping[str, str | None],
) -> Reloaded:
    new, need_restart = _with_lasting(old, new)
    changes = _changes(old, new)
    same = not changes and new.config_hash == old.config_hash
    # Its texts are what a later mistake goes back to, comments and all.
    new = replace(old, texts=new.texts) if same else new
    return Reloaded(
        configuration=new,
        changes=changes,
        mistakes=mistakes,
        kept=tuple(file for file, text in instead.items() if text is not None),
        passed_over=tuple(file for file, text in instead.items() if text is None),
        need_restart=need_restart,
    )


def _with_lasting(
    old: Configuration, new: Configuration
) -> tuple[Configuration, tuple[str, ...]]:
    """*new* with those settings of *old* that a process keeps for life; their keys."""
    mine, theirs = old.options, new.options
    keys = [
        f"store.{info.alias or name}"
        for name, info in type(mine.store).model_fields.items()
        if getattr(mine.store, name) != getattr(theirs.store, name)
    ]
    if old.data_dir != new.data_dir:
        keys.append("paths.data")
    paths = theirs.paths.model_copy(update={"data": mine.paths.data})
    options = theirs.model_copy(update={"store": mine.store, "paths": paths})
    return replace(new, options=options, data_dir=old.data_dir), tuple(keys)


def _changes(old: Configuration, new: Configuration) -> tuple[str, ...]:
    """What is watched otherwise than before, a line each."""
    tables = [
        ("schedule", {w.id: w for w in old.watches}, {w.id: w for w in new.watches}),
        ("outlet", _watched(old), _watched(new)),
        ("topic", old.topics, new.topics),
        ("settings of", _settings(old), _settings(new)),
    ]
    return tuple(
        f"{noun} {name} {how}"
        for noun, before, after in tables
        for name, how in _differences(before, after)
    )


def _watched(configuration: Configuration) -> dict[str, Any]:
    return {outlet.id: outlet for outlet in configuration.watched_outlets()}


def _settings(configuration: Configuration) -> dict[str, Any]:
    options = configuration.options
    return {f"[{name}]": getattr(options, name) for name in type(options).model_fields}


def _differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, str]]:
    return [
        *((name, "added") for name in sorted(after.keys() - before.keys())),
        *((name, "removed") for name in sorted(before.keys() - after.keys())),
        *(
            (name, "changed")
            for name in sorted(before.keys() & after.keys())
            if before[name] != after[name]
        ),
    ]
