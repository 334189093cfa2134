"""Between numbers and blobs: fixed width, big-endian."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress

_NUMBER, _COUNT = 4, 1
_MOST = (1 << 8 * _COUNT) - 1


def packed(numbers: Sequence[int]) -> bytes:
    """Numbers of 64 bits: six would do for passages, and take five times as long."""
    return struct.pack(f">{len(numbers)}Q", *numbers)


def unpacked(blob: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(blob) // 8}Q", blob)


def packed_counts(counts: Mapping[int, int]) -> bytes:
    """Numbers of 32 bits, each with its count, 255 at most."""
    return b"".join(
        number.to_bytes(_NUMBER, "big") + min(count, _MOST).to_bytes(_COUNT, "big")
        for number, count in counts.items()
    )


def unpacked_counts(blob: bytes) -> dict[int, int]:
    step = _NUMBER + _COUNT
    return {
        int.from_bytes(blob[start : start + _NUMBER], "big"): blob[start + _NUMBER]
        for start in range(0, len(blob), step)
    }


def packed_bits(flags: Iterable[bool]) -> bytes:
    digits = "".join(map("01".__getitem__, flags))
    bits = int(digits[::-1] or "0", 2)
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def where_set(blob: bytes, numbers: Iterable[int]) -> tuple[int, ...]:
    """The *numbers* whose bit in *blob* is set."""
    digits = f"{int.from_bytes(blob, 'little'):b}"[::-1]
    return tuple(compress(numbers, map(int, digits)))
