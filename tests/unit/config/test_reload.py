"""Reading the configuration again while a daemon lives by it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from newswatch.config import Configuration, load
from newswatch.config.reload import reload

OUTLET = """
name = "{name}"
homepage = "https://{id}.example/"
[[source]]
kind = "feed"
url = "https://{id}.example/rss"
"""
SCHEDULE = """
outlets = [{outlets}]
topics = ["talks"]
[schedule]
every = "{every}"
"""
SIX_FAULTS = """
name = 1
homepage = "ftp://x"
country = "gb"
timezone = "Nowhere"
delay = "5"
foo = 1
[[source]]
kind = "feed"
url = "https://herald.example/rss"
"""
TOPIC = '[[topic]]\nid = "talks"\nquery = "{query}"\n'


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write_outlet(folder: Path, outlet_id: str, name: str = "N") -> None:
    text = OUTLET.format(id=outlet_id, name=name)
    write(folder, f"schedules/outlets/{outlet_id}.toml", text)


def write_schedule(folder: Path, *outlets: str, every: str = "15m") -> None:
    listed = ", ".join(f'"{each}"' for each in outlets)
    text = SCHEDULE.format(outlets=listed, every=every)
    write(folder, "schedules/main.toml", text)


def write_topic(folder: Path, query: str = "talks") -> None:
    write(folder, "schedules/topics/talks.toml", TOPIC.format(query=query))


@pytest.fixture
def old(tmp_path: Path) -> Configuration:
    write_outlet(tmp_path, "herald")
    write_outlet(tmp_path, "post")
    write_topic(tmp_path)
    write_schedule(tmp_path, "herald")
    return load(tmp_path, {})


def test_files_that_are_the_same_change_nothing(old: Configuration):
    again = reload(old, {})
    assert again.changes == again.mistakes == again.need_restart == ()
    assert again.configuration.config_hash == old.config_hash


def test_what_was_added_changed_and_removed_is_named(old: Configuration):
    write_schedule(old.folder, "post")
    write_topic(old.folder, "talks OR summit")
    again = reload(old, {})
    assert again.changes == (
        "schedule main changed",
        "outlet post added",
        "outlet herald removed",
        "topic talks changed",
    )
    watched = again.configuration.watched_outlets()
    assert [outlet.id for outlet in watched] == ["post"]


def test_a_file_with_a_mistake_keeps_its_old_text_and_the_others_count(
    old: Configuration,
):
    write(old.folder, "schedules/topics/talks.toml", "[[topic]\n")
    write_schedule(old.folder, "herald", "post")
    again = reload(old, {})
    assert again.kept == ("schedules/topics/talks.toml",)
    assert [mistake.place.file for mistake in again.mistakes if mistake.place] == [
        "schedules/topics/talks.toml"
    ]
    assert again.configuration.topics["talks"] == old.topics["talks"]
    assert again.changes == ("schedule main changed", "outlet post added")
    # Mended, it counts like any other.
    write_topic(old.folder, "summit")
    mended = reload(again.configuration, {})
    assert mended.changes == ("topic talks changed",)
    assert mended.kept == mended.mistakes == ()


def test_a_new_file_with_a_mistake_is_passed_over(old: Configuration):
    write(old.folder, "schedules/other.toml", 'outlets = ["nobody"]\n')
    again = reload(old, {})
    assert again.passed_over == ("schedules/other.toml",)
    assert again.changes == ()
    assert not again.is_refused
    assert again.mistakes


def test_files_that_do_not_fit_together_leave_all_as_it_was(old: Configuration):
    # The topic is gone, and what names it has no older text that would do without.
    (old.folder / "schedules/topics/talks.toml").unlink()
    write_outlet(old.folder, "herald", name="Another")
    again = reload(old, {})
    assert again.is_refused
    assert again.configuration is old
    assert "talks" in str(again.mistakes[0])


def test_a_file_that_needs_a_new_one_with_a_mistake_keeps_its_old_text(
    old: Configuration,
):
    write(old.folder, "schedules/outlets/third.toml", 'name = "Third"\nkind = 1\n')
    write_schedule(old.folder, "herald", "third")
    again = reload(old, {})
    assert again.passed_over == ("schedules/outlets/third.toml",)
    assert again.kept == ("schedules/main.toml",)
    assert again.changes == ()


def test_twenty_five_faults_are_all_named_and_the_old_definitions_go_on(
    old: Configuration,
):
    for outlet_id in ("herald", "post", "new_1", "new_2"):
        write(old.folder, f"schedules/outlets/{outlet_id}.toml", SIX_FAULTS)
    schedule = SCHEDULE.format(outlets='"herald"', every="15m")
    write(old.folder, "schedules/main.toml", "bar = 1\n" + schedule)
    again = reload(old, {})
    assert len(again.mistakes) == 25
    assert len({str(mistake) for mistake in again.mistakes}) == 25
    assert again.changes == ()
    assert again.configuration.config_hash == old.config_hash


def test_settings_for_which_a_process_lives_wait_for_a_restart(old: Configuration):
    write(
        old.folder,
        "newswatch.toml",
        '[paths]\ndata = "elsewhere"\n[store]\nwindow = "30d"\n'
        '[polite]\ndelay = "9s"\n',
    )
    again = reload(old, {})
    assert again.need_restart == ("store.window", "paths.data")
    assert again.configuration.data_dir == old.data_dir
    assert again.configuration.options.store == old.options.store
    assert again.configuration.options.polite.delay_s == 9.0
    assert again.changes == ("settings of [polite] changed",)


def test_a_folder_that_is_gone_changes_nothing(old: Configuration):
    old.folder.rename(old.folder.with_name("moved"))
    again = reload(old, {})
    assert again.is_refused
    assert again.configuration is old


def test_what_cannot_be_opened_just_now_leaves_the_old_in_force(
    tmp_path: Path, monkeypatch
):
    write_topic(tmp_path)
    write_outlet(tmp_path, "herald")
    write_schedule(tmp_path, "herald")
    old = load(tmp_path)

    def too_many() -> None:
        raise OSError(24, "Too many open files", "outlets")

    # By its name `newswatch.config.load` is the function.
    module = sys.modules["newswatch.config.load"]
    monkeypatch.setattr(module, "catalogue_files", too_many)
    reloaded = reload(old)
    assert reloaded.configuration is old
    (mistake,) = reloaded.mistakes
    assert (mistake.code, "Too many open files" in str(mistake)) == ("NW113", True)
