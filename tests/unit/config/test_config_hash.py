"""The hash changes with what is in force, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newswatch.config import Configuration

Load = Callable[..., Configuration]

A = "schedules/a.toml"


def test_hash_has_the_form_of_the_record(loaded: Load, good: str) -> None:
    found = loaded({A: good}).config_hash

    assert found.startswith("sha256:")
    assert len(found) == len("sha256:") + 64


@pytest.mark.parametrize(
    "files",
    [
        {A: "# a comment\n\n{good}"},
        {A: "{good}\n[schedule]\n"},
        {"newswatch.toml": '[polite]\ndelay = "2000ms"\n'},
        {"schedules/off.toml": 'enabled = false\noutlets = ["bbc"]\ntopics=["talks"]'},
        {"schedules/topics/unused.toml": '[[topic]]\nid = "u"\nquery = "x"\n'},
        {"schedules/outlets/unused.toml": 'name = "U"\n'},
    ],
)
def test_what_changes_nothing_keeps_the_hash(
    files: dict[str, str], loaded: Load, good: str
) -> None:
    before = loaded({A: good}).config_hash

    after = loaded({k: v.replace("{good}", good) for k, v in files.items()}).config_hash

    assert after == before


@pytest.mark.parametrize(
    "files",
    [
        {"newswatch.toml": '[polite]\ndelay = "3s"\n'},
        {A: 'title = "T"\n{good}'},
        {A: '{good}\n[schedule]\nevery = "20m"\n'},
        {A: '{good}\nname = "other"\n'},
        {"schedules/b.toml": 'outlets = ["bbc"]\ntopics = ["talks"]\n'},
    ],
)
def test_what_is_in_force_changes_the_hash(
    files: dict[str, str], loaded: Load, good: str
) -> None:
    before = loaded({A: good}).config_hash

    after = loaded({k: v.replace("{good}", good) for k, v in files.items()}).config_hash

    assert after != before


def test_value_of_a_secret_is_not_hashed(loaded: Load, good: str) -> None:
    one = loaded({A: f'{good}\n[notify]\nsecret = "one"\n'}).config_hash
    two = loaded({A: f'{good}\n[notify]\nsecret = "two"\n'}).config_hash

    assert one == two
