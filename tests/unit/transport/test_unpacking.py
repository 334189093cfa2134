"""Content-Encoding undone: whole or not at all, and never beyond the bound."""

from __future__ import annotations

import gzip
import random
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Response

from newswatch.transport.trouble import FetchTrouble
from newswatch.transport.unpacking import plain, unpacked

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MIB = 1 << 20
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
BODY = b"<p>" + random.Random(2).randbytes(3 * MIB)


@pytest.mark.parametrize("encoding", PACKERS)
@given(body=st.binary(max_size=4096))
def test_what_was_packed_comes_back(encoding: str, body: bytes):
    assert unpacked(PACKERS[encoding](body), [encoding], MIB) == body


@pytest.mark.parametrize("encoding", PACKERS)
def test_more_than_one_step_comes_back_whole(encoding: str):
    assert unpacked(PACKERS[encoding](BODY), [encoding], len(BODY)) == BODY


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_byte_too_many_is_too_large(encoding: str):
    with pytest.raises(FetchTrouble, match="too-large"):
        unpacked(PACKERS[encoding](BODY), [encoding], len(BODY) - 1)


@pytest.mark.parametrize("encoding", PACKERS)
@given(kept=st.floats(min_value=0, max_value=1, exclude_max=True))
def test_whatever_is_cut_is_refused(encoding: str, kept: float):
    packed = PACKERS[encoding](BODY[:2000])
    cut = packed[: max(1, int(kept * len(packed)))]
    with pytest.raises(FetchTrouble, match="bad-encoding"):
        unpacked(cut, [encoding], MIB)


@pytest.mark.parametrize("encoding", PACKERS)
@given(noise=st.binary(min_size=1, max_size=200))
def test_noise_gives_a_body_or_a_refusal(encoding: str, noise: bytes):
    # Any other exception would be a fault of ours.
    with suppress(FetchTrouble):
        assert isinstance(unpacked(noise, [encoding], MIB), bytes)


def test_the_last_encoding_is_the_outermost():
    packed = brotli.compress(gzip.compress(b"page"))
    assert unpacked(packed, ["gzip", "br"], MIB) == b"page"


def test_all_members_and_frames_count_and_padding_does_not():
    assert unpacked(gzip.compress(b"a") * 3 + bytes(9), ["gzip"], MIB) == b"aaa"
    assert unpacked(zstd.compress(b"a") * 3, ["zstd"], MIB) == b"aaa"


def test_of_what_was_cut_on_purpose_the_beginning_is_kept():
    packed = gzip.compress(BODY)
    beginning = unpacked(packed[: 2 * MIB], ["gzip"], 8 * MIB, partly=True)
    assert BODY.startswith(beginning)
    assert len(beginning) > MIB
    assert len(unpacked(packed, ["gzip"], 2 * MIB, partly=True)) <= 2 * MIB


def response(encoding: str, body: bytes, status: int = 200) -> Response:
    headers = {"Content-Encoding": encoding, "Content-Type": "text/html"}
    return Response("http://one.example/", status, headers=headers, body=body)


def test_a_response_is_what_it_was_without_its_wrapping():
    answer = plain(response("gzip, identity", gzip.compress(b"<p>page")), MIB)
    assert isinstance(answer, HtmlResponse)
    assert answer.body == b"<p>page"
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("encoding", ["utf-8", "none", "compress", "gzip, aws-chunked"])
def test_encodings_that_nobody_knows_are_left_alone(encoding: str):
    known = response(encoding, b"page")
    assert plain(known, MIB) is known


def test_an_error_that_cannot_be_unpacked_stays_an_error():
    answer = plain(response("gzip", b"no gzip", status=429), MIB)
    assert (answer.status, answer.body) == (429, b"")


def test_a_refused_answer_is_not_kept_by_its_error():
    trouble = plain(response("gzip", gzip.compress(BODY)), MIB)
    assert isinstance(trouble, FetchTrouble)
    assert (trouble.__traceback__, trouble.__context__) == (None, None)
