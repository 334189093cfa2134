"""An engine as bytes, so that thousands of unchanged topics need not be read again.

The bytes begin with a digest of all that an engine depends on: the topics, this
module's version, the Python that wrote them, and the bytes that follow. Bytes of other
topics, of another version, or cut short are no engine, and the topics are read anew. Only
newswatch's own classes are unpickled: what somebody else has put there runs no code.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from hashlib import blake2b
from io import BytesIO

from newswatch.match.engine import Engine
from newswatch.model import Topic

#: raise it with every change to what an engine is made of, or to what a query means
VERSION = 1
_DIGEST_BYTES = 32
_SAFE_MODULES = ("newswatch.match.", "newswatch.model.")
_SAFE_NAMES = {
    ("builtins", "frozenset"), ("builtins", "set"),
    ("collections", "Counter"), ("collections", "defaultdict"),
    ("builtins", "list"),
}  # fmt: skip


def packed(engine: Engine, topics: Sequence[Topic]) -> bytes:
    """*engine*, which was made of *topics*."""
    body = pickle.dumps(engine, protocol=pickle.HIGHEST_PROTOCOL)
    return _digest(topics, body) + body


def unpacked(content: bytes, topics: Sequence[Topic]) -> Engine | None:
    """The engine that `packed` made of the same *topics*; None if it is none."""
    body = content[_DIGEST_BYTES:]
    if content[:_DIGEST_BYTES] != _digest(topics, body):
        return None
    try:
        engine = _Unpickler(BytesIO(body)).load()
    except (pickle.UnpicklingError, AttributeError, ImportError, EOFError, TypeError):
        return None
    return engine if isinstance(engine, Engine) else None


def _digest(topics: Sequence[Topic], body: bytes) -> bytes:
    digest = blake2b(body, digest_size=_DIGEST_BYTES)
    digest.update(f"\n{VERSION} {sys.version}\n".encode())
    for topic in topics:
        digest.update(repr(topic).encode("utf-8", "surrogatepass") + b"\n")
    return digest.digest()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        is_own = module.startswith(_SAFE_MODULES) and "." not in name
        if not is_own and (module, name) not in _SAFE_NAMES:
            raise pickle.UnpicklingError(f"{module}.{name} is not newswatch's")
        return super().find_class(module, name)
