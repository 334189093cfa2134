"""How rounds are told of, and the exit code they sum up to."""

from __future__ import annotations

import asyncio
import json
import logging
import os

import pytest
from builders import NOON
from screens import screen_of, stand_in

from newswatch.cli.rounds import Rounds
from newswatch.cli.terminal import Terminal
from newswatch.errors import ExitCode
from newswatch.logs import configure_logging
from newswatch.model import LOOKED_AT, Ledger, Outcome, Poll, Standing

POLL = Poll.starting("herald", NOON, "abcd")


def ledger(*, reached: bool = True, emitted: int = 0, **reasons: int) -> Ledger:
    made = Ledger(reached=reached, discovered=emitted)
    made.outcomes[Outcome.EMITTED] = emitted
    made.reasons.update(reasons)
    return made


@pytest.mark.parametrize(
    ("rounds", "code"),
    [
        ([(ledger(), [])], ExitCode.OK),
        ([(ledger(), []), (ledger(), ["slow"])], ExitCode.PROBLEMS),
        ([(ledger(reached=False), ["dns"])], ExitCode.UNREACHABLE),
        ([(ledger(), []), (ledger(reached=False), ["dns"])], ExitCode.PROBLEMS),
        ([(ledger(), ["disk full [NW401]"])], ExitCode.STORAGE),
        ([(ledger(NW401=1), [])], ExitCode.STORAGE),
        ([(Ledger(reached=True, discovered=1), [])], ExitCode.PROBLEMS),
        ([], ExitCode.UNREACHABLE),
    ],
)
def test_the_exit_code_says_the_worst(monkeypatch: pytest.MonkeyPatch, rounds, code):
    stand_in(monkeypatch)
    told = Rounds(Terminal())
    for account, problems in rounds:
        told.done(POLL, account, problems)
    assert told.exit_code() is code


def test_quiet_rounds_tell_problems_only(monkeypatch: pytest.MonkeyPatch):
    out, err = stand_in(monkeypatch, terminal=False)
    told = Rounds(Terminal(quiet=True), quiet=True)
    told.done(POLL, ledger(emitted=3), [])
    assert out.text + err.text == ""
    told.done(POLL, ledger(), ["it is slow"])
    assert err.text == "  warning: herald: it is slow\n"


def test_a_ledger_that_does_not_balance_is_told_with_its_code(
    monkeypatch: pytest.MonkeyPatch,
):
    _, err = stand_in(monkeypatch)
    told = Rounds(Terminal(log_format="json"))
    told.done(POLL, Ledger(reached=True, discovered=2), [])
    *_, warning = map(json.loads, err.text.splitlines())
    assert warning["code"] == "NW620"
    assert "by 2 links" in warning["message"]


def test_programs_are_told_of_run_outlet_and_code(monkeypatch: pytest.MonkeyPatch):
    _, err = stand_in(monkeypatch)
    told = Rounds(Terminal(log_format="json"))
    told.done(POLL, ledger(), ["cannot be written [NW401]"])
    summary, warning = map(json.loads, err.text.splitlines())
    for entry in (summary, warning):
        assert (entry["run_id"], entry["outlet"]) == (POLL.run_id, "herald")
    assert warning["code"] == "NW401"


def test_where_nothing_can_be_drawn_a_round_is_one_plain_line(
    monkeypatch: pytest.MonkeyPatch,
):
    _, err = stand_in(monkeypatch, terminal=False)
    told = Rounds(Terminal())

    async def main() -> None:
        async with told.shown(total=1) as fd:
            assert fd is None
            told.standing(POLL, Standing(discovered=4))
            told.done(POLL, ledger(emitted=4), [])

    asyncio.run(main())
    (line,) = err.text.splitlines()
    assert " ".join(line.split()) == "herald 4 links 4 visited 4 articles 4 matched"
    assert "\x1b" not in err.text


def test_lines_of_both_processes_stand_above_the_drawing(
    monkeypatch: pytest.MonkeyPatch,
):
    _, err = stand_in(monkeypatch)
    terminal = Terminal()
    told = Rounds(terminal)

    async def main() -> None:
        async with told.shown(total=1) as fd:
            assert fd is not None
            told.standing(POLL, Standing(discovered=4))
            assert terminal.live is not None
            terminal.live.draw()
            assert screen_of(err.text)[-1].startswith("0 of 1 outlet")
            os.write(fd, b"the crawler logs \x1b[2J this\nand hal")
            os.write(fd, b"f a line")
            logging.getLogger("newswatch.test").warning("so do we")
            told.done(POLL, ledger(emitted=4), [])

    root = logging.getLogger()
    before = root.handlers[:], root.level
    configure_logging(logging.WARNING, "text", terminal.pass_on)
    try:
        asyncio.run(main())
    finally:
        root.handlers[:], root.level = before
    lines = screen_of(err.text)
    assert len(lines) == 4
    assert lines[0].endswith("warning so do we")
    assert lines[1].startswith("herald")
    assert lines[2:] == ["the crawler logs  [2J this", "and half a line"]
    assert terminal.live is None


def test_what_looks_told_is_no_further_article(monkeypatch: pytest.MonkeyPatch):
    _, err = stand_in(monkeypatch, terminal=False)
    made = Ledger(reached=True)
    for outcome, reason in (
        (Outcome.EMITTED, None),
        (Outcome.EMITTED, "revised"),
        (Outcome.EMITTED, "withdrawn"),
        (Outcome.UNCHANGED, LOOKED_AT),
        (Outcome.UNCHANGED, None),
    ):
        made.discovered += 1
        made.settle(outcome, reason)
    Rounds(Terminal()).done(POLL, made, [])
    assert " ".join(err.text.split()) == (
        "herald 5 links 4 visited 1 articles 1 matched"
        " 1 looked at again, unchanged 1 revised 1 withdrawn"
    )
