"""Runs of one client after another against one server, each in its own process."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from crawling.folder import make_folder
from crawling.probes import WHERE, notes_in
from crawling.sites import Sites

HERE = Path(__file__).parent
#: seconds after which a client is given up
PATIENCE_S = 900
_ROOT = HERE.parents[1]

Found = dict[str, Any]


@contextmanager
def serving(corpus: Path, sites: Sites) -> Iterator[None]:
    arguments = [f"--{key}={getattr(sites, key)}" for key in ("outlets", "stories")]
    command = [sys.executable, str(HERE / "server.py"), f"--corpus={corpus}"]
    with subprocess.Popen(
        [*command, *arguments, f"--port={sites.port}"], stdout=subprocess.PIPE
    ) as server:
        try:
            if server.stdout is None or not server.stdout.readline():
                raise SystemExit("the server did not start")
            yield
        finally:
            server.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def peer(name: str, python: str, sites: Sites) -> Found:
    job = {"urls": sites.urls, "bases": sites.bases}
    found = _counted(
        sites, [python, str(HERE / "peers.py"), name], stdin=json.dumps(job)
    )
    # Some ask for a page more than once, none may ask for fewer.
    return found | {"asked": len(sites.urls)}


def python_with(module: str, pythons: Sequence[str]) -> str | None:
    """The first of *pythons* that can import *module*."""
    for python in pythons:
        command = [python, "-c", f"import {module}"]
        if not subprocess.run(command, capture_output=True, check=False).returncode:
            return python
    return None


def fetching(sites: Sites) -> Found:
    """newswatch, up to the pipelines."""
    with tempfile.TemporaryDirectory(prefix="crawl-") as name:
        make_folder(Path(name), sites)
        return _counted(sites, [sys.executable, str(HERE / "fetching.py"), name])


def further_pages(sites: Sites) -> Found:
    """What all pages cost beyond those of the first outlet: no start-up in it."""
    first, every = _chain(sites, ["outlet_000"]), _chain(sites)
    found = every | {key: every[key] - first[key] for key in _ADDITIVE}
    found["others_cpu_s"] = (
        found["cpu_s"] - found["crawler_cpu_s"] - found["lanes_cpu_s"]
    )
    return found


#: what a run has more of when it has more pages; the others are of the whole run
_ADDITIVE = (
    *("asked", "discovered", "cpu_s", "wall_s", "crawler_cpu_s"),
    *("extract_cpu_s", "work_cpu_s", "lanes_cpu_s"),
)


def _chain(sites: Sites, outlets: Sequence[str] = ()) -> Found:
    """`newswatch once`, all processes of it; *outlets* only, if there are any."""
    with tempfile.TemporaryDirectory(prefix="crawl-") as name:
        folder, cost = Path(name), Path(name) / "cost.json"
        make_folder(folder / "watch", sites)
        command = [sys.executable, str(HERE / "family.py"), str(cost), sys.executable]
        command += [str(HERE / "once.py"), "-C", str(folder / "watch"), "-q", "once"]
        asked = _counted(sites, [*command, *outlets], note_in=folder, answers=False)
        spent = json.loads(cost.read_text("utf-8"))
        found = {"discovered": _discovered(folder / "watch" / "data" / "state.db")}
        return asked | spent | notes_in(folder) | found


def _discovered(state: Path) -> int:
    """Links and posts of live blogs that came to an end of any kind."""
    with closing(sqlite3.connect(state)) as db:
        found: int = db.execute("SELECT sum(discovered) FROM run").fetchone()[0]
        return found


def _counted(
    sites: Sites,
    command: list[str],
    *,
    stdin: str = "",
    note_in: Path | None = None,
    answers: bool = True,
) -> Found:
    """What *command* found, with what the server was asked for meanwhile."""
    before = _asked(sites)
    paths = [str(_ROOT), str(HERE)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    environment[WHERE] = str(note_in or "")
    done = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        env=environment,
        check=False,
    )
    lines = done.stdout.splitlines()
    if done.returncode or (answers and not lines):
        raise RuntimeError(f"{command[1:3]}: {done.returncode}, {done.stderr[-2000:]}")
    asked = _asked(sites)
    found: Found = json.loads(lines[-1]) if answers else {}
    return found | {
        "asked": asked["pages"],
        "server_cpu_s": asked["cpu_s"] - before["cpu_s"],
    }


def _asked(sites: Sites) -> dict[str, float]:
    zero = {"pages": 0}
    with urllib.request.urlopen(f"http://127.0.0.1:{sites.port}/_count") as answer:
        return zero | json.load(answer)
