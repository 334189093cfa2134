"""What a round visits next: news is not made to wait for an archive."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON, make_link, make_pending

from newswatch.backlog import Backlog
from newswatch.model import Via
from newswatch.store.base import PendingLink, Revisit


def archived(number: int, days: int | None = None) -> PendingLink:
    at = None if days is None else NOON - timedelta(days=days)
    link = make_link(f"https://h.example/{number}", via=Via.SITEMAP, modified_at=at)
    return make_pending(link.url, link=link)


def look(number: int) -> PendingLink:
    url = f"https://h.example/look/{number}"
    return make_pending(url, revisit=Revisit(article_id=url))


def order(backlog: Backlog) -> list[str]:
    paths = []
    while backlog:
        paths.append(backlog.pop().link.url.removeprefix("https://h.example/"))
    return paths


def test_news_that_comes_later_goes_before_the_archive():
    backlog = Backlog()
    backlog.extend([archived(1), archived(2)])
    backlog.extend([make_pending(f"https://h.example/news/{n}") for n in (1, 2)])
    assert order(backlog) == ["news/1", "news/2", "1", "2"]


def test_the_newest_of_an_archive_goes_first_whatever_part_named_it():
    backlog = Backlog()
    backlog.extend([archived(1, days=900), archived(2)])
    backlog.extend([archived(3, days=1), archived(4, days=30)])
    assert order(backlog) == ["3", "4", "1", "2"]


def test_looks_and_archive_take_turns():
    backlog = Backlog()
    backlog.extend([*map(archived, range(4)), *map(look, range(2))])
    assert order(backlog) == ["look/0", "0", "look/1", "1", "2", "3"]


def test_what_failed_before_waits_for_news_and_takes_turns_with_the_rest():
    failed = [
        make_pending(f"https://h.example/failed/{n}", attempts=1) for n in range(2)
    ]
    news = make_pending("https://h.example/news")
    backlog = Backlog()
    backlog.extend([*failed, archived(1), archived(2), look(1), news])
    expected = ["news", "failed/0", "look/1", "1", "failed/1", "2"]
    assert order(backlog) == expected


def test_looks_alone_go_one_after_the_other():
    backlog = Backlog()
    backlog.extend(map(look, range(3)))
    assert order(backlog) == ["look/0", "look/1", "look/2"]


def test_an_empty_one_has_nothing_to_visit():
    backlog = Backlog()
    backlog.extend([archived(1), look(1), make_pending()])
    backlog.clear()
    assert len(backlog) == 0
    with pytest.raises(IndexError):
        backlog.pop()
