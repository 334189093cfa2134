"""One table of hostile servers: what each does, and the word that it ends in.

The same rows are asked as pages and as listings, and docs/safety.md has to name every
word.
"""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import brotli
from crawl.lab import bombs
from crawl.lab.wire import Script, answer, drips, hangs, head, sends
from loopback import story

#: a story that would be an article, wherever it is cut
PAGE = story(7).body
TYPE = "Content-Type: text/html; charset=utf-8"
CHUNKED = head(TYPE, "Transfer-Encoding: chunked")
#: the outcome of a row that is odd, and harmless
ARTICLE = "article"


@dataclass(frozen=True, kw_only=True)
class Row:
    does: str
    script: Script
    #: the reason in the account, or ARTICLE
    ends: str


def page(name: str) -> bytes:
    """A story of its own: told of once, it would be a copy the second time."""
    return story(name).body


def chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body)


def of_length(length: str, body: bytes = PAGE, then: str = "keep") -> Script:
    return sends(head(TYPE, f"Content-Length: {length}") + body, then=then)


def packed(encoding: str, body: bytes) -> Script:
    return answer(body, f"Content-Encoding: {encoding}")


def _damaged(body: bytes) -> bytes:
    noise = random.Random(1).randbytes(64)
    return body[:200] + noise + body[264:]


#: packed, PAGE is short; this is not, so that it can be cut and damaged in its midst
LONG = PAGE.replace(
    b"</article>", b"<p>%b</p></article>" % bombs.noise(3000).hex().encode()
)
GZIPPED = gzip.compress(LONG)
_RAW = zlib.compressobj(wbits=-15)
RAW = _RAW.compress(story("deflate-raw").body) + _RAW.flush()

LENGTHS = {
    "length-too-long": Row(
        does="announces more than it sends",
        script=of_length(str(len(PAGE) + 10), then="close"),
        ends="truncated",
    ),
    "length-too-short": Row(
        does="announces less than it sends",
        script=of_length(str(len(PAGE) - 300)),
        ends="wrong-length",
    ),
    "lengths-that-differ": Row(
        does="announces two lengths",
        script=sends(
            head(TYPE, f"Content-Length: {len(PAGE)}", "Content-Length: 300") + PAGE
        ),
        ends="bad-http",
    ),
    "length-below-zero": Row(
        does="announces -5 bytes", script=of_length("-5"), ends="bad-http"
    ),
    "length-in-words": Row(
        does="announces `many` bytes", script=of_length("many"), ends="bad-http"
    ),
    "length-without-end": Row(
        does="announces 10^30 bytes", script=of_length("1" + "0" * 30), ends="too-large"
    ),
    "length-twice-the-same": Row(
        does="announces the same length twice",
        script=of_length(", ".join([str(len(page("same")))] * 2), page("same")),
        ends=ARTICLE,
    ),
    "chunks-cut": Row(
        does="ends within its chunks",
        script=sends(CHUNKED + chunk(PAGE[:-200]), then="close"),
        ends="truncated",
    ),
    "chunk-of-no-size": Row(
        does="sends a chunk whose size is no number",
        script=sends(CHUNKED + chunk(PAGE[:500]) + b"zz\r\n" + PAGE[500:]),
        ends="truncated",
    ),
    "chunks-and-length": Row(
        does="sends chunks, and a length that they have not",
        script=sends(
            head(TYPE, "Transfer-Encoding: chunked", "Content-Length: 300")
            + chunk(page("chunks-and-length"))
            + chunk(b"")
        ),
        ends=ARTICLE,
    ),
    "transfer-unknown": Row(
        does="sends a transfer encoding that nobody asked for",
        script=sends(head(TYPE, "Transfer-Encoding: gzip, chunked") + chunk(GZIPPED)),
        ends="bad-http",
    ),
    "reset-without-length": Row(
        does="breaks off an answer without a length",
        script=sends(head(TYPE) + PAGE[:-200], then="reset"),
        ends="truncated",
    ),
    "reset-at-once": Row(
        does="breaks off before an answer",
        script=sends(then="reset"),
        ends="connection-lost",
    ),
    "closes-at-once": Row(
        does="hangs up without an answer",
        script=sends(then="close"),
        ends="connection-lost",
    ),
    "endless-chunks": Row(
        does="sends 20 MiB in chunks",
        script=sends(CHUNKED + chunk(PAGE) + chunk(bytes(1 << 20)) * 20),
        ends="too-large",
    ),
}
HEADS = {
    "line-of-a-mebibyte": Row(
        does="sends a header of 1 MiB",
        script=sends(head(TYPE, "X-Long: " + "x" * (1 << 20)) + PAGE, then="close"),
        ends="headers-too-large",
    ),
    "100000-lines": Row(
        does="sends 100,000 headers",
        script=sends(head(TYPE, *["X-Many: x"] * 100_000) + PAGE, then="close"),
        ends="headers-too-large",
    ),
    "promises": Row(
        does="announces an answer without end (100 Continue)",
        script=sends(head(status="HTTP/1.1 100 Continue") * 40_000, then="close"),
        ends="headers-too-large",
    ),
    "control-bytes": Row(
        does="sends control bytes in its headers",
        script=answer(
            page("control-bytes"),
            'ETag: "a\x00b\x1b[2J\rX-Injected: 1"',
            "X-Odd: \x07\x1b]0;x\x07",
        ),
        ends=ARTICLE,
    ),
    "no-headers": Row(
        does="sends no header at all",
        script=sends(head() + page("no-headers"), then="close"),
        ends=ARTICLE,
    ),
    "http-0.9": Row(
        does="answers as in 1991: the page alone",
        script=sends(PAGE, then="close"),
        ends="bad-http",
    ),
    "no-status": Row(
        does="answers with a status that is no number",
        script=sends(head(TYPE, status="HTTP/1.1 OK 200") + PAGE, then="close"),
        ends="bad-http",
    ),
    "status-999": Row(
        does="answers with status 999",
        script=sends(
            head(TYPE, f"Content-Length: {len(PAGE)}", status="HTTP/1.1 999 No") + PAGE
        ),
        ends="http-999",
    ),
    "empty-200": Row(
        does="answers 200 with nothing", script=of_length("0", b""), ends="empty-body"
    ),
}
ENCODINGS = {
    "says-gzip-is-plain": Row(
        does="says gzip, and is plain", script=packed("gzip", PAGE), ends="bad-encoding"
    ),
    "gzip-damaged": Row(
        does="sends damaged gzip",
        script=packed("gzip", _damaged(GZIPPED)),
        ends="bad-encoding",
    ),
    "gzip-cut": Row(
        does="sends the first half of a gzip",
        script=packed("gzip", GZIPPED[: len(GZIPPED) // 2]),
        ends="bad-encoding",
    ),
    "deflate-cut": Row(
        does="sends the first half of a deflate",
        script=packed("deflate", zlib.compress(LONG)[: len(GZIPPED) // 2]),
        ends="bad-encoding",
    ),
    "br-cut": Row(
        does="sends the first half of a br",
        script=packed("br", brotli.compress(LONG)[: len(GZIPPED) // 2]),
        ends="bad-encoding",
    ),
    "zstd-cut": Row(
        does="sends the first half of a zstd",
        script=packed("zstd", bombs.zstd.compress(LONG)[: len(GZIPPED) // 2]),
        ends="bad-encoding",
    ),
    "zstd-wide": Row(
        does="sends a zstd whose window takes 128 MiB",
        script=packed("zstd", bombs.wide(PAGE)),
        ends="bad-encoding",
    ),
    "packed-four-times": Row(
        does="packs its page four times",
        script=packed("gzip, gzip, gzip, gzip", PAGE),
        ends="bad-encoding",
    ),
    "deflate-raw": Row(
        does="sends deflate without its frame",
        script=packed("deflate", RAW),
        ends=ARTICLE,
    ),
    "gzip-padded": Row(
        does="sends zeros behind its gzip",
        script=packed("gzip", gzip.compress(page("gzip-padded")) + bytes(20)),
        ends=ARTICLE,
    ),
    **{
        f"bomb-{encoding.replace(', ', '-')}": Row(
            does=f"unpacks 4 MiB of {encoding} to 1.2 GiB",
            script=packed(encoding, bomb()),
            ends="too-large",
        )
        for encoding, bomb in bombs.BOMBS.items()
    },
}
AT_ONCE: Mapping[str, Row] = {**LENGTHS, **HEADS, **ENCODINGS}

SLOW: Mapping[str, Row] = {
    "never-answers": Row(
        does="takes the request, and is silent", script=hangs(), ends="stalled"
    ),
    "stalls-in-its-head": Row(
        does="falls silent within its headers",
        script=hangs(b"HTTP/1.1 200 OK\r\nContent-"),
        ends="stalled",
    ),
    "stalls-half-way": Row(
        does="falls silent half-way",
        script=hangs(head(TYPE, f"Content-Length: {len(PAGE)}") + PAGE[:500]),
        ends="stalled",
    ),
    "stalls-without-length": Row(
        does="falls silent in an answer without a length",
        script=hangs(head(TYPE) + PAGE),
        ends="stalled",
    ),
    "drips-headers": Row(
        does="sends its headers byte by byte",
        script=drips(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", 0.3),
        ends="timeout",
    ),
    "drips-body": Row(
        does="sends its body byte by byte",
        script=drips(head(TYPE, "Content-Length: 9000") + PAGE[:99], b"x", 0.3),
        ends="timeout",
    ),
    "drips-without-length": Row(
        does="sends an endless body byte by byte",
        script=drips(head(TYPE) + PAGE, b" ", 0.3),
        ends="timeout",
    ),
}
