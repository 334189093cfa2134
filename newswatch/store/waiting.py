"""Passing over links that differ from a known one in ignored parameters only.

place    a link is new: if it is such a one, it waits in `pending` behind the known
         one, and one link of each kind is visited to check (checks.py)
forget   it has waited for a month

What waits is visited for other reasons too: the one before it brings no article, or the
parameter proves to matter (parameters.py). No key ever changes, nothing is merged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from newswatch.dedup.parameters import PROOFS, is_proved, key_without, mark_of
from newswatch.model.variant import ABSENT
from newswatch.store import checks, parameters
from newswatch.store.base import Announced
from newswatch.store.rows import instant_text
from newswatch.urls import host_of


def place(
    db: sqlite3.Connection,
    outlet_id: str,
    announced: Announced,
    now: datetime,
    *,
    is_new: bool,
) -> bool:
    """Whether a pending link waits behind another one at *now*; decided when it is new.

    One that is due to be checked doesn't wait.
    """
    if not is_new:
        sql = (
            "SELECT 1 FROM pending WHERE key = ? AND behind NOT NULL"
            " AND ifnull(check_at > ?, 1)"
        )
        return (
            db.execute(sql, (announced.key, instant_text(now))).fetchone() is not None
        )
    values = _ignored_values(db, outlet_id, announced)
    ignored = set(values)
    family = announced.key
    if ignored:
        family = key_without(announced.link.url, ignored, outlet_id)
    twin = _twin(db, outlet_id, announced, family, ignored)
    behind, apart = twin or (None, ignored)
    if not ignored and behind is None:
        return False
    proved = {name: value for name, value in values.items() if value}
    mark = mark_of(apart, announced.link.title, proved)
    db.execute(
        "UPDATE pending SET family = ?, dropped = ?, behind = ?, apart = ?, mark = ?"
        " WHERE key = ?",
        (family, _joined(ignored), behind, _joined(apart), mark, announced.key),
    )
    if behind is not None:
        checks.assign(db, outlet_id, announced.key, family, mark, now)
    return behind is not None


def _ignored_values(
    db: sqlite3.Connection, outlet_id: str, announced: Announced
) -> dict[str, bytes]:
    """The parameters of a link that are ignored, each with its value if that was proved
    itself, and not only that any value does nothing.
    """
    found: dict[str, bytes] = {}
    for each in announced.variants:
        proofs = parameters.proofs_of(db, outlet_id, each.host, each.name, each.value)
        if is_proved(*proofs):
            found[each.name] = each.value if proofs[0] >= PROOFS else b""
    return found


def _joined(names: set[str]) -> str:
    return "&".join(sorted(names))


def _twin(
    db: sqlite3.Connection,
    outlet_id: str,
    announced: Announced,
    family: bytes,
    ignored: set[str],
) -> tuple[bytes, set[str]] | None:
    """The key of a known address that differs in ignored parameters only, and those."""
    host = _host(announced)
    for key, names in _others(db, outlet_id, announced, family):
        # What only one of the two has must do nothing by being there at all.
        if all(
            parameters.is_ignored(db, outlet_id, host, name, ABSENT)
            for name in names ^ ignored
        ):
            return key, names | ignored
    return None


def _others(
    db: sqlite3.Connection, outlet_id: str, announced: Announced, family: bytes
) -> Iterator[tuple[bytes, set[str]]]:
    """Known addresses of the family: the key of each, and its ignored parameters."""
    if (
        family != announced.key
        and db.execute(
            "SELECT 1 FROM seen WHERE key = ? AND NOT claimed AND article_id NOT NULL",
            (family,),
        ).fetchone()
    ):
        yield family, set()
    for row in db.execute(
        "SELECT key, host, name, value FROM variant WHERE bare = ? AND outlet_id = ?"
        " AND key <> ? LIMIT ?",
        (family, outlet_id, announced.key, parameters.MOST_SIBLINGS),
    ).fetchall():
        if parameters.is_ignored(db, outlet_id, row["host"], row["name"], row["value"]):
            yield row["key"], {row["name"]}
    for row in db.execute(
        "SELECT key, dropped FROM pending WHERE (family = ? OR key = ?)"
        " AND key <> ? AND behind IS NULL LIMIT ?",
        (family, family, announced.key, parameters.MOST_SIBLINGS),
    ).fetchall():
        yield row["key"], set(row["dropped"].split("&")) - {""}


def _host(announced: Announced) -> str:
    return host_of(announced.link.url).removeprefix("www.")


def forget(db: sqlite3.Connection, outlet_id: str, now: datetime) -> None:
    """Links that have waited so long that no listing names them any more."""
    db.execute(
        "DELETE FROM pending WHERE outlet_id = ? AND behind NOT NULL AND found_at < ?",
        (outlet_id, instant_text(now - parameters.MEMORY)),
    )
    checks.forget(db, outlet_id, now - parameters.MEMORY)
