"""What a person is told although the configuration can be used."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newswatch.config import Configuration

Load = Callable[..., Configuration]
Unmark = Callable[[str], tuple[str, int, int, int]]

QUIET = '[agent]\ncontact = "https://example.org/bot"\n'
OUTLET = (
    '[[outlet]]\nid = "o"\nsource = [{ kind = "feed", url = "https://o.example" }]\n'
)
TOPIC = '[[topic]]\nid = "t"\nquery = "x"\n'

CASES = [
    # newswatch.toml with the marked place, code, part of the message
    ("newswatch.toml", f"{QUIET}[poll]\n⟦adaptive⟧ = true\n", "NW121", "poll.adaptive"),
    ("newswatch.toml", f"{QUIET}[feed]\n⟦keep⟧ = '90d'\n", "NW121", "feed.keep"),
    ("newswatch.toml", f"{QUIET}[feed]\n⟦withdrawn_after⟧ = 2\n", "NW121", "feed.with"),
    ("newswatch.toml", f"{QUIET}⟦[again]⟧\nladder = ['1h']\n", "NW121", "[again]"),
    ("newswatch.toml", f"{QUIET}[store]\n⟦window⟧ = '9d'\n", "NW121", "store.window"),
    ("newswatch.toml", f"{QUIET}⟦[archive]⟧\nwarc = true\n", "NW121", "[archive]"),
    ("newswatch.toml", "[agent]\ncontact = ⟦''⟧\n", "NW120", "agent.contact"),
    ("schedules/a.toml", f"[schedule]\n⟦quiet⟧ = []\n{OUTLET}{TOPIC}",
     "NW121", "schedule.quiet"),
    ("schedules/a.toml", f"[schedule]\n⟦min⟧ = '5m'\n{OUTLET}{TOPIC}",
     "NW121", "schedule.min"),
    ("schedules/a.toml", f"{OUTLET}{TOPIC}⟦[notify]⟧\nwhen = 'digest'\n",
     "NW121", "[notify]"),
    ("schedules/a.toml", f"[schedule]\ncron = ⟦'0 9 * * 1-5'⟧\n{OUTLET}{TOPIC}",
     "NW104", '"0 9 * * 1-5" runs at 09:00 on Monday through Friday (UTC)'),
    ("schedules/a.toml", f"{TOPIC}{OUTLET}cron = ⟦'0 9 * * 7'⟧\n[schedule]\n"
     "timezone = 'Europe/Kyiv'\n", "NW104", "(Europe/Kyiv)"),
    ("schedules/a.toml", f"[schedule]\nevery = ⟦'1m'⟧\n{OUTLET}{TOPIC}",
     "NW124", 'every: "1m" is shorter than poll.min'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "text", "code", "message"), CASES, ids=[case[3] for case in CASES]
)
def test_warning_names_the_key_and_its_place(
    file: str, text: str, code: str, message: str, loaded: Load, marked: Unmark
) -> None:
    text, line, column, width = marked(text)

    (warning,) = loaded({"newswatch.toml": QUIET, file: text}).warnings

    assert warning.code == code
    assert message in warning.message
    assert warning.help
    place = warning.place
    assert place is not None
    assert (place.file, place.line, place.column) == (file, line, column)
    assert place.width == width


def test_nothing_odd_is_no_warning(loaded: Load, good: str) -> None:
    files = {"newswatch.toml": QUIET, "schedules/a.toml": good}

    assert loaded(files).warnings == ()


def test_contact_is_missed_without_a_file_too(loaded: Load) -> None:
    (warning,) = loaded({}).warnings

    assert str(warning.place) == "newswatch.toml"


def test_weekdays_by_name_are_no_warning(loaded: Load) -> None:
    text = f"[schedule]\ncron = '0 9 * * mon-fri'\n{OUTLET}{TOPIC}"

    assert loaded({"newswatch.toml": QUIET, "schedules/a.toml": text}).warnings == ()


def test_folder_that_nothing_reads_is_named(loaded: Load) -> None:
    files = {"newswatch.toml": QUIET, "schedules/outlet/x.toml": "name = 'X'\n"}

    (warning,) = loaded(files).warnings

    assert warning.code == "NW125"
    assert str(warning.place) == "schedules/outlet"
