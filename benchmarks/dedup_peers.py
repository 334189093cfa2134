"""The peers of benchmarks/dedup.py: each takes texts by id, and says which are copies.

All documents are indexed, so that finding candidates is tested too. Thresholds are
those under which each was best on labelled pairs before (simhash, trafilatura), or the
ones that its users set (MinHash 0.5 and 0.8).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from itertools import combinations

Found = set[tuple[str, str]]
Ask = Callable[[Mapping[str, str]], Found]
#: word shingles, the same for all that take some
_LENGTH = 5
_PERMUTATIONS = 128
#: copies of a text under one band or shingle beyond which nobody compares all pairs
_CROWD = 500


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _shingles(text: str) -> set[str]:
    words = _words(text)
    count = max(1, len(words) - _LENGTH + 1)
    return {" ".join(words[start : start + _LENGTH]) for start in range(count)}


def _datasketch(threshold: float, texts: Mapping[str, str]) -> Found:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
    found: Found = set()
    for name, text in texts.items():
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in _shingles(text)])
        found.update((other, name) for other in index.query(sketch))
        index.insert(name, sketch)
    return found


def _rensa(texts: Mapping[str, str]) -> Found:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS, num_bands=32)
    names = list(texts)
    found: Found = set()
    for number, name in enumerate(names):
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=42)
        sketch.update(sorted(_shingles(texts[name])))
        found.update((names[other], name) for other in index.query(sketch))
        index.insert(number, sketch)
    return found


def _simhash(distance: int, texts: Mapping[str, str]) -> Found:
    from simhash import Simhash

    values = {name: Simhash(_words(text)).value for name, text in texts.items()}
    return _near(values, distance)


def _trafilatura(distance: int, texts: Mapping[str, str]) -> Found:
    from trafilatura.deduplication import Simhash

    values = {name: Simhash(text).hash for name, text in texts.items()}
    return _near(values, distance)


def _near(values: Mapping[str, int], distance: int) -> Found:
    return {
        (one, other)
        for (one, mine), (other, theirs) in combinations(values.items(), 2)
        if (mine ^ theirs).bit_count() <= distance
    }


def _containment(threshold: float, texts: Mapping[str, str]) -> Found:
    """Exact: all shingles of all texts in memory."""
    shingles = {name: _shingles(text) for name, text in texts.items()}
    holders: dict[str, list[str]] = {}
    found: Found = set()
    for name, mine in shingles.items():
        shared = Counter(
            other for shingle in mine for other in holders.get(shingle, ())[:_CROWD]
        )
        found.update(
            (other, name)
            for other, count in shared.items()
            if count >= threshold * min(len(mine), len(shingles[other]))
        )
        for shingle in mine:
            holders.setdefault(shingle, []).append(name)
    return found


PEERS: dict[str, Ask] = {
    "datasketch MinHashLSH 0.5": partial(_datasketch, 0.5),
    "datasketch MinHashLSH 0.8": partial(_datasketch, 0.8),
    "rensa RMinHashLSH, 32 bands": _rensa,
    "simhash, words, distance 8": partial(_simhash, 8),
    "trafilatura Simhash, 0.70": partial(_trafilatura, 19),
    "exact 5-shingle containment 0.5": partial(_containment, 0.5),
}
