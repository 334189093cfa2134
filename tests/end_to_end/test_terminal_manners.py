"""Commands as a terminal, a pipe and an operator meet them."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawl_folder import command, newswatch, start, write_watch
from loopback import Site, rss, story
from screens import screen_of

from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer

PATIENCE_S = 60
OUTLET = """
[[outlet]]
id = "herald"
name = "The Herald"
source = [{{ kind = "feed", url = "{base}/rss" }}]
"""


@pytest.fixture
def demo_folder(tmp_path: Path) -> Iterator[Path]:
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(tmp_path, server, delay="20ms")
        yield tmp_path


@pytest.fixture(scope="module")
def crawled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawled")
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(folder, server, delay="20ms")
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def crawled(crawled_once: Path, tmp_path: Path) -> Path:
    """A folder of the test's own after one round; its outlets are down."""
    return shutil.copytree(crawled_once, tmp_path / "crawled")


def lines_of_the_demo() -> int:
    """How many records one round on the demo's outlets comes to."""
    with DemoServer(datetime.now(UTC)) as server:
        return server.expectations.line_count("mark")


class OnTerminal:
    """A command on a pseudo-terminal of its own."""

    def __init__(self, folder: Path, *arguments: str, width: int, **env: str) -> None:
        self._master, slave = pty.openpty()
        size = struct.pack("HHHH", 40, width, 0, 0)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, size)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("NEWSWATCH")}
        for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
            kept.pop(name, None)
        self.process = subprocess.Popen(
            command(folder, *arguments),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**kept, "TERM": "xterm", **env},
        )
        os.close(slave)
        self._shown = b""
        self._deadline = time.monotonic() + PATIENCE_S

    def read_until(self, word: str) -> None:
        while word.encode() not in self._shown:
            assert self._read(), f"{word!r} never came: {self.text!r}"

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def finish(self) -> int:
        while self._read():
            pass
        os.close(self._master)
        return self.process.wait(PATIENCE_S)

    def _read(self) -> bool:
        left_s = self._deadline - time.monotonic()
        assert left_s > 0, f"it takes too long: {self.text!r}"
        if not select.select([self._master], [], [], left_s)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the other side is closed
            return False
        self._shown += data
        return bool(data)

    @property
    def text(self) -> str:
        return self._shown.decode()


@pytest.mark.parametrize("width", [40, 100])
def test_once_draws_and_leaves_its_lines_only(demo_folder: Path, width: int):
    terminal = OnTerminal(demo_folder, "once", width=width)
    assert terminal.finish() == 0
    assert " of 3 outlets" in terminal.text or "/3 outlets" in terminal.text
    screen = screen_of(terminal.text, width)
    assert all(len(line) <= width for line in screen)
    summed = "\n".join(screen)
    for outlet_id in ("demo_herald", "demo_post", "demo_wire"):
        assert summed.count(outlet_id) == 1
    assert f"{lines_of_the_demo()} new records" in summed
    assert "asking" not in summed
    assert "\x1b[?25l" not in terminal.text


def test_a_dumb_terminal_gets_plain_lines(demo_folder: Path):
    terminal = OnTerminal(demo_folder, "once", width=100, TERM="dumb")
    assert terminal.finish() == 0
    assert "\x1b" not in terminal.text
    assert f"{lines_of_the_demo()} new records" in terminal.text


def test_log_lines_do_not_tear_the_drawing(demo_folder: Path):
    terminal = OnTerminal(demo_folder, "-v", "once", width=200)
    assert terminal.finish() == 0
    screen = screen_of(terminal.text, 200)
    logged = [line for line in screen if " info round done " in line]
    assert len(logged) == 3
    assert all(line[2] == ":" for line in logged), "each begins at the left edge"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_once_that_is_stopped_says_so_and_is_130(tmp_path: Path, number: int):
    with Site({"/rss": rss(*(f"/news/{n}" for n in range(200)))}) as site:
        site.pages["/rss"] = rss(*(f"/news/{n}" for n in range(200)), base=site.base)
        for n in range(200):
            site.pages[f"/news/{n}"] = story(n)
        outlet = OUTLET.format(base=site.base)
        folder = write_watch(tmp_path, outlet, polite="per_host = 1")
        (folder / "newswatch.toml").write_text(
            (folder / "newswatch.toml").read_text().replace('"10ms"', '"500ms"')
        )
        terminal = OnTerminal(folder, "once", width=100)
        terminal.read_until(" of 200 links")
        terminal.process.send_signal(number)
        assert terminal.finish() == 130
    screen = screen_of(terminal.text, 100)
    assert any(line.startswith("stopping") for line in screen)
    assert screen[-1].startswith("stopped before the end")
    assert "Traceback" not in terminal.text


@pytest.mark.parametrize("arguments", [["extract", "--jsonl"], ["read", "--follow"]])
def test_ctrl_c_ends_a_waiting_command_on_a_clean_line(
    demo_folder: Path, arguments: list[str]
):
    terminal = OnTerminal(demo_folder, "-vv", *arguments, width=100)
    if arguments[0] == "read":
        terminal.read_until("no record")
    else:
        terminal.type('{"id": "missing page", "html": "/missing"}\n')
        terminal.read_until('"error": ')
    terminal.process.send_signal(signal.SIGINT)
    code = terminal.finish()
    assert code == (0 if arguments[0] == "read" else 130)
    assert "Traceback" not in terminal.text
    if code:
        assert screen_of(terminal.text, 100)[-1] == "interrupted"


# -- encodings, formats, places of options


@pytest.mark.parametrize(
    "arguments",
    [
        ["once"],
        ["read"],
        ["read", "--json"],
        ["check"],
        ["schema"],
        ["--help"],
        ["--version"],
        ["read", "--topic", "нет"],
        ["once", "нет"],
        ["extract", "нет.html"],
    ],
)
def test_no_command_stumbles_over_an_ascii_locale(
    demo_folder: Path, crawled: Path, arguments: list[str]
):
    ascii_only = {
        "LC_ALL": "C",
        "PYTHONIOENCODING": "ascii",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    folder = crawled if arguments[0] == "read" else demo_folder
    done = newswatch(folder, *arguments, **ascii_only)
    assert done.returncode in (0, 1, 2)
    assert "UnicodeEncodeError" not in done.stderr
    assert "newswatch-fault" not in done.stderr
    if arguments != ["read", "--json"]:
        assert done.stdout.isascii()
        assert done.stderr.isascii()


def test_every_line_on_standard_error_is_json_when_asked_for(tmp_path: Path):
    with Site({"/news/1": story(1)}) as site:
        site.pages["/rss"] = rss("/news/1", base=site.base)
        outlets = OUTLET.format(base=site.base) + OUTLET.format(
            base="http://127.0.0.1:9"
        ).replace("herald", "closed")
        folder = write_watch(tmp_path, outlets)
        done = newswatch(folder, "-v", "--log-format", "json", "once")
    assert done.returncode == 1
    entries = [json.loads(line) for line in done.stderr.splitlines()]
    assert {"info", "warning"} <= {entry["level"] for entry in entries}
    for entry in entries:
        if entry["message"] == "round done":
            assert {"run_id", "outlet"} <= entry.keys()


def test_errors_are_json_too(tmp_path: Path):
    (tmp_path / "newswatch.toml").write_text('[polite]\ndelay = "2x"\nspeed = 3\n')
    done = newswatch(tmp_path, "check", "--log-format", "json")
    assert done.returncode == 78
    errors = [json.loads(line) for line in done.stderr.splitlines()]
    levels = [error["level"] for error in errors]
    assert levels.count("error") == 2
    assert "warning" in levels
    for error in errors:
        assert list(error) == [
            *("level", "code", "message", "file", "line", "column", "help")
        ]


def test_shared_options_work_behind_the_command(demo_folder: Path):
    done = newswatch(demo_folder, "once", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_tail_is_read_that_follows(crawled: Path):
    reader = start(crawled, "tail", "--json")
    got = [json.loads(reader.stdout.readline())["seq"] for _ in range(12)]
    assert got == list(range(1, 13))
    reader.send_signal(signal.SIGINT)
    reader.communicate(timeout=PATIENCE_S)
    assert reader.returncode == 0
    assert "tail" not in newswatch(crawled, "--help").stdout


def test_read_first_only_leaves_copies_out(crawled: Path):
    every = newswatch(crawled, "read").stdout.splitlines()
    first = newswatch(crawled, "read", "--first-only").stdout.splitlines()
    assert first == [line for line in every if not line.endswith("(copy)")]
    assert len(first) < len(every)


def test_a_half_written_last_line_is_left_for_later(crawled: Path):
    (feed,) = (crawled / "data" / "feed").glob("*.jsonl")
    with feed.open("ab") as file:
        file.write('{"seq": 13, "title": "Пол'.encode()[:-1])
    done = newswatch(crawled, "read")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == lines_of_the_demo()


def test_times_are_utc_to_the_second_for_programs(crawled: Path):
    times = [
        row.split("\t")[1] for row in newswatch(crawled, "read").stdout.splitlines()
    ]
    for text in times:
        assert text == "-" or text.endswith("Z") or len(text) == len("2026-11-23")


def test_bash_is_told_how_to_complete_commands():
    # The shell is found among the parents of the process: so one is put there.
    line = f"{shlex.quote(sys.executable)} -m newswatch --show-completion; exit $?"
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done.stderr
    assert "_NEWSWATCH_COMPLETE" in done.stdout


def test_bash_is_given_the_commands_that_begin_so(tmp_path: Path):
    script = Path(sys.executable).with_name("newswatch")
    if not script.exists():
        pytest.skip("newswatch is not installed as a script")
    done = subprocess.run(
        [script],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        env={
            **os.environ,
            "_NEWSWATCH_COMPLETE": "complete_bash",
            "COMP_WORDS": "newswatch re",
            "COMP_CWORD": "1",
        },
    )
    assert {"read", "replay"} <= set(done.stdout.split())
    assert "once" not in done.stdout


# -- exit codes that other suites do not reach


def test_no_outlet_reached_is_4(tmp_path: Path):
    folder = write_watch(tmp_path, OUTLET.format(base="http://127.0.0.1:9"))
    done = newswatch(folder, "once", "-q")
    assert done.returncode == 4
    assert "warning: herald" in done.stderr


@pytest.mark.parametrize("level", ["-q", "-v"])
def test_a_fault_of_ours_is_70_with_a_report(tmp_path: Path, level: str):
    program = (
        "import sys, newswatch.feed.schema as schema\n"
        "schema.record_schema = lambda: 1 / 0\n"
        "sys.argv = ['newswatch', 'LEVEL', 'schema']\n"
        "from newswatch.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program.replace("LEVEL", level)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        cwd=tmp_path,
    )
    assert done.returncode == 70
    assert ("Traceback" in done.stderr) is (level == "-v")
    (report,) = tmp_path.glob("newswatch-fault-*.txt")
    assert report.name in done.stderr
    assert "ZeroDivisionError" in report.read_text()


@pytest.mark.parametrize(
    "arguments", [["read"], ["read", "--json"], ["check"], ["demo"]]
)
def test_a_pipe_closed_early_is_no_error(crawled: Path, arguments: list[str]):
    line = " ".join(command(crawled, *arguments))
    done = subprocess.run(
        ["bash", "-c", f"{line} | true; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        cwd=crawled,
    )
    assert done.stdout.split() == ["0"]
    assert "Broken" not in done.stderr


def test_a_reader_that_leaves_during_the_crawl_does_not_hang_it(tmp_path: Path):
    line = " ".join(command(tmp_path, "demo", str(tmp_path / "demo")))
    done = subprocess.run(
        ["bash", "-c", f"{line} | head -n 1; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert done.stdout.splitlines()[-1] == "0"
    assert done.stderr == ""
