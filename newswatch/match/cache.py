"""An engine as bytes, so that thousands of unchanged topics need not be read again.

    key of the topics · digest of the rest · the topics as JSON and the percolator

Bytes with another key, or that are not whole, are no engine, and the topics are read
anew. What follows the digest is a pickle of plain values, read with no class allowed:
what somebody else has put there runs no code.

A topic's trees are not kept: they are read again when an article first wakes it.
"""

from __future__ import annotations

import pickle
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b
from importlib import metadata
from io import BytesIO

from newswatch.match.engine import Engine
from newswatch.match.percolator import Percolator
from newswatch.model import Topic

#: raise it with every change to what the language means or to `Percolator.state`
VERSION = 3
#: bytes of a key, with which `packed` begins
KEY_BYTES = 32
_HEAD_BYTES = 2 * KEY_BYTES


def key_of(topics: Sequence[Topic]) -> bytes:
    """What tells an engine of *topics* from any other: all that its answers come from.

    That is every word of every topic, the meaning of the language, and the tables by
    which words are folded and their forms are found.
    """
    tables = f"{VERSION} {unicodedata.unidata_version} {_forms_version()}"
    return _digest(tables.encode(), *map(_written, topics))


def packed(engine: Engine, topics: Sequence[Topic]) -> bytes:
    """*engine*, which was made of *topics*."""
    state = ([*map(_written, topics)], engine.percolator.state())
    body = pickle.dumps(state, protocol=pickle.HIGHEST_PROTOCOL)
    return key_of(topics) + _digest(body) + body


def unpacked(content: bytes, key: bytes) -> Engine | None:
    """The engine that `packed` made of topics with this *key*; None if it is none."""
    if not is_whole(content, key):
        return None
    try:
        written, state = _Unpickler(BytesIO(content[_HEAD_BYTES:])).load()
        return Engine.restored(written, Percolator.of_state(state, len(written)))
    except (pickle.UnpicklingError, EOFError, TypeError, ValueError, LookupError):
        return None


def is_whole(content: bytes, key: bytes) -> bool:
    """Whether all of *content* is as `packed` made it of topics with this *key*."""
    return content[:_HEAD_BYTES] == key + _digest(content[_HEAD_BYTES:])


def _written(topic: Topic) -> bytes:
    return topic.model_dump_json().encode("utf-8", "surrogatepass")


def _digest(*parts: bytes) -> bytes:
    digest = blake2b(digest_size=KEY_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def _forms_version() -> str:
    try:
        return metadata.version("simplemma")
    except metadata.PackageNotFoundError:
        return "none"


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
