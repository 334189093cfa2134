"""What load() makes of good files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newswatch.config import Configuration, load
from newswatch.errors import ConfigError, ConfigErrors

Load = Callable[..., Configuration]
Mistakes = Callable[..., list[ConfigError]]


def outlet(id: str, *, extra: str = "", host: str = "") -> str:
    """An inline outlet with one feed; *extra* lines go into its table."""
    url = f"https://{host or id + '.example'}/rss.xml"
    return (
        f'[[outlet]]\nid = "{id}"\n{extra}\n'
        f'[[outlet.source]]\nkind = "feed"\nurl = "{url}"\n'
    )


def topic(id: str = "talks") -> str:
    return f'[[topic]]\nid = "{id}"\nquery = "talks"\n'


def private(*, extra: str = "") -> str:
    """An outlet file of its own."""
    return f'{extra}\n[[source]]\nkind = "feed"\nurl = "https://own.example/rss"\n'


def test_empty_folder_is_the_catalogue_and_nothing_watched(loaded: Load) -> None:
    found = loaded({})

    assert found.watches == ()
    assert found.watched_outlets() == ()
    assert "bbc" in found.outlets


def test_nothing_to_watch_is_an_error_only_where_it_is_asked(loaded: Load) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded({}).require_watches()

    assert caught.value.code == "NW123"
    assert "schedules/NAME.toml" in (caught.value.help or "")


def test_disabled_schedules_are_nothing_to_watch(loaded: Load, good: str) -> None:
    found = loaded({"schedules/a.toml": f"enabled = false\n{good}"})

    with pytest.raises(ConfigError, match="every schedule is disabled: a"):
        found.require_watches()
    assert found.watched_outlets() == ()
    assert found.topics_for("herald") == ()


def test_one_schedule_is_enough(loaded: Load, good: str) -> None:
    found = loaded({"schedules/a.toml": good})

    found.require_watches()
    assert [watch.id for watch in found.watches] == ["a"]
    assert [outlet.id for outlet in found.watched_outlets()] == ["herald"]
    assert [topic.id for topic in found.topics_for("herald")] == ["talks"]


def test_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigErrors) as caught:
        load(tmp_path / "nowhere", {})

    assert [error.code for error in caught.value.errors] == ["NW110"]


def test_data_folder_is_relative_to_the_configuration(
    loaded: Load, tmp_path: Path
) -> None:
    assert loaded({}).data_dir == tmp_path / "data"
    assert loaded({"newswatch.toml": '[paths]\ndata = "d"\n'}).data_dir == (
        tmp_path / "d"
    )


def test_environment_overrides_the_data_folder(loaded: Load, tmp_path: Path) -> None:
    files = {"newswatch.toml": '[paths]\ndata = "d"\n'}

    assert loaded(files, NEWSWATCH_DATA="/srv/news").data_dir == Path("/srv/news")
    assert loaded(files, NEWSWATCH_DATA="e").data_dir == tmp_path / "e"


def test_schedules_may_lie_elsewhere(loaded: Load, good: str) -> None:
    found = loaded(
        {"newswatch.toml": '[paths]\nschedules = "jobs"\n', "jobs/a.toml": good}
    )

    assert [watch.id for watch in found.watches] == ["a"]


def test_private_outlet_replaces_the_catalogues(loaded: Load) -> None:
    found = loaded({"schedules/outlets/bbc.toml": private(extra='name = "Mine"')})

    assert found.outlets["bbc"].name == "Mine"
    assert found.outlets["bbc"].country is None


def test_inline_outlet_replaces_the_catalogues(loaded: Load) -> None:
    found = loaded({"schedules/a.toml": outlet("bbc") + topic()})

    assert found.outlets["bbc"].domains == ("bbc.example",)


def test_id_in_a_file_stands_for_its_name(loaded: Load) -> None:
    found = loaded({"schedules/outlets/x-1.toml": private(extra='id = "own"')})

    assert "own" in found.outlets


def test_outlet_without_a_name_is_called_by_its_id(loaded: Load, good: str) -> None:
    found = loaded({"schedules/a.toml": good, "schedules/outlets/own.toml": private()})

    assert found.outlets["own"].name == "own"
    assert found.outlets["herald"].name == "herald"


@pytest.mark.parametrize(
    "files",
    [
        {
            "schedules/outlets/own.toml": private(),
            "schedules/a.toml": outlet("own") + topic(),
        },
        {
            "schedules/a.toml": outlet("own") + topic(),
            "schedules/b.toml": outlet("own") + topic("other"),
        },
        {
            "schedules/outlets/own.toml": private(),
            "schedules/outlets/second.toml": private(extra='id = "own"'),
        },
    ],
)
def test_two_private_outlets_with_one_id_are_an_error(
    files: dict[str, str], mistakes: Mistakes
) -> None:
    (mistake,) = mistakes(files)

    assert mistake.code == "NW114"
    assert 'a second outlet "own"' in mistake.message


def test_one_topic_in_two_files_is_an_error(mistakes: Mistakes, good: str) -> None:
    (mistake,) = mistakes(
        {"schedules/topics/t.toml": topic(), "schedules/a.toml": good}
    )

    assert mistake.code == "NW202"
    assert "schedules/topics/t.toml:2:6" in mistake.message


def test_shared_topic_is_found(loaded: Load) -> None:
    found = loaded(
        {
            "schedules/topics/any_name.toml": topic("one") + topic("two"),
            "schedules/a.toml": 'topics = ["two"]\n' + outlet("herald"),
        }
    )

    assert [topic.id for topic in found.topics_for("herald")] == ["two"]
    assert set(found.topics) == {"one", "two"}


def test_group_stands_for_its_members(loaded: Load) -> None:
    found = loaded(
        {
            "schedules/outlets/b_wire.toml": private(extra='groups = ["my_wires"]'),
            "schedules/a.toml": 'outlets = ["group:my_wires", "b_wire"]\n'
            + outlet("a_wire", extra='groups = ["my_wires"]')
            + topic(),
        }
    )

    assert found.watches[0].outlets == ("a_wire", "b_wire")


def test_topics_of_an_outlet_are_those_of_all_its_watches(loaded: Load) -> None:
    found = loaded(
        {
            "schedules/a.toml": outlet("herald") + topic("one"),
            "schedules/b.toml": 'outlets = ["herald"]\ntopics = ["one"]\n'
            + topic("two"),
            "schedules/c.toml": 'enabled = false\noutlets = ["herald"]\n'
            + topic("three"),
        }
    )

    assert [topic.id for topic in found.topics_for("herald")] == ["one", "two"]


@pytest.mark.parametrize(
    ("extra", "host", "domains"),
    [
        ('domains = ["A.example"]', "other.example", ("a.example",)),
        ('domains = ["münchen.example"]', "", ("xn--mnchen-3ya.example",)),
        ('homepage = "https://www.a.example/x"', "a.example", ("a.example",)),
        ('homepage = "https://a.example/"', "rss.a.example", ("a.example",)),
        ('homepage = "https://a.example/"', "b.example", ("a.example", "b.example")),
        ("", "127.0.0.1:8080", ("127.0.0.1",)),
        ("", "www.example", ("www.example",)),
    ],
)
def test_domains_are_stated_or_taken_from_the_addresses(
    extra: str, host: str, domains: tuple[str, ...], loaded: Load
) -> None:
    found = loaded({"schedules/a.toml": outlet("o", extra=extra, host=host) + topic()})

    assert found.outlets["o"].domains == domains


def test_file_that_is_no_toml_hides_nothing_else_and_blames_nobody(
    mistakes: Mistakes,
) -> None:
    found = mistakes(
        {
            "newswatch.toml": "[poll\n",
            "schedules/outlets/own.toml": "name = \n",
            "schedules/topics/t.toml": "= 1\n",
            "schedules/a.toml": 'outlets = ["own"]\ntopics = ["t"]\n[schedule]\n'
            'every = "x"\n',
        }
    )

    assert [str(error.place).split(":")[0] for error in found] == [
        "newswatch.toml",
        "schedules/outlets/own.toml",
        "schedules/topics/t.toml",
        "schedules/a.toml",
    ]
    assert [error.code for error in found] == ["NW101", "NW101", "NW101", "NW103"]


def test_wrong_outlet_is_one_mistake_not_one_for_each_schedule(
    mistakes: Mistakes,
) -> None:
    found = mistakes(
        {
            "schedules/outlets/own.toml": private(extra="weight = 0"),
            "schedules/a.toml": 'outlets = ["own"]\n' + topic(),
        }
    )

    assert [error.code for error in found] == ["NW103"]


def test_secret_is_taken_from_a_private_file(
    loaded: Load, tmp_path: Path, good: str
) -> None:
    secret = tmp_path / "hook.key"
    secret.write_text("x")
    secret.chmod(0o600)
    text = f'{good}[notify]\nsecret = {{ file = "hook.key" }}\n'

    loaded({"schedules/a.toml": text})

    secret.chmod(0o644)
    with pytest.raises(ConfigErrors, match="everybody on this machine may read"):
        loaded({})


def test_secret_in_the_environment_is_enough(loaded: Load, good: str) -> None:
    text = f'{good}[notify]\nsecret = {{ env = "HOOK_KEY" }}\n'

    found = loaded({"schedules/a.toml": text}, HOOK_KEY="x")

    assert "HOOK_KEY" in repr(found.watches[0].notify.model_dump())


@pytest.mark.parametrize("name", ["Talks.toml", "a-b.toml", f"{'x' * 65}.toml"])
def test_schedule_whose_name_is_no_id_is_an_error(
    name: str, mistakes: Mistakes, good: str
) -> None:
    (mistake,) = mistakes({f"schedules/{name}": good})

    assert mistake.code == "NW126"


def test_hidden_and_other_files_are_not_read(loaded: Load, good: str) -> None:
    found = loaded(
        {
            "schedules/a.toml": good,
            "schedules/.#a.toml": "[[[",
            "schedules/a.toml~": "[[[",
            "schedules/README.md": "[[[",
        }
    )

    assert [watch.id for watch in found.watches] == ["a"]


HUGE = [
    ("size", "[polite]\nmax_page = '" + "9" * 400 + "GiB'\n"),
    ("duration", "[polite]\ndelay = '" + "9" * 400 + "d'\n"),
    ("number", "[polite]\nper_host = " + "9" * 5000 + "\n"),
    ("depth", "x = " + "[" * 5000 + "]" * 5000 + "\n"),
    ("depth of tables", "x = " + "{a=" * 5000 + "1" + "}" * 5000 + "\n"),
    ("length of a key", f"{'k' * 100_000} = 1\n"),
    ("depth of a key", ".".join("k" * 2000) + " = 1\n"),
]


@pytest.mark.parametrize("text", [text for _, text in HUGE], ids=[n for n, _ in HUGE])
def test_absurd_values_are_named_errors(text: str, mistakes: Mistakes) -> None:
    assert mistakes({"newswatch.toml": text})


def test_config_neither_loads_scrapy_nor_trafilatura(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom newswatch.config import load\n"
        f"load(Path({str(tmp_path)!r}))\n"
        "print(*{'scrapy', 'trafilatura', 'parsel', 'twisted'} & set(sys.modules))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == ""
