"""Takes the screens of docs/terminal.md anew: the demo as three terminals show it.

    python docs/terminal_screens.py

Needs tmux. Each `<!-- screen: … -->` in the page is followed by a fenced block, whose
text is replaced. What is taken is what tmux has on its screen, not what was printed.
"""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE = Path(__file__).with_name("terminal.md")
#: <!-- screen: 100 live: newswatch demo -->, or `pipe` in the place of the columns
MARK = re.compile(
    r"<!-- screen: (?P<columns>\d+|pipe)(?P<live> live)?: (?P<command>[^>]+?) -->\n"
    r"(?P<open>```\w*\n)(?P<old>.*?)(?P<close>```\n)",
    re.DOTALL,
)
ROWS = 120
PATIENCE_S = 90
#: stands on the screen once the command is over
END = "command-is-over"
#: what a screen taken half-way must hold: some links of an outlet are settled
HALFWAY = re.compile(r" [1-9]\d* ?(of|/) ?\d+.*matched")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--page", type=Path, default=PAGE)
    page = parser.parse_args().page
    if shutil.which("tmux") is None:
        print("tmux is not here: apt-get install tmux", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _make_newswatch(folder / "bin")
        text = MARK.sub(lambda mark: _taken(mark, folder), page.read_text("utf-8"))
    page.write_text(text, "utf-8")
    return 0


def _make_newswatch(folder: Path) -> None:
    """A `newswatch` for the screens' PATH that is the one of this Python."""
    folder.mkdir()
    script = folder / "newswatch"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m newswatch "$@"\n')
    script.chmod(0o755)


def _taken(mark: re.Match[str], folder: Path) -> str:
    command = f"PATH={folder}/bin:$PATH; {mark['command']}"
    if mark["columns"] == "pipe":
        screen = _piped(command, folder)
    else:
        screen = _on_screen(command, folder, int(mark["columns"]), bool(mark["live"]))
    head = mark[0][: mark.start("old") - mark.start()]
    return f"{head}{screen}{mark['close']}"


def _piped(command: str, folder: Path) -> str:
    done = subprocess.run(
        ["sh", "-c", f"{command} 2>/dev/null"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=PATIENCE_S,
    )
    # A tab is seen as what it is, and the page has none.
    return done.stdout.replace("\t", "⇥")


def _on_screen(command: str, folder: Path, columns: int, live: bool) -> str:
    # A server and, for what is broken off half-way, a folder of its own.
    own = Path(tempfile.mkdtemp(dir=folder))
    tmux = ["tmux", "-S", str(own / "socket"), "-f", "/dev/null"]
    where = shlex.quote(str(own if live else folder))
    inner = f"cd {where}; {command}; echo {END}; sleep {PATIENCE_S}"
    size = ["-x", str(columns), "-y", str(ROWS)]
    subprocess.run([*tmux, "new-session", "-d", *size, inner], check=True)
    try:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            done = subprocess.run(
                [*tmux, "capture-pane", "-p"],
                capture_output=True,
                text=True,
                check=True,
            )
            shown = done.stdout.rstrip() + "\n"
            if live and HALFWAY.search(shown):
                return shown
            if END in shown:
                return shown.partition(END)[0]
            time.sleep(0.1)
        raise TimeoutError(f"{command} did not end; its screen was:\n{shown}")
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)


if __name__ == "__main__":
    sys.exit(main())
