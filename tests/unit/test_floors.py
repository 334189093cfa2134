"""The floors of the house: imports go down only, and strangers stay strangers."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "newswatch"

#: from the ground up; rooms in one line may not import one another, except where
#: NEIGHBOURS says so
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "logs", "clock", "mark"),
    ("model",),
    ("urls", "dates", "addresses", "robots"),
    ("discover", "extract", "clean", "dedup", "match", "schedule"),
    ("pages", "config"),
    ("store",),
    ("feed",),
    ("archive", "backlog"),
    ("rounds", "hosts", "robots_book", "turns", "outage"),
    ("settings", "items", "workshop"),
    ("further_pages", "again", "resolver"),
    ("gate", "middlewares", "in_order", "live_blogs", "transport"),
    ("spiders", "pipelines", "extensions"),
    ("spiderloader",),
    ("crawler",),
    ("daemon",),
    ("demo",),
    ("cli",),
)
NEIGHBOURS = {
    # A page's text is cleaned as it is taken out.
    ("extract", "clean"): "the body is cleaned paragraph by paragraph",
    ("middlewares", "transport"): "a host that falls silent is slowed down",
    ("extensions", "spiders"): "the ledger settles visits in the spiders' words",
}
#: rooms that must work without the frameworks
BELOW_SCRAPY = FLOORS[: FLOORS.index(("settings", "items", "workshop"))]
FRAMEWORKS = ("scrapy", "twisted", "apscheduler", "itemadapter")
#: the verbs: no I/O, no clock
PURE = FLOORS[3]
IMPURE = {
    "asyncio", "multiprocessing", "newswatch.clock", "os", "random", "requests",
    "shutil", "socket", "sqlite3", "subprocess", "threading", "time", "urllib.request",
}  # fmt: skip


def floor_of(room: str) -> int:
    for number, rooms in enumerate(FLOORS):
        if room in rooms:
            return number
    raise LookupError(
        f"newswatch/{room} stands on no floor: name its floor in {Path(__file__).name}"
        " and in docs/architecture.md"
    )


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [
                (node.lineno, f"{node.module}.{alias.name}") for alias in node.names
            ]
    return found


def rooms_imported(path: Path) -> list[tuple[int, str]]:
    rooms = []
    for line, name in imports_of(path):
        parts = name.split(".")
        if parts[0] != "newswatch" or len(parts) == 1:
            continue
        if (PACKAGE / parts[1]).is_dir() or (PACKAGE / f"{parts[1]}.py").exists():
            rooms.append((line, parts[1]))
    return rooms


FILES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if path.parent != PACKAGE or not path.name.startswith("__")
)


def broken_floors(path: Path) -> list[str]:
    room = room_of(path)
    complaints = []
    for line, other in rooms_imported(path):
        if other == room or (room, other) in NEIGHBOURS:
            continue
        where = f"{path.relative_to(PACKAGE.parent)}:{line}"
        if floor_of(other) > floor_of(room):
            complaints.append(
                f"{where}: {room} imports {other}, which stands above it;"
                " imports go down only"
            )
        elif floor_of(other) == floor_of(room):
            complaints.append(
                f"{where}: {room} imports {other}; rooms of one floor are strangers"
                " and meet only above"
            )
    return complaints


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down_only(path: Path) -> None:
    assert not broken_floors(path), "\n" + "\n".join(broken_floors(path))


def test_every_room_stands_on_a_floor() -> None:
    for path in FILES:
        floor_of(room_of(path))


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if any(room_of(path) in rooms for rooms in BELOW_SCRAPY)],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_frameworks_stay_on_the_upper_floors(path: Path) -> None:
    used = {name.split(".")[0] for _, name in imports_of(path)} & set(FRAMEWORKS)
    assert not used, f"{path.name} imports {used}: it must work without them"


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if room_of(path) in PURE],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_the_verbs_do_no_input_or_output_and_read_no_clock(path: Path) -> None:
    used = {name for _, name in imports_of(path)}
    used |= {name.rpartition(".")[0] for name in used}
    assert not used & IMPURE, f"{path.name} imports {sorted(used & IMPURE)}"
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("now", "utcnow", "today"), (
                f"{path.name}:{node.lineno} reads the clock; let `now` be an argument"
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("open", "print", "input"), (
                f"{path.name}:{node.lineno} does input or output"
            )


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if room_of(path) not in ("clock", "cli", "demo")],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    # A crawl must be able to stand still: see newswatch/clock.py.
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in (
                ("datetime", "now"),
                ("datetime", "utcnow"),
                ("time", "time"),
            ), f"{path.name}:{node.lineno}: ask newswatch.clock.now()"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_file_outgrows_400_lines(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= 400, f"{path.name} has {lines} lines: split it"


def test_a_broken_floor_is_told_in_words(tmp_path: Path) -> None:
    # The check itself must be able to fail.
    bad = PACKAGE / "model" / "imagined.py"
    source = tmp_path / "imagined.py"
    source.write_text("from newswatch.store import open_store\n")
    complaint = _complaint_about(bad, source)
    assert complaint == [
        "newswatch/model/imagined.py:1: model imports store, which stands above it;"
        " imports go down only"
    ]


def _complaint_about(pretended: Path, source: Path) -> list[str]:
    """What would be said of *source* if it stood at *pretended*."""

    class Standin(type(pretended)):  # type: ignore[misc]
        def read_text(self, *args: object, **kwargs: object) -> str:
            return source.read_text("utf-8")

    return broken_floors(Standin(pretended))
