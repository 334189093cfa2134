"""Named moments at which a process of newswatch dies by SIGKILL, or is asked to end.

`environment()` has every Python process below it load a hook: when the module of a
point is imported, the function is wrapped, and the first process in the right role that
comes by for the n-th time gets the signal. Nothing of this is in newswatch itself.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    role: str
    name: str
    #: module and qualified name of a function
    where: str
    #: before, after, or torn: half of the bytes are written first
    when: str
    #: at which call
    nth: int = 1


#: role, name, function below newswatch, when, at which call
_TABLE = """
parent| folder locked             | feed.lock:FolderLock.acquire|after|1
parent| state checked             | store.repair:make_sound|after|1
parent| state opened              | store.connection:connect|after|1
parent| feed file opened          | feed.jsonl:JsonlFeed._open|after|1
parent| day file begun            | feed.jsonl:JsonlFeed._turn_to|after|1
parent| before a line             | feed.jsonl:JsonlFeed._append|before|1
parent| room reserved             | feed.room:reserve|after|1
parent| half a line written       | feed.jsonl:JsonlFeed._append|torn|1
parent| line flushed              | feed.jsonl:JsonlFeed._append|after|1
parent| before the position       | store.sqlite:SqliteStore.set_feed_position|before|2
parent| position noted            | store.sqlite:SqliteStore.set_feed_position|after|2
parent| poll handed over          | daemon.supervisor:Supervisor.submit|after|1
parent| poll done                 | daemon.service:Service._poll_done|before|1
parent| next poll stored          | store.sqlite:SqliteStore.set_outlet_state|after|1
parent| feed closed               | feed.jsonl:JsonlFeed.close|after|2
child | before a listing          | store.sqlite:SqliteStore.announce|before|1
child | listing not committed     | store.sqlite:SqliteStore.announce|after|1
child | page to be read           | pipelines:ReadPipeline.process_item|before|3
child | page to be admitted       | pipelines:AdmitPipeline.process_item|before|3
child | before an admission       | store.sqlite:SqliteStore.admit|before|4
child | admission not committed   | store.sqlite:SqliteStore.admit|after|4
child | committed, not handed out | store.thread:_hand_over|before|12
child | before the account        | store.sqlite:SqliteStore.record_run|before|1
child | account not committed     | store.sqlite:SqliteStore.record_run|after|1
lane  | page not yet read         | extract.article:extract_article|before|2
lane  | page read                 | extract.article:extract_article|after|2
lane  | page fingerprinted        | dedup.fingerprint:fingerprint|after|2
"""


def _points() -> list[Point]:
    rows = ([part.strip() for part in row.split("|")] for row in _TABLE.split("\n"))
    return [
        Point(
            role=row[0],
            name=row[1],
            where=f"newswatch.{row[2]}",
            when=row[3],
            nth=int(row[4]),
        )
        for row in rows
        if len(row) == 5
    ]


POINTS = _points()

_HOOK = """
import os, signal, sys
where, when, role = (os.environ["KILL_" + key] for key in ("WHERE", "WHEN", "ROLE"))
nth, number = int(os.environ["KILL_NTH"]), int(os.environ["KILL_SIGNAL"])
flag = os.environ["KILL_FLAG"]
module_name, _, qualified = where.partition(":")
calls = 0

def my_role():
    line = open("/proc/self/cmdline").read()
    if "multiprocessing" in line:
        return "lane"
    return "child" if "newswatch.crawler" in line else "parent"

def die():
    global calls
    if my_role() != role:
        return False
    calls += 1
    if calls < nth:
        return False
    try:
        os.close(os.open(flag, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True

def wrapped(function):
    def call(*args, **kwargs):
        if when == "torn" and die():
            fd, data = args[1:3]
            os.write(fd, data[: len(data) - 40])
            os.kill(os.getpid(), number)
            # Asked to end, it goes on and writes the rest.
            args = (*args[:2], data[len(data) - 40 :], *args[3:])
        if when == "before" and die():
            os.kill(os.getpid(), number)
        result = function(*args, **kwargs)
        if when == "after" and die():
            os.kill(os.getpid(), number)
        return result
    call.__name__ = function.__name__
    call.__wrapped__ = function
    return call

def patch(module):
    holder, names = module, qualified.split(".")
    for name in names[:-1]:
        holder = getattr(holder, name)
    setattr(holder, names[-1], wrapped(getattr(holder, names[-1])))

class Finder:
    def find_spec(self, name, path, target=None):
        if name != module_name:
            return None
        sys.meta_path.remove(self)
        import importlib.util
        spec = importlib.util.find_spec(name)
        honest = spec.loader.exec_module
        def exec_module(module):
            honest(module)
            patch(module)
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Finder())
"""


def environment(point: Point, folder: Path, number: int) -> dict[str, str]:
    """What makes the process that comes by *point* first send itself *number*.

    `folder/struck` is there afterwards if one did.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(_HOOK, "utf-8")
    above = os.environ.get("PYTHONPATH", "")
    return {
        "PYTHONPATH": os.pathsep.join(filter(None, (str(folder), above))),
        "KILL_WHERE": point.where,
        "KILL_WHEN": point.when,
        "KILL_ROLE": point.role,
        "KILL_NTH": str(point.nth),
        "KILL_SIGNAL": str(int(number)),
        "KILL_FLAG": str(folder / "struck"),
    }
