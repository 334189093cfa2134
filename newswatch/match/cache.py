"""An engine as bytes, so that thousands of unchanged topics need not be read again.

The bytes begin with a digest of all that an engine depends on: the topics, VERSION,
and the bytes that follow. Bytes of other topics, of another version, or cut short are
no engine, and the topics are read anew. What follows is a pickle of plain values, read
with no class allowed: what somebody else has put there runs no code.

A query's tree is not kept: it is read again when an article first wakes its topic.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from hashlib import blake2b
from io import BytesIO

from newswatch.match.engine import Engine
from newswatch.match.percolator import Percolator
from newswatch.model import Topic

#: raise it with every change to what the language means or to `Percolator.state`
VERSION = 1
_DIGEST_BYTES = 32


def packed(engine: Engine, topics: Sequence[Topic]) -> bytes:
    """*engine*, which was made of *topics*."""
    state = engine.percolator.state()
    body = pickle.dumps(state, protocol=pickle.HIGHEST_PROTOCOL)
    return _digest(topics, body) + body


def unpacked(content: bytes, topics: Sequence[Topic]) -> Engine | None:
    """The engine that `packed` made of the same *topics*; None if it is none."""
    body = content[_DIGEST_BYTES:]
    if content[:_DIGEST_BYTES] != _digest(topics, body):
        return None
    try:
        state = _Unpickler(BytesIO(body)).load()
        return Engine.restored(topics, Percolator.of_state(state))
    except (pickle.UnpicklingError, EOFError, TypeError, ValueError, LookupError):
        return None


def _digest(topics: Sequence[Topic], body: bytes) -> bytes:
    digest = blake2b(body, digest_size=_DIGEST_BYTES)
    digest.update(f"\n{VERSION}\n".encode())
    for topic in topics:
        digest.update(topic.model_dump_json().encode() + b"\n")
    return digest.digest()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
