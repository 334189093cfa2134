"""Traps: links without end that bring no article, judged by what visits brought."""

from __future__ import annotations

import pytest

from newswatch.discover.traps import (
    FEW,
    FIRST,
    LEAST,
    MOST_NEWS,
    MOST_OWED,
    MOST_TOLD,
    TRIED,
    Ground,
    Traps,
    pattern_of,
)

H = "https://h.example"


def days(count: int, start: int = 0) -> list[str]:
    return [f"{H}/calendar/{2026 + n // 300}/{n % 12}/{n}" for n in range(start, count)]


def admitted(traps: Traps, urls: list[str], *, is_news: bool = False) -> int:
    return sum(traps.admits(url, is_news=is_news) for url in urls)


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        (f"{H}/2026/11/25/riyadh-talks-end-a91234", f"{H}/#/#/#/*"),
        (f"{H}/2026/11/25/", f"{H}/#/#/#/"),
        (f"{H}/2026-11-25", f"{H}/#"),
        (f"{H}/news/123456", f"{H}/news/#"),
        (f"{H}/news/123456.html", f"{H}/news/#.html"),
        (f"{H}/articles/c4gz1x2d3k9o", f"{H}/articles/#"),
        (f"{H}/world/europe/some-words", f"{H}/world/*/*"),
        (f"{H}/some-words/", f"{H}/*/"),
        (f"{H}/search?page=2&q=a", f"{H}/search?page=#&q=#"),
        (f"{H}/search?q=b&page=34", f"{H}/search?page=#&q=#"),
        (f"{H}/s/0123456789abcdef/x", f"{H}/s/#/*"),
        (f"{H}/a/b/a/b/a/b/a/b/a/b/a", f"{H}/a/*/*"),
        (f"{H}:8080/", f"{H}:8080/"),
        (H, f"{H}/"),
        (f"{H}/a{'.a' * 900}", f"{H}/*.a"),
    ],
)
def test_pattern(url: str, pattern: str):
    assert pattern_of(url) == pattern


def test_a_pattern_not_tried_yet_gets_the_first_thousand():
    traps = Traps(Ground())
    assert admitted(traps, days(5_000)) == FIRST
    (told,) = traps.told()
    assert told == (
        f"not taken yet: 4,000 links like {H}/calendar/#/#/#: 1,000 such links are"
        " owed a visit already"
    )


def test_what_is_owed_already_counts():
    traps = Traps(Ground(owed=tuple(days(900)), owed_in_all=900))
    assert admitted(traps, days(2_000, start=900)) == 100


def test_a_pattern_that_brings_articles_has_no_bound():
    articles = tuple((url,) for url in days(10))
    barren = tuple(days(200, start=10))
    traps = Traps(Ground(articles=articles, barren=barren))
    assert admitted(traps, days(9_000, start=200)) == 8_800
    assert traps.told() == []


@pytest.mark.parametrize(
    ("barren", "room"), [(19, 1000), (20, 500), (60, 125), (200, LEAST), (9999, LEAST)]
)
def test_a_pattern_that_brings_none_gets_less_and_less(barren: int, room: int):
    traps = Traps(Ground(barren=tuple(days(barren))))
    assert admitted(traps, days(20_000, start=barren)) == room


def test_a_trap_is_told_by_its_pattern():
    traps = Traps(Ground(barren=tuple(days(60))))
    admitted(traps, days(2_185, start=60))
    (told,) = traps.told()
    assert told == (
        f"trap: 2,000 links like {H}/calendar/#/#/#: 60 visits brought no article"
    )


def test_one_article_at_a_thousand_addresses_is_a_trap():
    sessions = tuple(f"{H}/story?session={n}" for n in range(400))
    traps = Traps(Ground(articles=(sessions,)))
    assert admitted(traps, [f"{H}/story?session=x{n}" for n in range(50)]) == LEAST
    assert "400 visits brought 1 article" in traps.told()[0]


def test_short_links_that_lead_to_articles_are_none():
    articles = tuple(
        (f"{H}/{n}-some-words", f"https://s.example/{n}") for n in range(50)
    )
    traps = Traps(Ground(articles=articles))
    assert (
        admitted(traps, [f"https://s.example/{n}" for n in range(50, 2_050)]) == 2_000
    )


def test_another_pattern_is_not_held_back():
    traps = Traps(Ground(barren=tuple(days(400))))
    admitted(traps, days(2_000))
    assert admitted(traps, [f"{H}/{n}/some-words" for n in range(TRIED)]) == TRIED


def test_an_outlet_is_owed_so_many_links_and_no_more():
    articles = tuple((url,) for url in days(10))
    traps = Traps(Ground(articles=articles, owed_in_all=MOST_OWED - 5))
    assert admitted(traps, days(100, start=10)) == 5
    assert traps.told()[0].startswith("not taken yet: 85 links like")
    assert "20,000 links are owed a visit already" in traps.told()[0]


def test_news_is_taken_beside_an_archive_that_fills_the_outlet():
    articles = tuple((url,) for url in days(10))
    traps = Traps(Ground(articles=articles, owed_in_all=MOST_OWED))
    assert admitted(traps, days(20, start=10)) == 0
    assert admitted(traps, days(30, start=20), is_news=True) == 10
    assert admitted(traps, days(9_000, start=30), is_news=True) == MOST_NEWS - 10


def test_news_is_taken_beside_an_archive_that_fills_its_pattern():
    traps = Traps(Ground(owed=tuple(days(FIRST)), owed_in_all=FIRST))
    assert admitted(traps, days(3_000, start=FIRST), is_news=True) == FEW


def test_news_of_a_pattern_that_was_tried_in_vain_gets_no_room_beside_it():
    traps = Traps(Ground(barren=tuple(days(400))))
    assert admitted(traps, days(900, start=400), is_news=True) == LEAST


def test_visits_of_a_poll_are_bounded_alike_and_asked_twice_counts_once():
    barren = tuple(days(100))
    traps = Traps(Ground(barren=barren))
    owed = days(1_000, start=100)
    room = FIRST >> 5
    for _ in range(2):
        assert [traps.lets_visit(url) for url in owed].count(True) == room


def test_a_hostile_listing_is_told_in_few_words():
    traps = Traps(Ground(owed_in_all=MOST_OWED))
    admitted(traps, [f"{H}/{'x' * n}/a" for n in range(1, 19)] * 3)
    assert len(traps.told()) == MOST_TOLD
