"""One connection to a server that may be slow, endless, or wrong about lengths.

Twisted's client bounds the length of a line and nothing else. Here a connection is cut
    - when no byte has come for a while: before, within or after the TLS handshake,
      headers or body
    - when its headers, or its announcements of an answer, do not end
    - when more comes than was announced: what was announced was not the whole
and an answer without a length, which ends where its connection ends, counts as whole
only if that ended in good order (RFC 9112 section 8; for TLS, section 9.8).
"""

from __future__ import annotations

from typing import Any, cast

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.internet.error import ConnectionDone
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, HEADER, STATUS
from twisted.web.http import _DataLoss

from newswatch.transport.trouble import FetchTrouble

#: bytes of status line and headers; Chromium's limit (net::HttpStreamParser)
MAX_HEAD = 256 << 10
_START = b"HTTP/"
#: what sloppy servers send behind an answer; it says nothing about its length
_PADDING = b"\r\n \0"


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    transport: Any
    #: of the answer that is awaited or read; between two answers there is none
    _parser: Any

    def __init__(self, quiescent: Any, idle_s: float) -> None:
        super().__init__(quiescent)  # type: ignore[no-untyped-call]
        self._idle_s = idle_s
        self._timer: Any = None
        self._heard_at_s = 0.0
        self._head_bytes = 0

    def request(self, request: Any) -> Any:
        from twisted.internet import reactor

        self._clock = cast("Any", reactor)
        self._head_bytes = 0
        answer = super().request(request)
        if self._parser is not None:
            self._parser.lineLengthExceeded = _endless_line
            self._heard_at_s = self._clock.seconds()
            self._timer = self._clock.callLater(self._idle_s, self._listen)
        return answer

    def dataReceived(self, bytes: bytes) -> None:  # noqa: N802
        if self._parser is None:
            # Nobody asked: nothing on this connection can be told apart any more.
            self.transport.abortConnection()
            return
        self._heard_at_s = self._clock.seconds()
        is_first = self._parser.state == STATUS and not self._head_bytes
        if is_first and bytes[: len(_START)] != _START[: len(bytes)]:
            self._cut(FetchTrouble("bad-http", "the answer is not HTTP"))
            return
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head_bytes += len(bytes)
            if self._head_bytes > MAX_HEAD:
                what = f"more than {MAX_HEAD >> 10} KiB of headers"
                self._cut(FetchTrouble("headers-too-large", what))

    def _listen(self) -> None:
        """Cut a connection that has been silent; look again later otherwise."""
        left_s = self._heard_at_s + self._idle_s - self._clock.seconds()
        if left_s > 0:
            self._timer = self._clock.callLater(left_s, self._listen)
            return
        self._timer = None
        what = f"not a byte for {self._idle_s:g} seconds"
        self._cut(FetchTrouble("stalled", what))

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802
        parser = self._parser
        if parser is not None and parser.bodyDecoder and rest.strip(_PADDING):
            # The page was cut where its server thought that it ends.
            what = "more came than was announced"
            self._cut(FetchTrouble("wrong-length", what))
            return
        if parser is not None and rest and self._currentRequest is not None:
            self._currentRequest.persistent = False
        super()._finishResponse(rest)

    def _cut(self, trouble: FetchTrouble) -> None:
        self.transport.abortConnection()
        if self._parser is not None and self._parser.bodyDecoder:
            self._parser.bodyDecoder = _CutShort()
        self._disconnectParser(Failure(trouble))  # type: ignore[no-untyped-call]

    def _disconnectParser(self, reason: Any) -> None:  # noqa: N802
        """However an answer ends, its connection passes here."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        why = reason.value if isinstance(reason, Failure) else reason
        parser = self._parser
        if parser and parser.state == BODY and not isinstance(why, ConnectionDone):
            parser.bodyDecoder = _CutShort()
        super()._disconnectParser(reason)  # type: ignore[no-untyped-call]


def _endless_line(_: bytes) -> None:
    raise FetchTrouble("headers-too-large", "a line of more than 16 KiB")


class _CutShort:
    """In the place of a decoder: what has come of the body is not all of it."""

    def noMoreData(self) -> None:  # noqa: N802
        raise _DataLoss("the connection broke")

    def dataReceived(self, _: bytes) -> None:  # noqa: N802
        """What is still in a buffer is of no use."""


class BoundedFactory(_LenientHTTP11ClientFactory):
    def __init__(self, idle_s: float, quiescent: Any, metadata: Any) -> None:
        super().__init__(quiescent, metadata)  # type: ignore[no-untyped-call]
        self._idle_s = idle_s

    def buildProtocol(self, addr: Any) -> BoundedProtocol:  # noqa: ARG002, N802
        return BoundedProtocol(self._quiescentCallback, self._idle_s)
