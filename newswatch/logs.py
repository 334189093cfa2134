"""Logging to standard error: one line an event, as text or as JSON.

A log line is `time level message key=value …`; what comes from a page or a network is
quoted, so that nothing fetched can forge a line or steer a terminal.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

LogFormat = Literal["text", "json"]

#: attributes that every LogRecord has; the rest came in by `extra`
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
#: a value that would end early, or pass for two facts
_NEEDS_QUOTES = re.compile(r'[\s"]|^$')
#: what Scrapy hands along with a line, and is no fact to print
_BULKY = frozenset({"spider", "item", "response", "crawler"})
#: facts that a line begins with, where it has them
_FIRST = ("run_id", "outlet", "url", "code")
#: libraries whose INFO and WARNING lines are for their own developers
_NOISY = frozenset(
    {
        "apscheduler",
        "asyncio",
        "htmldate",
        "py",
        "scrapy",
        "trafilatura",
        "twisted",
        "warcio",
    }
)
#: it calls each host that is down an error; the round tells of it
_TOLD_OTHERWISE = ("scrapy.downloadermiddlewares.retry",)


def configure_logging(
    level: int, log_format: LogFormat, write: Callable[[str], None] | None = None
) -> None:
    """Send every log line to standard error; libraries may chat at DEBUG only.

    *write* takes whole lines instead, for whoever else writes on the same screen.
    """
    handler = logging.StreamHandler(sys.stderr) if write is None else _Handler(write)
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    if level > logging.DEBUG:
        handler.addFilter(_is_worth_a_line)
    logging.basicConfig(level=level, handlers=[handler], force=True)


def hush_libraries(level: int) -> None:
    """Have Scrapy make no line of which `configure_logging` would show none.

    To be called once Scrapy has set the levels of its loggers. It would make two lines
    a page.
    """
    if level > logging.DEBUG:
        logging.getLogger("scrapy").setLevel(logging.ERROR)


class _Handler(logging.Handler):
    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__()
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._write(self.format(record))
        except Exception:  # as logging's own handlers do: never break what runs
            self.handleError(record)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """What newswatch says, and what libraries call an error.

    A filter rather than levels: Scrapy sets the levels of its loggers itself.
    """
    library = record.name.partition(".")[0]
    if record.name.startswith(_TOLD_OTHERWISE):
        return False
    return library not in _NOISY or record.levelno >= logging.ERROR


class TextFormatter(logging.Formatter):
    """For people: 18:31:02 warning torn line completed seq=12."""

    def format(self, record: logging.LogRecord) -> str:
        clock = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        facts = "".join(f" {key}={_plain(v)}" for key, v in _extra(record).items())
        message = _plain(record.getMessage(), quote=False)
        line = f"{clock} {record.levelname.lower()} {message}{facts}"
        if record.exc_info:
            line += "\n" + _plain_lines(self.formatException(record.exc_info))
        return line


class JsonFormatter(logging.Formatter):
    """For programs: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        entry: dict[str, object] = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "logger": record.name,
            **_extra(record),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


def _extra(record: logging.LogRecord) -> dict[str, object]:
    """What came in by `extra`: who and where first, in the same order on each line."""
    facts = {
        key: value
        for key, value in vars(record).items()
        if key not in _STANDARD and key not in _BULKY
    }
    return {key: facts.pop(key) for key in _FIRST if key in facts} | facts


def _plain(value: object, *, quote: bool = True) -> str:
    """*value* on one line, without anything that a terminal would obey."""
    text = str(value)
    if not text.isprintable():
        return json.dumps(text)
    if quote and _NEEDS_QUOTES.search(text):
        return json.dumps(text, ensure_ascii=False)
    return text


def _plain_lines(text: str) -> str:
    return "\n".join(
        line if line.isprintable() else _plain(line) for line in text.splitlines()
    )
