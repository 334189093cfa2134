"""What came of a crawl, as its state has it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path

from crawl.lab.hostile import ARTICLE
from crawl_folder import feed_lines

OUTLET = """
[[outlet]]
id = "{id}"
name = "{id}"
domains = ["{host}"]
{keys}
[[outlet.source]]
kind = "{kind}"
url = "{url}"
"""


def outlet(id_: str, url: str, *, kind: str = "feed", keys: str = "") -> str:
    host = url.split("/")[2].partition(":")[0]
    return OUTLET.format(id=id_, host=host, url=url, kind=kind, keys=keys)


def patient(folder: Path) -> Path:
    """*folder* with a deadline that no busy machine misses; its servers are quick."""
    options = folder / "newswatch.toml"
    text = options.read_text("utf-8")
    assert 'timeout = "5s"' in text
    long = 'timeout = "60s"\nidle = "60s"'
    options.write_text(text.replace('timeout = "5s"', long), "utf-8")
    return folder


def rows(folder: Path, sql: str, *values: object) -> list[tuple]:
    db = sqlite3.connect(folder / "data" / "state.db")
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def ends(folder: Path) -> dict[str, str]:
    """Last part of each link's path → why it was kept out or is owed, or ARTICLE."""
    found = rows(
        folder,
        "SELECT url, reason FROM seen WHERE article_id IS NULL"
        " UNION ALL SELECT url, reason FROM pending",
    )
    found += [(line["url"], ARTICLE) for line in feed_lines(folder)]
    assert len({url for url, _ in found}) == len(found), "a link that ended twice"
    return {url.rpartition("/")[2]: reason for url, reason in found}


def counted(folder: Path, outlet_id: str) -> Counter[str]:
    """The reasons of an outlet's only poll, whose account has to balance."""
    ((found, sum_, reasons),) = rows(
        folder,
        "SELECT discovered, emitted + off_topic + duplicate + unchanged + quarantined"
        " + failed + pending, reasons FROM run WHERE outlet_id = ?",
        outlet_id,
    )
    assert found == sum_
    return Counter(json.loads(reasons))


def problems(folder: Path) -> dict[str, str]:
    """Outlet → what its polls say went wrong."""
    found = rows(folder, "SELECT outlet_id, problems FROM run")
    return {outlet_id: "; ".join(json.loads(told)) for outlet_id, told in found}
