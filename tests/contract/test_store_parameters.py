"""What every store learns of parameters, and what it never does with that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from builders import (
    NOON,
    make_article,
    make_candidate,
    make_link,
    make_outlet,
    make_page,
)

from newswatch.dedup.classify import classify
from newswatch.dedup.fingerprint import fingerprint
from newswatch.dedup.identity import addresses_of, key_of
from newswatch.dedup.parameters import PROOFS, WIDE, variants_of
from newswatch.model import Outcome
from newswatch.store import Store
from newswatch.store.base import Announced
from newswatch.store.states import SourceState

HERALD = make_outlet()
SOURCE = "https://herald.example/rss"
CLASSIFY = partial(classify, drop_copies=False)


def text(story: object, words: int = 200) -> str:
    return " ".join(f"{story}x{n}" for n in range(words))


def announce(store: Store, *urls: str, now: datetime = NOON) -> list[str]:
    """Those of *urls* that are owed a visit after a listing named them."""
    links = [
        Announced(
            key=key_of(url, HERALD),
            link=make_link(url),
            variants=variants_of(url, HERALD),
        )
        for url in urls
    ]
    store.announce("herald", SOURCE, SourceState(), links, now)
    return [owed.link.url for owed in store.pending("herald", now)]


def read(store: Store, url: str, body: str, *, now: datetime = NOON) -> Outcome:
    article = make_article(f"On {body[:20]}", paragraphs=(body,))
    candidate = replace(
        make_candidate(article=article, observed_at=now),
        addresses=addresses_of(make_page(url), article, make_link(url), HERALD),
        fingerprint=fingerprint(article.headline, article.paragraphs),
    )
    key = key_of(url, HERALD)
    return store.admit(candidate, key, CLASSIFY, lambda *_: b"x\n").outcome


def prove(store: Store, parameter: str = "from=rss", articles: int = PROOFS) -> None:
    """Read articles at addresses with and without *parameter*."""
    for n in range(articles):
        base = f"https://herald.example/proof-{parameter.replace('=', '-')}-{n}"
        read(store, base, text(f"{parameter}{n}"))
        read(store, f"{base}?{parameter}", text(f"{parameter}{n}"))


NEWS = [f"https://herald.example/news-{n}?from=rss" for n in range(6)]


def plain(url: str) -> str:
    return url.partition("?")[0]


def test_a_parameter_that_did_nothing_on_three_articles_saves_the_visit(store):
    prove(store)
    read(store, plain(NEWS[0]), text("a"))
    assert announce(store, NEWS[0]) == []
    (learned,) = store.learned_parameters("herald")
    assert (learned.name, learned.articles, learned.kept) == ("from", PROOFS, False)


def test_what_was_learned_outlives_a_restart(open_again):
    first = open_again()
    prove(first)
    read(first, plain(NEWS[0]), text("a"))
    assert announce(open_again(), NEWS[0]) == []


def test_two_articles_are_no_proof(store):
    prove(store, articles=PROOFS - 1)
    read(store, plain(NEWS[0]), text("a"))
    assert announce(store, NEWS[0]) == [NEWS[0]]


def test_one_text_at_all_addresses_proves_nothing(store):
    for n in range(10):
        for query in ("", "?from=rss"):
            read(store, f"https://herald.example/wall-{n}{query}", text("log in"))
    read(store, plain(NEWS[0]), text("a"))
    assert announce(store, NEWS[0]) == [NEWS[0]]


def test_texts_of_a_few_words_prove_nothing(store):
    for n in range(PROOFS):
        for query in ("", "?from=rss"):
            read(store, f"https://herald.example/{n}{query}", text(n, words=20))
    assert store.learned_parameters("herald") == []


def test_two_addresses_of_one_article_in_one_listing_are_visited_once(store):
    prove(store)
    assert announce(store, plain(NEWS[0]), NEWS[0]) == [plain(NEWS[0])]
    # … and in later listings the other one still waits.
    assert announce(store, NEWS[0]) == [plain(NEWS[0])]


def test_the_address_with_the_parameter_may_be_the_known_one(store):
    url = "https://herald.example/news-0"
    read(store, f"{url}?from=rss", text("a"))
    prove(store)
    assert announce(store, url) == []


def test_an_address_that_was_known_before_stays_known(store):
    read(store, NEWS[0], text("a"))
    prove(store)
    assert announce(store, NEWS[0]) == []


def test_a_link_is_visited_when_the_one_before_it_brings_no_article(store):
    prove(store)
    first = plain(NEWS[0])
    announce(store, first, NEWS[0])
    store.settle(key_of(first, HERALD), first, "http-404", NOON, None)
    assert [owed.link.url for owed in store.pending("herald", NOON)] == [NEWS[0]]


def test_another_text_settles_it_for_ever_and_frees_what_waited(store):
    prove(store, articles=10)
    waited = NEWS[:3]
    for n, url in enumerate(waited):
        read(store, plain(url), text(f"w{n}"))
    assert announce(store, *waited) == []
    odd = "https://herald.example/odd"
    read(store, odd, text("one"))
    assert read(store, f"{odd}?from=rss", text("another")) is Outcome.EMITTED
    assert [owed.link.url for owed in store.pending("herald", NOON)] == waited
    prove(store, articles=10)
    read(store, plain(NEWS[5]), text("later"))
    assert NEWS[5] in announce(store, NEWS[5])
    (learned,) = store.learned_parameters("herald")
    assert learned.kept
    assert set(learned.example) == {odd, f"{odd}?from=rss"}


def test_a_parameter_that_names_the_article_is_kept_from_the_second_page_on(store):
    for n in range(2):
        url = f"https://herald.example/news.php?id={n}"
        assert read(store, url, text(n)) is Outcome.EMITTED
    (learned,) = store.learned_parameters("herald")
    assert (learned.name, learned.kept) == ("id", True)


def test_an_edit_between_two_visits_says_nothing(store):
    prove(store)
    body = text("a").split()
    read(store, "https://herald.example/edited", " ".join(body))
    edited = " ".join([*body[:190], "now", "with", "more"])
    read(store, "https://herald.example/edited?from=rss", edited)
    (learned,) = store.learned_parameters("herald")
    assert (learned.articles, learned.kept) == (PROOFS, False)


def test_a_value_that_was_never_proved_is_visited(store):
    prove(store, "lang=en")
    for value, visited in (("en", False), ("fr", True)):
        url = f"https://herald.example/{value}-0?lang={value}"
        read(store, plain(url), text(value))
        assert bool(announce(store, url)) is visited
        store.settle(key_of(url, HERALD), url, "http-404", NOON, None)


def test_of_many_values_that_did_nothing_any_other_is_ignored(store):
    for value in range(WIDE):
        prove(store, f"visit={value}")
    url = "https://herald.example/v-0?visit=never-seen"
    read(store, plain(url), text("v"))
    assert announce(store, url) == []


def test_values_that_are_alike_say_nothing_of_the_address_without(store):
    for n in range(PROOFS):
        for value in "ab":
            read(store, f"https://herald.example/p{n}?v={value}", text(n))
    other = "https://herald.example/new-0?v=b"
    one, bare = other.replace("v=b", "v=a"), plain(other)
    assert announce(store, one, other, bare) == [one, bare]


def test_two_ignored_parameters_are_ignored_together(store):
    prove(store, "from=rss")
    prove(store, "part=1")
    url = "https://herald.example/both-0?from=rss&part=1&id=7"
    without = f"{plain(url)}?id=7"
    read(store, without, text("both"))
    assert announce(store, url) == []


def test_what_one_outlet_teaches_says_nothing_of_another(store):
    prove(store)
    assert store.learned_parameters("post") == []


def test_what_one_host_teaches_says_nothing_of_another(store):
    prove(store)
    url = "https://blog.herald.example/0?from=rss"
    read(store, plain(url), text("blog"))
    assert announce(store, url) == [url]


def test_what_waited_for_a_month_is_forgotten(store):
    prove(store)
    read(store, plain(NEWS[0]), text("a"))
    announce(store, NEWS[0])
    odd, later = "https://herald.example/odd", NOON + timedelta(days=31)
    announce(store, now=later)
    read(store, odd, text("one"), now=later)
    read(store, f"{odd}?from=rss", text("another"), now=later)
    assert store.pending("herald", later) == []


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://herald.example/a", []),
        ("https://herald.example/a?utm_source=x", []),
        ("https://herald.example/a?b=1&c=2&b=3", ["b", "c"]),
        ("https://herald.example/a?print", ["print"]),
        ("https://herald.example/a?" + "&".join(f"p{n}=1" for n in range(9)), []),
        ("not an address", []),
    ],
)
def test_variants_are_the_parameters_that_no_list_knows(url: str, names: list[str]):
    assert sorted(variant.name for variant in variants_of(url, HERALD)) == names


def test_where_the_outlet_says_what_the_article_is_nothing_is_learned():
    numbered = make_outlet(identity=r"-a(\d+)")
    assert variants_of("https://herald.example/x-a7?from=rss", numbered) == ()
    assert variants_of("https://herald.example/about?from=rss", numbered)
