"""The work of one lane: a process that reads one page at a time, within limits.

    page ─▶ mend ─▶ extract ─▶ join to the pages before it ─▶ clean ─▶ cut furniture
         ─▶ fingerprint ─▶ match
            (a live blog: each of its posts by itself, from `clean` on)
    listing ─▶ discover

Limits are the kernel's: CPU seconds for each piece of work (SIGXCPU ends the process)
and bytes of data on top of what the process needs to start. Hostile markup can cost
minutes inside lxml, where no Python signal handler would ever run.
"""

from __future__ import annotations

import ctypes
import gc
import math
import resource
import signal
import sys
import time
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from zoneinfo import ZoneInfo

from newswatch.clean import blocks_of, clean_article, without_furniture
from newswatch.crawler.kept_topics import LaneTopics, engine_of
from newswatch.crawler.live_pages import read_live_blog
from newswatch.crawler.memory import limit_memory
from newswatch.dedup.fingerprint import fingerprint
from newswatch.discover import Listing, discover
from newswatch.extract import extract_article
from newswatch.extract.joining import joined, stray_reason, with_page
from newswatch.extract.trial import PageTrial, try_page
from newswatch.match import Engine
from newswatch.model import (
    NO_FURNITURE,
    Article,
    FetchedPage,
    Furniture,
    Link,
    Match,
    Outlet,
    Reading,
    Refusal,
    RefusalReason,
    Source,
)
from newswatch.pages import mended

#: Linux's prctl(2): die with the process that started this one
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    #: for one piece of work
    cpu_s: float
    #: on top of what a fresh lane uses
    memory_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    page: FetchedPage
    outlet: Outlet
    link: Link | None
    topic_ids: frozenset[str]
    #: what the outlet repeats, as far as it is known
    furniture: Furniture = NO_FURNITURE
    #: the pages of the article before this one, as they were read
    earlier: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLinks:
    page: FetchedPage
    source: Source
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TryPage:
    """Asks what each selector of the outlet's rules finds."""

    page: FetchedPage
    outlet: Outlet


Work = ReadPage | ListLinks | TryPage
Answer = Reading | Listing | PageTrial


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The work raised: what, in words. The lane itself is well, unless *spent*."""

    what: str
    spent: bool = False


def tie_to_parent() -> None:
    """Let this process die with the one that started it, and not by Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def read_page(work: ReadPage, engine: Engine) -> Reading:
    """The article in a page, its fingerprint and its matches; or the refusal."""
    began = time.process_time()
    reading = _read(work, engine)
    return replace(reading, cpu_s=time.process_time() - began)


def _read(work: ReadPage, engine: Engine) -> Reading:
    page, number = mended(work.page, work.outlet.id), len(work.earlier) + 1
    found = extract_article(page, outlet=work.outlet, link=work.link, number=number)
    if isinstance(found, Refusal):
        return Reading(result=found)
    parts: tuple[Article, ...] = (found,)
    if found.live is not None and not work.earlier:
        return read_live_blog(
            replace(clean_article(found), live=None),
            found.live,
            work.furniture,
            lambda text: _matches(text, work, engine),
        )
    if work.earlier:
        if why := stray_reason(work.earlier, found):
            refusal = Refusal(reason=RefusalReason.NOT_ARTICLE, detail=why)
            return Reading(result=refusal, is_stray=True)
        parts = with_page(work.earlier, found)
    article = clean_article(joined(parts))
    if not article.paragraphs:
        is_paid = "paywall-suspected" in found.warnings
        refusal = Refusal(
            reason=RefusalReason.PAYWALL_STUB if is_paid else RefusalReason.EMPTY_BODY,
            detail="nothing but the headline",
        )
        return Reading(result=refusal)
    blocks = blocks_of(article, work.page.fetched_at)
    article, removed = without_furniture(article, work.furniture)
    return Reading(
        result=article,
        fingerprint=fingerprint(article.headline, article.paragraphs),
        matches=_matches(article, work, engine),
        blocks=blocks,
        removed=removed,
        parts=parts if parts[-1].turn else (),
    )


def _matches(article: Article, work: ReadPage, engine: Engine) -> tuple[Match, ...]:
    matches = engine.match(
        article.headline,
        article.text,
        url=work.page.url,
        section=article.section,
        outlet=(work.outlet.id, work.outlet.name),
        authors=[author.name for author in article.authors],
        language=article.language,
        tags=article.tags,
    )
    return tuple(match for match in matches if match.topic_id in work.topic_ids)


def list_links(work: ListLinks) -> Listing:
    return discover(
        work.page.body,
        kind=work.source.kind,
        url=work.page.url,
        content_type=work.page.content_type,
        link=work.source.link,
        zone=ZoneInfo(work.zone),
    )


def serve(connection: Connection, topics: LaneTopics, limits: Limits) -> None:
    """Answer work until the other end closes. Runs in a process of its own."""
    tie_to_parent()
    engine = engine_of(topics)
    # What was made up to here lives as long as the lane: not worth scanning again.
    gc.freeze()
    limit_memory(limits.memory_bytes)
    while True:
        try:
            work: Work = connection.recv()
        except (EOFError, OSError):
            return
        _limit_cpu(limits.cpu_s)
        answer = _attempt(work, engine)
        connection.send(answer)
        if isinstance(answer, Broken) and answer.spent:
            return


def _attempt(work: Work, engine: Engine) -> Answer | Broken:
    try:
        if isinstance(work, ReadPage):
            return read_page(work, engine)
        if isinstance(work, TryPage):
            page = mended(work.page, work.outlet.id)
            return try_page(page, work.outlet)
        return list_links(work)
    except MemoryError:
        if isinstance(work, ReadPage):
            return Reading(result=Refusal(reason=RefusalReason.PAGE_MEMORY))
        return Broken(what="it needs too much memory", spent=True)
    except Exception as error:  # one page must never end the others
        return Broken(what=f"{type(error).__name__}: {error}"[:500])


def _limit_cpu(cpu_s: float) -> None:
    spent = time.process_time()
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    # The kernel counts whole seconds: the limit is at least what was promised.
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(spent + cpu_s), hard))
