"""Options of every command may stand behind the command."""

from __future__ import annotations

import pytest

from newswatch.cli.anywhere import in_front


@pytest.mark.parametrize(
    ("typed", "parsed"),
    [
        (["once", "-q"], ["-q", "once"]),
        (["once", "herald", "-vv"], ["-vv", "once", "herald"]),
        (["replay", "x.gz", "-C", "dir"], ["-C", "dir", "replay", "x.gz"]),
        (["check", "-Cdir"], ["-Cdir", "check"]),
        (["read", "--color", "never"], ["--color", "never", "read"]),
        (["read", "--log-format=json"], ["--log-format=json", "read"]),
        (["-q", "read", "-n", "3"], ["-q", "read", "-n", "3"]),
        (["extract", "--", "-q"], ["extract", "--", "-q"]),
        (["check", "-C"], ["-C", "check"]),
        (["tail", "--json"], ["read", "--follow", "--json"]),
        (["-q", "tail"], ["-q", "read", "--follow"]),
        (["once", "tail"], ["once", "tail"]),
        ([], []),
    ],
)
def test_shared_options_go_to_the_front(typed: list[str], parsed: list[str]):
    assert in_front(typed) == parsed
