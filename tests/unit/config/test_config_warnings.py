"""What a person is told although the configuration can be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newswatch.config import Configuration, load
from newswatch.errors import ConfigErrors

Load = Callable[..., Configuration]
Unmark = Callable[[str], tuple[str, int, int, int]]

QUIET = '[agent]\ncontact = "https://example.org/bot"\n'
OUTLET = (
    '[[outlet]]\nid = "o"\nsource = [{ kind = "feed", url = "https://o.example" }]\n'
)
TOPIC = '[[topic]]\nid = "t"\nquery = "x"\n'

CASES = [
    # newswatch.toml with the marked place, code, part of the message
    ("newswatch.toml", f"{QUIET}⟦[archive]⟧\nwarc = true\n", "NW121", "[archive]"),
    ("newswatch.toml", "[agent]\ncontact = ⟦''⟧\n", "NW120", "agent.contact"),
    ("schedules/a.toml", f"[schedule]\n⟦quiet⟧ = []\n{OUTLET}{TOPIC}",
     "NW121", "schedule.quiet"),
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


def test_mistake_elsewhere_in_the_file_brings_no_false_warning(tmp_path: Path):
    options = f"{QUIET}[poll]\nmin = '30s'\nevery = 5\n"
    (tmp_path / "newswatch.toml").write_text(options, encoding="utf-8")
    (tmp_path / "schedules").mkdir()
    schedule = f"[schedule]\nevery = '1m'\n{OUTLET}{TOPIC}"
    (tmp_path / "schedules" / "a.toml").write_text(schedule, encoding="utf-8")

    with pytest.raises(ConfigErrors) as caught:
        load(tmp_path, {})

    assert [error.code for error in caught.value.errors] == ["NW103"]
    assert caught.value.warnings == ()


def test_file_that_is_no_toml_is_not_said_to_lack_a_contact(tmp_path: Path):
    (tmp_path / "newswatch.toml").write_text("[agent\n", encoding="utf-8")

    with pytest.raises(ConfigErrors) as caught:
        load(tmp_path, {})

    assert caught.value.warnings == ()


def test_source_that_the_catalogue_has_under_another_id_is_told(loaded: Load):
    moscow_times = loaded({"newswatch.toml": QUIET}).outlets["moscow_times"]
    url = moscow_times.sources[0].url
    text = OUTLET.replace("https://o.example", url) + TOPIC

    found = loaded({"schedules/a.toml": text})

    (warning,) = found.warnings
    assert (warning.code, warning.about) == ("NW128", "o")
    assert 'outlet "moscow_times" has the same source' in warning.message
    assert 'the id "moscow_times"' in (warning.help or "")


def test_outlet_that_replaces_the_catalogues_may_keep_its_source(loaded: Load):
    url = loaded({"newswatch.toml": QUIET}).outlets["moscow_times"].sources[0].url
    text = OUTLET.replace("https://o.example", url).replace('"o"', '"moscow_times"')

    assert loaded({"schedules/a.toml": text + TOPIC}).warnings == ()
