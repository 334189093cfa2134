"""The engine of thousands of topics in a file, for lanes to be born with.

To read ten thousand queries takes seconds and 80 MB, in every lane and each time that
one is made anew. So above WORTH_CHARS they are read once:

    crawler       is the file of these topics? If not, a process of its own makes it
    fork server   takes the engine from the file before it forks the first lane
    lane          has it from birth, in memory that all lanes share

The file is a help and never a need. One that is torn, of other topics, of another user
or cannot be written costs time: whoever lacks an engine reads the queries.
"""

from __future__ import annotations

import gc
import os
import signal
import stat
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from newswatch.match import Engine, cache
from newswatch.model import Topic

#: tells the fork server which file to take: its path
VARIABLE = "NEWSWATCH_TOPICS_FILE"
FILE_NAME = "topics.engine"
#: characters of all queries from which on a file saves more than it costs: up to half
#: a second of reading (10,000 queries of 230 characters take one, or four if the
#: grammar has to read them)
WORTH_CHARS = 250_000
_TOPICS = TypeAdapter(tuple[Topic, ...])
# Some two million topics; what is larger is not ours.
_MOST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTopics:
    """Topics whose engine a file holds, or may hold."""

    path: Path
    key: bytes
    #: the topics as JSON, read only where the engine is not to be had otherwise
    written: bytes

    @classmethod
    def of(cls, topics: Sequence[Topic], folder: Path) -> KeptTopics | None:
        """None if there are too few of them to be worth a file."""
        queries = (rule.when for topic in topics for rule in topic.rules)
        words = (word for t in topics for group in t.words.values() for word in group)
        if sum(map(len, queries)) + sum(map(len, words)) < WORTH_CHARS:
            return None
        return cls(
            path=folder / FILE_NAME,
            key=cache.key_of(topics),
            written=_TOPICS.dump_json(tuple(topics)),
        )

    def is_made(self) -> bool:
        """Whether the file is whole and of these topics."""
        content = _content(self.path)
        return content is not None and cache.is_whole(content, self.key)


#: what a lane is born with
LaneTopics = Sequence[Topic] | KeptTopics

# The engine that was there when this process was forked, with its key.
_inherited: list[tuple[bytes, Engine]] = []


def make_file_apart(kept: KeptTopics) -> None:
    """`make_file` as all that a process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    make_file(kept)


def make_file(kept: KeptTopics) -> None:
    """Read the topics and write the file, whole or not at all."""
    topics = _TOPICS.validate_json(kept.written)
    content = cache.packed(Engine(topics), topics)
    # Whoever started it sees that there is no file.
    with suppress(OSError):
        handle, name = tempfile.mkstemp(prefix=f".{FILE_NAME}.", dir=kept.path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(kept.path)
        except OSError:
            Path(name).unlink()


def inherit() -> None:
    """Take the engine of the file that VARIABLE names, for who is forked later."""
    path = os.environ.get(VARIABLE)
    content = _content(Path(path)) if path else None
    if content is None:
        return
    key = content[: cache.KEY_BYTES]
    if engine := cache.unpacked(content, key):
        _inherited[:] = [(key, engine)]
        # Untouched by the collector its memory stays one for all who are forked.
        gc.freeze()


def engine_of(topics: LaneTopics) -> Engine:
    """The engine of a lane. Raises QueryError if it has to read the queries and one
    cannot be read.
    """
    if not isinstance(topics, KeptTopics):
        return Engine(topics)
    for key, engine in _inherited:
        if key == topics.key:
            return engine
    content = _content(topics.path)
    kept = cache.unpacked(content, topics.key) if content is not None else None
    return kept or Engine(_TOPICS.validate_json(topics.written))


def _content(path: Path) -> bytes | None:
    """What a plain file of our own holds; None if it is none."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode) or state.st_uid != os.geteuid():
                return None
            return file.read() if state.st_size <= _MOST_BYTES else None
    except OSError:
        return None
