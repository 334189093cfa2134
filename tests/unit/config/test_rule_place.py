"""The place of a rule: in a schedule, in a file of its own, in the catalogue."""

from __future__ import annotations

from pathlib import Path

from newswatch.config import load
from newswatch.config.rule_place import rule_place

INLINE = """
[[outlet]]
id = "wire"
source = [{ kind = "feed", url = "https://wire.example/rss" }]
[[outlet]]
id = "post"
source = [{ kind = "feed", url = "https://post.example/rss" }]
[[outlet.rules]]
title = "h1"
[[outlet.rules]]
body = ["#a",
        "#b"]
[[topic]]
id = "all"
query = "*"
"""


def test_rule_is_found_wherever_its_outlet_is_declared(tmp_path: Path) -> None:
    own = tmp_path / "schedules" / "outlets"
    own.mkdir(parents=True)
    (own / "herald.toml").write_text('name = "x"\n[[rules]]\ntitle = "h1"\n', "utf-8")
    (own.parent / "talks.toml").write_text(INLINE, "utf-8")
    tried = tmp_path / "new.toml"
    tried.write_text('[[rules]]\n\nbody = "p"\n', "utf-8")
    configuration = load(tmp_path)

    places = [
        rule_place(configuration, "post", "body", 1),
        rule_place(configuration, "herald", "title", 0),
        rule_place(configuration, "moscow_times", "body", 0),
        rule_place(configuration, "post", "body", 0, tried),
    ]

    assert [str(place) for place in places[:2]] == [
        "schedules/talks.toml:11:8",
        "schedules/outlets/herald.toml:3:9",
    ]
    assert places[2].file == "newswatch/outlets/moscow_times.toml"
    assert (places[2].source or "").startswith("body = ")
    assert str(places[3]) == f"{tried}:3:8"


def test_file_that_is_gone_or_changed_is_named_all_the_same(tmp_path: Path) -> None:
    own = tmp_path / "schedules" / "outlets"
    own.mkdir(parents=True)
    path = own / "herald.toml"
    path.write_text('[[rules]]\ntitle = "h1"\n', "utf-8")
    configuration = load(tmp_path)

    path.write_text("name =", "utf-8")
    broken = rule_place(configuration, "herald", "title", 0)
    path.unlink()
    gone = rule_place(configuration, "herald", "title", 0)

    assert str(broken) == str(gone) == "schedules/outlets/herald.toml"
