"""Which files are read, and which are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newswatch.config.files import MAX_BYTES, read_text, shown_name, toml_files
from newswatch.errors import ConfigError


def refusal(path: Path, *, within: Path | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read_text(path, shown="a.toml", within=within)
    return caught.value


def test_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.toml").code == "NW110"


def test_text_that_is_not_utf8_is_shown_where_it_starts(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"a = 'ok'\nb = 'M" + b"\xfcnchen'\n")

    error = refusal(path)

    assert error.code == "NW111"
    assert str(error.place) == "a.toml:2:7"
    assert "0xFC" in error.message


def test_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))

    assert refusal(path).code == "NW112"


def test_pipe_is_refused_without_waiting_for_its_writer(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    os.mkfifo(path)

    assert refusal(path).code == "NW113"


def test_folder_with_the_name_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.mkdir()

    assert refusal(path).code == "NW113"


def test_link_that_leads_out_of_the_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out.toml"
    inside.mkdir()
    outside.write_text("a = 1\n")
    (inside / "a.toml").symlink_to(outside)

    error = refusal(inside / "a.toml", within=inside)

    assert error.code == "NW113"
    assert "outside" in error.message


def test_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / ".mounted.toml").write_text("a = 1\n")
    (tmp_path / "a.toml").symlink_to(".mounted.toml")

    assert read_text(tmp_path / "a.toml", shown="a", within=tmp_path) == "a = 1\n"


def test_link_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.symlink_to(path)

    assert refusal(path).code == "NW113"
    assert refusal(path, within=tmp_path).code == "NW113"


def test_line_ends_and_byte_order_mark_are_made_plain(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")

    assert read_text(path, shown="a.toml") == "a = 1\nb = 2\n"


def test_files_come_by_name_and_a_missing_folder_has_none(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml", ".c.toml", "d.txt"):
        (tmp_path / name).touch()

    found = toml_files(tmp_path, shown="schedules")

    assert [path.name for path in found] == ["a.toml", "b.toml"]
    assert toml_files(tmp_path / "nowhere", shown="schedules") == []


def test_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "schedules").touch()

    with pytest.raises(ConfigError) as caught:
        toml_files(tmp_path / "schedules", shown="schedules")

    assert caught.value.code == "NW113"


def test_files_are_named_relative_to_the_configuration(tmp_path: Path) -> None:
    assert shown_name(tmp_path / "a" / "b.toml", tmp_path) == "a/b.toml"
    assert shown_name(Path("/etc/x.toml"), tmp_path) == "/etc/x.toml"
