"""`newswatch diff`, and what `why` says of time and of others, after real rounds."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crawl_folder import feed_lines, newswatch, newswatch_at, write_watch
from loopback import Answer, Site, html, rss
from screens import stand_in

from newswatch.cli import usage
from newswatch.cli.main import app
from newswatch.cli.terminal import Terminal
from newswatch.errors import UsageError

WATCH = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
source = [{{ kind = "feed", url = "{herald}/rss" }}]
[[outlet]]
id = "post"
domains = ["127.0.0.2"]
source = [{{ kind = "feed", url = "{post}/rss" }}]
"""
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
#: obeyed by a terminal, reorders what follows, and passes for another word's edit
HOSTILE = "\x1b[2J\x9b31m\u202e {+forged+} [-gone-]"
TEXT = [
    f"Ward {number} heard from clerk {number * 3} that bridge {number * 7} would stay "
    f"shut while crew {number * 11} looks at its {word} and counts the bolts in it."
    for number, word in enumerate(
        ("girders", "railings", "lamps", "arches", "piers", "gates", "cables", "steps"),
        1,
    )
]
EDITED = [*TEXT[:2], TEXT[2].replace("clerk 9", "mayor 9"), *TEXT[3:]]
CORRECTED = [*EDITED, f"Correction: crew 11 has left. {HOSTILE}"]
FIRST_TITLE = "Bridges stay shut in eight wards"
LAST_TITLE = f"Bridges stay shut in nine wards {HOSTILE}"


def page(title: str, paragraphs: list[str], byline: str = "Ann Reporter") -> Answer:
    body = "".join(f"<p>{text.replace('<', '&lt;')}</p>" for text in paragraphs)
    return html(
        f"<!doctype html><html lang='en'><head><title>{title}</title>"
        f"<meta name='author' content='{byline}'></head><body><main><article>"
        f"<h1>{title}</h1>{body}</article></main></body></html>"
    )


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """An article edited twice, a copy of it elsewhere, a page that asks for money."""
    folder = tmp_path_factory.mktemp("diff")
    with Site({}) as herald, Site({}, host="127.0.0.2") as post:
        write_watch(folder, WATCH.format(herald=herald.base, post=post.base))
        other = [
            f"Nobody in dock {n} minds the ferry that came at {n}." for n in range(9)
        ]
        form = "<h1>Support us</h1><form action='/donate'><input name='amount'></form>"
        pages: dict[str, Any] = {
            "/a": page(FIRST_TITLE, TEXT),
            "/once": page("Ferries come to the wards", other),
            "/contribute": html(f"<title>Support us</title><body>{form}</body>"),
        }
        listed = rss(*pages, base=herald.base)

        def once(minutes: int, outlet: str = "herald") -> None:
            herald.pages = {"/rss": listed, **pages}
            at = MONDAY + minutes * MINUTE
            done = newswatch_at(at, folder, "once", outlet)
            assert done.returncode == 0, done.stderr

        once(0)
        credited = "(Reuters) - " + TEXT[0]
        copy = page("A copy", [credited, *TEXT[1:7]])
        post.pages = {"/rss": rss("/x", base=post.base), "/x": copy}
        once(5, "post")
        pages["/a"] = page(FIRST_TITLE, EDITED)
        once(16)
        pages["/a"] = page(LAST_TITLE, CORRECTED)
        once(80)
        yield folder, herald.base


def run(
    folder: Path, *arguments: str, encoding: str = "utf-8", **environment: str
) -> str:
    """What the command prints to a pipe; starting a process would take longer."""
    with pytest.MonkeyPatch.context() as patch:
        out, err = stand_in(patch, terminal=False, encoding=encoding, **environment)
        code = usage.run(app, ["-C", str(folder), *arguments], obj=Terminal())
    assert (code, err.text) == (0, "")
    return out.raw_bytes.getvalue().decode(encoding)


def facts(folder: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(folder, *arguments, "--json"))
    return found


def seqs(folder: Path) -> list[int]:
    return [line["seq"] for line in feed_lines(folder) if line["url"].endswith("/a")]


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def test_the_newest_revision_is_compared_with_the_one_before(crawled):
    folder, base = crawled
    first, second, third = seqs(folder)
    for ref in (f"{base}/a", f"#{first}", str(third)):
        found = facts(folder, "diff", ref)
        assert (found["from"]["seq"], found["to"]["seq"]) == (second, third), ref
    assert found["change"]["class"] == "correction"
    assert found["values"]["title"]["before"] == FIRST_TITLE
    line = next(each for each in feed_lines(folder) if each["seq"] == third)
    assert found["change"]["words_added"] == line["change"]["words_added"]
    hunks = [text for h in found["text"]["hunks"] for text in [h["head"], *h["lines"]]]
    assert len(hunks) == len(line["change"]["diff"].splitlines())


def test_the_number_of_a_line_stands_for_the_revision_that_it_tells_of(crawled):
    folder, _ = crawled
    first, second, _ = seqs(folder)
    found = facts(folder, "diff", f"#{second}")
    assert (found["from"]["seq"], found["to"]["seq"]) == (first, second)
    (hunk,) = found["text"]["hunks"]
    assert [each["is"] for each in hunk["paragraphs"]] == ["same", "changed", "same"]
    changed = [w for w in hunk["paragraphs"][1]["words"] if w["is"] != "same"]
    assert [(w["is"], w["text"]) for w in changed] == [
        ("removed", "clerk"),
        ("added", "mayor"),
    ]


def test_any_two_versions_are_compared_by_their_stored_texts(crawled):
    folder, base = crawled
    found = facts(folder, "diff", f"{base}/a", "--from", "1", "--to", "3")
    assert found["change"]["class"] == "correction"
    assert not found["text"]["is_as_told"]
    kinds = [p["is"] for h in found["text"]["hunks"] for p in h["paragraphs"]]
    assert kinds == ["same", "changed", "same", "same", "added"]


def test_a_pipe_gets_a_unified_diff(crawled):
    folder, _ = crawled
    first, second, _ = seqs(folder)
    about, *lines = run(folder, "diff", str(second)).splitlines()
    assert "update of content_text" in about
    assert "+1 −1 words" in about
    assert lines == [
        f"--- r1 #{first} 2026-11-23T09:00:00Z",
        f"+++ r2 #{second} 2026-11-23T09:16:00Z",
        "@@ -2,3 +2,3 @@",
        f" {TEXT[1]}",
        f"-{TEXT[2]}",
        f"+{EDITED[2]}",
        f" {TEXT[3]}",
    ]


def test_an_article_with_one_version_says_so_in_one_line(crawled):
    folder, base = crawled
    done = newswatch(folder, "diff", f"{base}/once")
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    assert "has one version, of 2026-11-23 09:00:00 UTC" in line
    found = facts(folder, "diff", f"{base}/once")
    assert (found["from"], found["change"], found["text"]) == (None, None, None)
    assert len(found["revisions"]) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("{base}/contribute",), "NW517"),
        (("{base}/never",), "NW517"),
        (("{base}/a", "--from", "3", "--to", "2"), "NW518"),
        (("{base}/a", "--to", "1"), "NW518"),
        (("{base}/a", "--to", "9"), "NW518"),
        (("{base}/once", "--to", "2"), "NW518"),
    ],
)
def test_what_cannot_be_compared_is_wrong_use(crawled, arguments, code):
    folder, base = crawled
    with pytest.raises(UsageError) as caught:
        run(folder, "diff", *(each.format(base=base) for each in arguments))
    assert (caught.value.code, caught.value.exit_code) == (code, 2)


@pytest.mark.parametrize("width", [40, 200])
def test_every_line_fits_and_bears_its_paragraphs_sign(crawled, width: int):
    folder, _ = crawled
    third = str(seqs(folder)[2])
    shown = run(folder, "--color", "always", "diff", third, COLUMNS=str(width))
    lines = plain(shown).splitlines()
    assert max(map(len, lines)) <= width
    body = lines[lines.index("title") :]
    signed = [line for line in body if line[:2] in ("~ ", "+ ", "- ", "  ")]
    names = ("title", "summary", "authors", "text, from paragraph 8")
    assert [line for line in body if line not in signed] == [
        line for line in body if line in ("", *names)
    ]


def test_signs_and_brackets_say_without_colour_what_colour_says(crawled):
    folder, _ = crawled
    second = str(seqs(folder)[1])
    always = ("--color", "always", "diff", second)
    coloured = run(folder, *always, COLUMNS="200")
    assert "\x1b[31m[-clerk-]\x1b[0m\x1b[32m{+mayor+}\x1b[0m" in coloured
    piped = run(folder, "diff", second, NO_COLOR="1")
    assert "\x1b" not in piped
    assert "~ " + TEXT[2].replace("clerk", "[-clerk-]{+mayor+}") in plain(coloured)


@pytest.mark.parametrize("screen", [("--color", "always"), ()])
def test_no_text_of_a_page_is_obeyed_or_passes_for_an_edit(crawled, screen):
    folder, _ = crawled
    third = str(seqs(folder)[2])
    for command in ("diff", "why"):
        shown = plain(run(folder, *screen, command, third, COLUMNS="200"))
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    if screen:
        shown = plain(run(folder, *screen, "diff", third, COLUMNS="200"))
        marked = [line for line in shown.splitlines() if "{+forged+}" in line]
        assert marked
        assert not [line for line in marked if line.startswith("~")]


def test_an_ascii_terminal_gets_ascii(crawled):
    folder, _ = crawled
    second = str(seqs(folder)[1])
    for command in ("diff", "why"):
        arguments = ("--color", "always", command, second)
        shown = run(folder, *arguments, encoding="ascii", COLUMNS="60")
        assert shown.isascii()
        assert "+1 -1 words" in " ".join(plain(shown).split())


def test_texts_that_were_not_kept_are_said_to_be_unknown(crawled, tmp_path: Path):
    folder, base = crawled
    old = _copied(folder, tmp_path / "old")
    db = sqlite3.connect(old / "data" / "state.db")
    with db:
        for seq, record in db.execute("SELECT seq, record FROM told").fetchall():
            line = json.loads(record) | {"content_text": None}
            line["change"] |= {"diff": "\\ cut"}
            values = (json.dumps(line).encode(), seq)
            db.execute("UPDATE told SET text = '', record = ? WHERE seq = ?", values)
    db.close()
    ends = ("--from", "1", "--to", "3")
    for more in ((), ends):
        shown = run(old, "diff", f"{base}/a", *more)
        assert "the text of one version was not kept" in shown
        assert f"-title: {FIRST_TITLE}" in shown
    found = facts(old, "diff", f"{base}/a", *ends)
    assert found["text"] is None
    assert "content_text" not in found["change"]["fields"]


def test_the_feed_alone_is_enough_where_its_lines_have_the_text(crawled, tmp_path):
    folder, base = crawled
    bare = _copied(folder, tmp_path / "bare")
    for path in (bare / "data").glob("state.db*"):
        path.unlink()
    ends = ("--from", "1", "--to", "3")
    arguments = ("diff", f"{base}/a", *ends)
    assert run(bare, *arguments) == run(folder, *arguments)


def _copied(folder: Path, to: Path) -> Path:
    for path in folder.rglob("*"):
        if path.is_file():
            target = to / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return to


# -- why


def test_why_tells_of_revisions_and_the_next_look(crawled):
    folder, base = crawled
    found = facts(folder, "why", f"{base}/a")
    told = [
        (each["revision"], each["event"], each["class"]) for each in found["revised"]
    ]
    assert told == [
        (1, "new", None),
        (2, "revised", "update"),
        (3, "revised", "correction"),
    ]
    assert found["looks"] == {
        "next_look": "2026-11-23T16:20:00Z",
        "last_read": "2026-11-23T10:20:00Z",
        "looks": 2,
        "failed_tries": 0,
        "gone": 0,
        "is_doubted": False,
    }
    shown = run(folder, "why", f"{base}/a")
    assert f"newswatch diff {seqs(folder)[1]}" in shown
    assert "next look: 2026-11-23 16:20:00 UTC, 3 of 5" in shown
    assert "revised" not in facts(folder, "why", f"{base}/once")


def test_why_tells_of_copies_and_of_the_rule_that_left_one_out(crawled):
    folder, base = crawled
    first = seqs(folder)[0]
    copies = facts(folder, "why", f"{base}/a")["copies"]
    assert (copies["size"], copies["outlets"]) == (2, ["herald", "post"])
    mine, other = copies["tellings"]
    assert (mine["seq"], mine["role"], mine["minutes_behind"]) == (first, "first", 0)
    assert (other["seq"], other["role"]) == (None, "near-copy")
    assert other["minutes_behind"] == 5
    assert other["agencies"] == ["Reuters"]
    assert other["copied"] > 0.9
    assert 'copies = "drop"' in other["left_out"]
    shown = run(folder, "why", other["url"])
    assert f"#{first}   herald  first, 2026-11-23 09:00:00 UTC" in shown
    assert "--   post (this one)  5 min later" in shown
    assert "credits Reuters" in shown


def test_why_tells_what_on_a_page_spoke_against_it(crawled):
    folder, base = crawled
    found = facts(folder, "why", f"{base}/contribute")
    assert found["status"] == "quarantined"
    assert found["verdict"]["reason"] == "donation-page"
    assert "url:/contribute" in found["evidence"]["evidence"]
    assert found["evidence"]["visits"] == 1
    assert "kept out: asking for money" in run(folder, "why", f"{base}/contribute")
