"""What a person is told of a wrong configuration and of wrong use, word for word.

    NEWSWATCH_RENEW=1 python -m pytest tests/snapshots

writes what is said now into the cases; then READ THE DIFF: each changed line is one
that somebody will read who has just made a mistake. Codes, places and exit codes are
not renewed: they are promises.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from rich.cells import cell_len
from snapshots.case import Case, read_case

import newswatch
from newswatch.cli import main

HERE = Path(__file__).parent
CONFIGURATIONS = sorted((HERE / "configurations").glob("*.case"))
USES = sorted((HERE / "usage").glob("*.case"))
RENEW = bool(os.environ.get("NEWSWATCH_RENEW"))


@pytest.fixture
def told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[object]:
    """Runs a case in a folder of its own; exit code, standard output and error."""
    for name in os.environ:
        if name.startswith(("NEWSWATCH", "NO_COLOR", "FORCE_COLOR")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    before = root.level, root.handlers[:]

    def run(case: Case) -> tuple[int, str, str]:
        case.lay_out(tmp_path)
        if case.is_real:
            return real(case, tmp_path)
        monkeypatch.setattr(sys, "argv", case.command)
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        out, err = capsys.readouterr()
        return int(code or 0), out, err

    yield run
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def real(case: Case, folder: Path) -> tuple[int, str, str]:
    """The same in a process of its own."""
    steps = {step[0]: step[1:] for step in case.setup}
    # The package that is tested, whichever is installed.
    environment = {**os.environ, "PYTHONPATH": str(Path(newswatch.__file__).parents[1])}
    with ExitStack() as stack:
        if "lock" in steps:
            (folder / "data").mkdir()
            lock = stack.enter_context((folder / "data" / "lock").open("w"))
            lock.write(f"{os.getpid()}\n")  # a holder that lives
            lock.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
        target = Path(*steps.get("stdout", ["/dev/null"]))
        out = stack.enter_context(target.open("w"))
        done = subprocess.run(
            [sys.executable, "-m", *case.command],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            env=environment,
        )
    return done.returncode, "", done.stderr


def heads(text: str) -> list[str]:
    """`NW103 newswatch.toml:2:9` for each error and warning of *text*."""
    found = re.finditer(
        r"^(?:error|warning)\[(NW\d{3})\]: .*(?:\n  --> (.*))?", text, re.MULTILINE
    )
    return [f"{match[1]} {match[2] or ''}".strip() for match in found]


@pytest.mark.parametrize("path", [*CONFIGURATIONS, *USES], ids=lambda path: path.stem)
def test_mistake_is_told_word_for_word(path: Path, told):
    case = read_case(path)

    code, _, err = told(case)
    err = re.sub(r"\d+ [kMGT]?B free", "84 GB free", err)
    err = err.replace(f"(pid {os.getpid()})", "(pid 4127)")

    if RENEW:
        case.renew(err)
        case = read_case(path)
    assert code == case.exit_code, err
    assert heads(err) == case.tells
    assert err == case.stderr
    assert "Traceback" not in err


@pytest.mark.parametrize("path", [*CONFIGURATIONS, *USES], ids=lambda path: path.stem)
def test_every_mistake_says_what_to_do_and_keeps_its_carets_on_the_screen(path: Path):
    case = read_case(path)
    blocks = [b for b in case.stderr.split("\n\n") if re.match(r"(err|warn)\w+\[", b)]

    assert case.tells
    assert sum(block.count("\nhelp: ") for block in blocks) == len(case.tells)
    for line in case.stderr.splitlines():
        if re.match(r" *\d* \|", line):
            assert cell_len(line) <= 80


def test_there_are_forty_configurations_and_twenty_uses():
    assert len(CONFIGURATIONS) >= 40
    assert len(USES) >= 20
