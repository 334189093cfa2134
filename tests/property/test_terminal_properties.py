"""Whatever a page, a file name or an error says, the terminal obeys newswatch only."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from pathlib import Path

import pytest
from builders import NOON
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from screens import stand_in

from newswatch.cli.rounds import Rounds
from newswatch.cli.terminal import Terminal
from newswatch.errors import ConfigError, ConfigErrors, Place
from newswatch.logs import JsonFormatter, TextFormatter
from newswatch.model import Ledger, Poll

#: what newswatch itself says to a terminal: colours, and end of colour
_OWN = re.compile(r"\x1b\[(?:2|1;31|1;33|0)m")
_NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x9b\x9d\x07\r\n\t\u202e\u2066\u200b\u2028[]m;0"),
    )
)
_TEXTS = st.one_of(_NASTY, st.sampled_from(["[bold]x[/]", "\x1b]8;;x\x1b\\\\y"]))


def is_inert(text: str) -> bool:
    """No control but newline, no mark that reorders text or shows nothing."""
    return all(
        c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp", "Cs")
        for c in _OWN.sub("", text)
    )


def print_everywhere(terminal: Terminal, text: str) -> None:
    """*text* in every place that text from elsewhere can take."""
    terminal.say(text)
    terminal.say_parts([text, text])
    terminal.tell(text, url=text)
    terminal.warn(text, code=text)
    place = Place(file=text, line=3, column=2, source=text)
    mistake = ConfigError(text, place=place, help=text)
    terminal.complain(ConfigErrors([mistake, mistake]), "warning")
    terminal.table(("#", text), [(text, text), ("2", text)])
    terminal.pass_on(text)
    rounds = Rounds(terminal)
    rounds.done(Poll.starting("herald", NOON, "abcd"), Ledger(), [text])


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@given(text=_TEXTS, columns=st.sampled_from([20, 40, 80, 200]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_printed_steers_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,
    encoding: str,
    text: str,
    columns: int,
):
    for color, log_format in (("always", "text"), ("auto", "text"), ("auto", "json")):
        out, err = stand_in(
            monkeypatch, terminal=terminal, encoding=encoding, columns=columns
        )
        print_everywhere(Terminal(color, log_format=log_format), text)
        shown = out.text + err.text
        assert is_inert(shown.replace("\t", " ")), repr(shown)
        for line in err.text.splitlines() if log_format == "json" else ():
            # What another process wrote is passed on as it came.
            if line.startswith('{"level"'):
                json.loads(line)


@given(text=_TEXTS)
@settings(deadline=None)
def test_tables_for_programs_keep_their_lines_and_columns(text: str):
    with pytest.MonkeyPatch.context() as monkeypatch:
        out, _ = stand_in(monkeypatch, terminal=False)
        Terminal().table(("a", "b"), [(text, "x"), ("y", text)])
    lines = out.text.split("\n")
    assert lines.pop() == ""
    assert [line.count("\t") for line in lines] == [1, 1]


@given(text=_TEXTS)
@settings(deadline=None)
def test_a_log_line_is_one_inert_line(text: str):
    made = logging.makeLogRecord(
        {"msg": text, "levelname": "INFO", "name": "x", "url": text, "title": text}
    )
    for formatter in (TextFormatter(), JsonFormatter()):
        line = formatter.format(made)
        assert is_inert(line)
        assert "\n" not in line


def test_naughty_strings_are_inert_wherever_they_are_printed(shared_dir: Path):
    suite = shared_dir / "suites" / "text_safety.jsonl"
    cases = [json.loads(line) for line in suite.read_text("utf-8").split("\n") if line]
    assert len(cases) > 500
    for case in cases:
        with pytest.MonkeyPatch.context() as monkeypatch:
            out, err = stand_in(monkeypatch, columns=40)
            print_everywhere(Terminal("never"), case["input"])
        assert is_inert(out.text + err.text), case["id"]
        made = logging.makeLogRecord({"msg": "event", "url": case["input"]})
        for formatter in (TextFormatter(), JsonFormatter()):
            line = formatter.format(made)
            assert is_inert(line), case["id"]
            assert "\n" not in line, case["id"]
