"""Bodies of 4 MiB that unpack to 1.2 GiB, made in no time; each once a session."""

from __future__ import annotations

import gzip
import random
import sys
import zlib
from functools import cache

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MIB = 1 << 20
UNPACKED_MIB = 1200
_START = b"<html><body><article><p>"
_BLOCK = bytes(MIB)


@cache
def noise(size: int = 2800 << 10) -> bytes:
    """What cannot be packed, so that a bomb is as heavy on the wire as it may be."""
    return random.Random(8).randbytes(size)


@cache
def deflate(frame: int = zlib.MAX_WBITS) -> bytes:
    packer = zlib.compressobj(9, wbits=frame)
    packed = packer.compress(_START + noise()) + packer.flush(zlib.Z_FULL_FLUSH)
    # Behind a full flush a block stands for itself: it may come again and again.
    block = packer.compress(_BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    return packed + block * UNPACKED_MIB


@cache
def gzipped() -> bytes:
    return deflate(31)


@cache
def twice() -> bytes:
    return gzip.compress(gzipped(), 1)


@cache
def brotlied() -> bytes:
    packer = brotli.Compressor(quality=1)
    packed = packer.process(_START + noise()) + packer.flush()
    for _ in range(UNPACKED_MIB):
        packed += packer.process(_BLOCK)
    return packed + packer.finish()


@cache
def zstded() -> bytes:
    packer = zstd.ZstdCompressor(level=1)
    frame = packer.compress(_START + noise(), packer.FLUSH_FRAME)
    block = packer.compress(bytes(8 * MIB), packer.FLUSH_FRAME)
    return frame + block * (UNPACKED_MIB // 8)


BOMBS = {
    "gzip": gzipped,
    "deflate": deflate,
    "br": brotlied,
    "zstd": zstded,
    "gzip, gzip": twice,
}


def wide(body: bytes) -> bytes:
    """*body* as zstd with a window that HTTP does not allow (RFC 9659)."""
    options = {
        zstd.CompressionParameter.window_log: 27,
        zstd.CompressionParameter.checksum_flag: 1,
    }
    # Its size unknown, it has to keep the whole window.
    packer = zstd.ZstdCompressor(options=options)
    return packer.compress(body) + packer.flush()
