"""What becomes of links that wait: each is visited or proved the same, within a day."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing

import pytest
from checking import DAY, POLL, SITE, Newsroom

from newswatch.dedup.parameters import MOST_CHECKS, WIDE
from newswatch.store import Store, connection
from newswatch.store.checks import MOST_TRIES


@pytest.fixture
def newsroom(store: Store) -> Newsroom:
    return Newsroom(store)


ARTICLES = [f"{SITE}/news-{n}" for n in range(8)]


@pytest.mark.parametrize("title", [None, "Storm hits the port"])
def test_a_session_on_every_link_costs_one_visit_an_article(newsroom, title):
    newsroom.learn("sid", [f"old{n}" for n in range(WIDE)])
    for poll in range(48):
        stamped = [f"{url}?sid={poll}-{n}" for n, url in enumerate(ARTICLES)]
        newsroom.poll(stamped, {url: title for url in stamped if title})
    assert newsroom.extra_visits() == Counter(dict.fromkeys(ARTICLES, 1))
    assert len(newsroom.told) == len(ARTICLES)


@pytest.mark.parametrize(("titled", "extra"), [(True, 1), (False, 5)])
def test_five_values_cost_one_visit_an_article_or_one_each(newsroom, titled, extra):
    values = ["rss", "top", "side", "mail", "app"]
    newsroom.learn("from", values)
    urls = [
        f"{url}{q}" for url in ARTICLES for q in ("", *(f"?from={v}" for v in values))
    ]
    titles = {url: url.partition("?")[0] for url in urls} if titled else {}
    for _ in range(48):
        newsroom.poll(urls, titles)
    assert newsroom.extra_visits() == Counter(dict.fromkeys(ARTICLES, extra))
    assert len(newsroom.told) == len(ARTICLES)


def test_checks_are_spread_and_not_made_at_once(newsroom):
    newsroom.learn("from", ["rss"])
    articles = [f"{SITE}/many-{n}" for n in range(80)]
    urls = [*articles, *(f"{url}?from=rss" for url in articles)]
    newsroom.poll(urls)
    assert newsroom.visits == articles
    at_once = []
    for _ in range(10):
        newsroom.visits.clear()
        newsroom.poll(urls)
        at_once.append(len(newsroom.visits))
    assert at_once[0] == 0
    assert sum(at_once) == len(articles)
    assert max(at_once) <= 20


@pytest.mark.parametrize(
    "others",
    [
        pytest.param(["box=top", "box=side", "box=low"], id="all-at-once"),
        pytest.param(["box=side"], id="one-value"),
        pytest.param(["box=never-seen"], id="unknown-value"),
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_all_come_within_a_day_when_a_parameter_begins_to_matter(
    newsroom, others, listed
):
    newsroom.learn("box", ["top", "side", "low", *(f"v{n}" for n in range(WIDE))])
    urls = [f"{url}{q}" for url in ARTICLES for q in ("", *(f"?{o}" for o in others))]
    newsroom.stories = {url: url for url in urls}
    newsroom.poll(urls)
    newsroom.wait(DAY - POLL, urls if listed else ())
    assert sorted(newsroom.told) == sorted(urls)
    assert len(newsroom.visits) == len(urls)


def test_one_other_article_among_many_values_comes_within_a_day(newsroom):
    newsroom.learn("box", ["top", "side", "low"])
    urls = [f"{ARTICLES[0]}{q}" for q in ("", "?box=top", "?box=side", "?box=low")]
    newsroom.stories = {urls[2]: "another"}
    newsroom.wait(DAY, urls)
    assert newsroom.told == [ARTICLES[0], "another"]


def test_another_title_is_checked_though_an_address_like_it_was(newsroom):
    newsroom.learn("sid", [str(n) for n in range(WIDE)])
    first, same, other = (f"{ARTICLES[0]}?sid=n{n}" for n in range(3))
    newsroom.poll([first, same], dict.fromkeys((first, same), "Storm"))
    newsroom.wait(DAY)
    newsroom.stories = {other: "another"}
    newsroom.poll([other], {other: "Calm"})
    newsroom.wait(DAY)
    assert newsroom.visits == [first, same, other]
    assert "another" in newsroom.told


def test_titles_that_change_at_every_poll_are_checked_a_few_times(newsroom):
    newsroom.learn("sid", [str(n) for n in range(WIDE)])
    for n in range(72):
        url = f"{ARTICLES[0]}?sid=n{n}"
        newsroom.poll([url], {url: f"Storm ({n} comments)"})
    assert newsroom.extra_visits()[ARTICLES[0]] == MOST_CHECKS


def test_two_parameters_at_once_that_begin_to_matter_free_what_waits(newsroom):
    newsroom.learn("from", ["rss"])
    newsroom.learn("part", ["1"])
    urls = [f"{url}{q}" for url in ARTICLES for q in ("", "?from=rss&part=1")]
    newsroom.stories = {url: url for url in urls}
    newsroom.poll(urls)
    newsroom.wait(DAY - POLL)
    assert sorted(newsroom.told) == sorted(urls)
    learned = newsroom.store.learned_parameters("herald")
    assert [(each.name, each.kept) for each in learned] == [
        ("from", True),
        ("part", True),
    ]


def test_what_waits_for_another_parameter_waits_on(newsroom):
    newsroom.learn("sid", [str(n) for n in range(WIDE)])
    newsroom.learn("box", ["top"])
    first, checked, waits = (f"{ARTICLES[0]}?sid=n{n}" for n in range(3))
    odd = f"{ARTICLES[1]}?box=top"
    newsroom.stories = {odd: "another"}
    newsroom.poll([first, checked, waits, ARTICLES[1], odd])
    newsroom.wait(DAY)
    assert sorted(newsroom.visits) == sorted([first, checked, ARTICLES[1], odd])


def test_a_check_that_finds_no_page_is_passed_on_a_few_times(newsroom):
    newsroom.learn("sid", [str(n) for n in range(WIDE)])
    urls = [f"{ARTICLES[0]}?sid=n{n}" for n in range(9)]
    newsroom.dead = set(urls[1:])
    newsroom.poll(urls)
    newsroom.wait(3 * DAY)
    newsroom.poll([f"{ARTICLES[0]}?sid=late"])
    newsroom.wait(DAY)
    assert newsroom.extra_visits()[ARTICLES[0]] == MOST_TRIES


def test_a_check_that_found_no_page_is_made_of_the_next_link(newsroom):
    newsroom.learn("sid", [str(n) for n in range(WIDE)])
    first, dead, other = (f"{ARTICLES[0]}?sid=n{n}" for n in range(3))
    newsroom.dead, newsroom.stories = {dead}, {other: "another"}
    newsroom.poll([first, dead])
    newsroom.wait(DAY)
    newsroom.poll([other])
    newsroom.wait(DAY)
    assert newsroom.told == [ARTICLES[0], "another"]


def test_a_check_moves_no_later_look_to_its_address(newsroom):
    newsroom.learn("from", ["rss"])
    newsroom.poll([ARTICLES[0], f"{ARTICLES[0]}?from=rss"])
    newsroom.wait(DAY)
    looks = newsroom.store.revisits("herald", newsroom.now + 9 * DAY)
    assert ARTICLES[0] in [look.revisit.url for look in looks]


def test_what_waited_in_an_older_state_is_checked(monkeypatch, tmp_path):
    path, steps = tmp_path / "old.db", connection._migrations()
    with monkeypatch.context() as older:
        older.setattr(connection, "_migrations", lambda: steps[:13])
        connection.connect(path).close()
    with closing(sqlite3.connect(path)) as db, db:
        for n, (behind, title) in enumerate([("a", "x"), ("a", "x"), ("a", "y")]):
            db.execute(
                "INSERT INTO pending (key, outlet_id, url, via, title, found_at,"
                " not_before, behind, family)"
                " VALUES (?, 'herald', ?, 'feed', ?, '', '', ?, 'f')",
                (bytes([n]), f"{SITE}/{n}", title, behind),
            )
    connection.connect(path).close()
    with closing(sqlite3.connect(path)) as db:
        due = db.execute("SELECT url FROM pending WHERE check_at NOT NULL").fetchall()
    assert due == [(f"{SITE}/0",), (f"{SITE}/2",)]


def test_links_that_wait_are_due_whatever_the_clock_had_said(newsroom):
    newsroom.learn("from", ["rss"])
    newsroom.now += 400 * DAY
    newsroom.poll([ARTICLES[0], f"{ARTICLES[0]}?from=rss"])
    newsroom.now -= 399 * DAY
    newsroom.poll([])
    assert newsroom.visits == [ARTICLES[0], f"{ARTICLES[0]}?from=rss"]
