"""What `newswatch outlets test` found, as lines for people and objects for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newswatch.cli.saved_page import UNKNOWN_URL
from newswatch.cli.terminal import Terminal, count_of
from newswatch.dedup.parameters import PROOFS

if TYPE_CHECKING:
    from newswatch.extract.trial import PageTrial, SelectorTrial
    from newswatch.model import (
        Article,
        FetchedPage,
        Outlet,
        Reading,
        Refusal,
        Removed,
    )
    from newswatch.model.variant import LearnedParameter
    from newswatch.spiders.trial import ListingTried

#: characters of a value that are shown
SHOWN = 160
COLUMNS = ("field", "found by", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTried:
    """One page and all that was found out about it."""

    #: the address, or the name of the file
    name: str
    #: what robots.txt says; "" for a file
    robots: str = ""
    page: FetchedPage | None = None
    reading: Reading | None = None
    trial: PageTrial | None = None
    #: why the page did not come, or could not be read
    problem: str = ""
    is_unreachable: bool = False

    @property
    def article(self) -> Article | None:
        from newswatch.model import Article

        result = self.reading.result if self.reading else None
        return result if isinstance(result, Article) else None

    @property
    def refusal(self) -> Refusal | None:
        from newswatch.model import Refusal

        result = self.reading.result if self.reading else None
        return result if isinstance(result, Refusal) else None

    @property
    def removed(self) -> tuple[Removed, ...]:
        """What was cut because the outlet repeats it."""
        return self.reading.removed if self.reading else ()

    @property
    def empty(self) -> list[str]:
        """The rules' keys whose selectors found nothing usable."""
        warnings = self.article.warnings if self.article else ()
        mark = "selector-empty:"
        return [w.removeprefix(mark) for w in warnings if w.startswith(mark)]


def print_listing(terminal: Terminal, tried: ListingTried) -> None:
    """One source: how articles are found, or why not."""
    told = [str(tried.trouble)] if tried.trouble else _found(tried)
    terminal.say(f"source   {tried.source.kind.value} {tried.source.url}")
    terminal.say(f"         {'; '.join(told)}")


def _found(tried: ListingTried) -> list[str]:
    told = [count_of(tried.links, "link")]
    if tried.unwanted:
        told.append(f"{tried.unwanted} more kept out by the outlet's rules")
    return [*told, tried.problem] if tried.problem else told


def print_page(terminal: Terminal, tried: PageTried) -> None:
    """One page: fields, what the rules found, what was removed."""
    terminal.say()
    terminal.say(f"page     {tried.name}")
    page = tried.page
    if page is not None and tried.robots:
        size = f"{len(page.body) / 1000:.0f} kB in {page.duration_ms} ms"
        terminal.say(f"         {page.status}, {size}, {tried.robots}")
        if page.url != tried.name:
            terminal.say(f"         answered by {page.url}")
    if tried.problem:
        terminal.say(f"         nothing to read: {tried.problem}")
    if refusal := tried.refusal:
        detail = f" ({refusal.detail})" if refusal.detail else ""
        terminal.say(f"         not an article: {refusal.reason}{detail}")
        for seen in refusal.evidence:
            terminal.say(f"         seen: {seen}")
    rows = [*_field_rows(tried), *_rule_rows(tried)]
    if rows and terminal.is_interactive:
        # A selector is long: beside its value it would leave that no room.
        told = [
            (name, value if by == "-" else f"{value}  [{by}]")
            for name, by, value in rows
        ]
        terminal.table(("field", "value"), told)
    elif rows:
        terminal.table(COLUMNS, rows)


def _field_rows(tried: PageTried) -> Iterator[tuple[str, str, str]]:
    article = tried.article
    if article is None:
        return
    values = _values(article, tried)
    for name, value in values.items():
        if value:
            yield name, article.evidence.get(name) or "-", shortened(value)
    if turn := article.turn:
        yield "next page", "rule" if turn.by_rule else "html:rel=next", turn.url
    if missing := [name for name, value in values.items() if not value]:
        yield "not found", "-", ", ".join(missing)
    if article.warnings:
        yield "warnings", "-", ", ".join(article.warnings)


def _values(article: Article, tried: PageTried) -> dict[str, str]:
    words = tried.reading.fingerprint if tried.reading else None
    published = _iso(article.published_at)
    if published and article.published_precision:
        published += f" ({article.published_precision.value})"
    text = " / ".join(article.paragraphs)
    count = count_of(words.word_count if words else 0, "word")
    paragraphs = count_of(len(article.paragraphs), "paragraph")
    return {
        "url": article.canonical_url or _own_address(tried),
        "title": article.headline or "",
        "authors": ", ".join(author.name for author in article.authors),
        "date_published": published,
        "date_modified": _iso(article.modified_at),
        "language": article.language or "",
        "section": article.section or "",
        "tags": ", ".join(article.tags),
        "image": article.image or "",
        "summary": article.summary or "",
        "content_text": f"{count}, {paragraphs}: {text}" if text else "",
    }


def _own_address(tried: PageTried) -> str:
    url = tried.page.url if tried.page else ""
    return "" if url == UNKNOWN_URL else url


def _rule_rows(tried: PageTried) -> Iterator[tuple[str, str, str]]:
    """What rules did on this page, the empty ones first, and what was furniture."""
    selectors = tried.trial.selectors if tried.trial else ()
    empty = set(tried.empty)
    for each in selectors:
        if each.key in empty:
            yield each.key, "selector-empty", f"{each.selector}  {_why_empty(each)}"
    for each in selectors:
        if each.key == "remove":
            what = f"{each.found} found, {count_of(each.words, 'word')}"
            sample = f": {shortened(each.sample)}" if each.sample else ""
            yield "removed", "the rule " + each.selector, what + sample
    for cut in tried.removed:
        by = f"furniture, on {count_of(cut.seen_on, 'article')}"
        yield "removed", by, shortened(cut.text)
    if tried.article and tried.trial and tried.reading and tried.reading.fingerprint:
        kept = tried.reading.fingerprint.word_count
        yield "kept", tried.article.extractor, f"{kept} of {tried.trial.words} words"


def _why_empty(selector: SelectorTrial) -> str:
    if not selector.found:
        return "found nothing"
    of_no_use = shortened(selector.sample) or "no text"
    return f"found {selector.found}, of no use: {of_no_use}"


def shortened(text: str) -> str:
    """*text* on one line, cut where it gets long."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"


def _iso(at: Any) -> str:
    return "" if at is None else at.isoformat().replace("+00:00", "Z")


def listing_json(tried: ListingTried) -> dict[str, Any]:
    return {
        "kind": "source",
        "source": tried.source.kind.value,
        "url": tried.source.url,
        "links": tried.links,
        "unwanted": tried.unwanted,
        "problem": str(tried.trouble) if tried.trouble else tried.problem,
    }


def parameter_told(parameter: LearnedParameter) -> str:
    """What a parameter of an outlet's addresses has proved to be."""
    subject = f"?{parameter.name} on {parameter.host}"
    if parameter.example:
        one, other = parameter.example
        return f"{subject} tells articles apart: {one} is not {other}"
    state = "ignored" if parameter.articles >= PROOFS else "not yet ignored"
    return (
        f"{subject} did nothing on {count_of(parameter.articles, 'article')}: {state}"
    )


def parameter_json(parameter: LearnedParameter) -> dict[str, Any]:
    return {
        "kind": "parameter",
        "host": parameter.host,
        "name": parameter.name,
        "articles": parameter.articles,
        "kept": parameter.kept,
        "example": list(parameter.example or ()),
    }


def page_json(tried: PageTried) -> dict[str, Any]:
    """Values whole; the body as paragraphs."""
    article, refusal, page = tried.article, tried.refusal, tried.page
    selectors = tried.trial.selectors if tried.trial else ()
    return {
        "kind": "page",
        "name": tried.name,
        "url": page.url if page else None,
        "status": page.status if page and tried.robots else None,
        "robots": tried.robots or None,
        "problem": tried.problem or None,
        "refusal": {
            "reason": refusal.reason.value,
            "detail": refusal.detail,
            "evidence": list(refusal.evidence),
        }
        if refusal
        else None,
        "fields": _fields_json(article) if article else {},
        "warnings": list(article.warnings) if article else [],
        "extractor": article.extractor if article else None,
        "selector_empty": tried.empty,
        "selectors": [
            {
                "key": each.key,
                "selector": each.selector,
                "found": each.found,
                "words": each.words,
                "sample": each.sample,
            }
            for each in selectors
        ],
        "removed": [*_removed_json(tried)],
        "page_words": tried.trial.words if tried.trial else None,
    }


def _removed_json(tried: PageTried) -> Iterator[dict[str, Any]]:
    """What was taken out of the body, and by what."""
    selectors = tried.trial.selectors if tried.trial else ()
    for each in selectors:
        if each.key == "remove":
            yield {
                "by": "rule",
                "selector": each.selector,
                "found": each.found,
                "words": each.words,
                "sample": each.sample,
            }
    for cut in tried.removed:
        yield {"by": "furniture", "seen_on": cut.seen_on, "text": cut.text}


def _fields_json(article: Article) -> dict[str, dict[str, Any]]:
    values = {
        "url": article.canonical_url,
        "title": article.headline,
        "authors": [author.name for author in article.authors],
        "date_published": _iso(article.published_at) or None,
        "date_modified": _iso(article.modified_at) or None,
        "language": article.language,
        "summary": article.summary,
        "section": article.section,
        "tags": list(article.tags),
        "image": article.image,
        "content_text": list(article.paragraphs),
    }
    return {
        name: {"value": value, "provenance": article.evidence.get(name)}
        for name, value in values.items()
    }


def first_entry(tried: PageTried, outlet: Outlet) -> Outlet:
    """A first entry for *outlet*, which nobody knows, from what its page says."""
    from newswatch.model import Source, SourceKind

    page, trial = tried.page, tried.trial
    host = outlet.domain
    scheme = page.url.partition(":")[0] if page else "https"
    homepage = f"{scheme}://{host}/"
    feeds = trial.feeds if trial else ()
    sources = [Source(kind=SourceKind.FEED, url=feed) for feed in feeds]
    if not sources:
        sources = [Source(kind=SourceKind.SECTION, url=homepage)]
    language = tried.article.language if tried.article else None
    return outlet.model_copy(
        update={
            "name": (trial.site_name if trial else None) or outlet.name,
            "homepage": homepage,
            "languages": (language,) if language else (),
            "sources": tuple(sources),
        }
    )
