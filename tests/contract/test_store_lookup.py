"""What a state can be asked afterwards, on every implementation."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from builders import NOON, make_announced, make_article, make_candidate

from newswatch.dedup.classify import classify
from newswatch.errors import StorageError
from newswatch.model import Ledger, PageBlocks, Poll
from newswatch.model.revision import article_id, seen_key
from newswatch.store.base import KeptOut, Retelling, Revisit
from newswatch.store.lookup import HowRead, LastRound
from newswatch.store.sqlite import SqliteStore
from newswatch.store.sqlite_lookup import SqliteLookup
from newswatch.store.states import OutletState, RobotsState, SourceState

SOURCE = "https://herald.example/rss"
URL = "https://herald.example/a"
KEY = seen_key("herald", URL)
MARK = partial(classify, drop_copies=False)
DROP = partial(classify, drop_copies=True)


def announce(store, url: str = URL, **changes):
    announced = make_announced(url, **changes)
    store.announce("herald", SOURCE, SourceState(), [announced], NOON)
    return announced


def admit(store, candidate, key=None, how=MARK):
    return store.admit(candidate, key, how, lambda seq, *_: b"line %d\n" % seq)


def test_a_link_that_was_announced_is_owed_with_the_next_round(store, look):
    announced = announce(store, title="Talks")
    owed = look().owed(announced.key)
    assert (owed.pending.link, owed.pending.source_url) == (announced.link, SOURCE)
    assert (owed.due_at, owed.reason, owed.pending.attempts) == (None, None, 0)
    assert look().seen(announced.key) is None
    assert look().owed(seen_key("post", URL)) is None


def test_a_failed_visit_says_why_and_when_it_is_made_again(store, look):
    announce(store)
    later = NOON + timedelta(minutes=5)
    store.settle(KEY, URL, "robots", NOON, later, "robots.txt line 7: Disallow: /a")
    owed = look().owed(KEY)
    assert (owed.due_at, owed.reason) == (later, "robots")
    assert owed.detail == "robots.txt line 7: Disallow: /a"
    assert owed.pending.attempts == 1


def test_an_address_that_was_kept_out_says_why(store, look):
    announce(store)
    store.settle(KEY, URL, "not-article", NOON, None, "14 links, no paragraph")
    seen = look().seen(KEY)
    assert (seen.url, seen.article_id, seen.claimed) == (URL, None, False)
    assert (seen.reason, seen.detail) == ("not-article", "14 links, no paragraph")
    assert seen.seen_at == NOON
    assert look().owed(KEY) is None


def test_every_address_of_an_article_leads_to_it(store, look):
    announced = announce(store, "https://herald.example/short")
    made = make_candidate(claims=("https://herald.example/claimed",), guids=("g1",))
    admitted = admit(store, made, announced.key)
    again = make_candidate("https://herald.example/again")
    admit(store, again)
    lookup = look()
    for name, claimed in [
        (URL, False),
        ("https://herald.example/short", False),
        ("https://herald.example/claimed", True),
        ("guid:g1", True),
        ("https://herald.example/again", False),
    ]:
        seen = lookup.seen(seen_key("herald", name))
        assert (seen.article_id, seen.claimed) == (admitted.article_id, claimed), name


def test_an_article_keeps_how_it_was_found_and_read(store, look):
    announced = announce(store)
    article = make_article(
        evidence={"title": "html:h1", "authors": None},
        warnings=("text-short",),
        extractor="rules",
    )
    made = replace(
        make_candidate(topics=(), article=article),
        blocks=PageBlocks(seen_at=NOON + timedelta(seconds=3), blocks=frozenset()),
        topics_asked=frozenset({"talks", "ports"}),
    )
    admitted = admit(store, made, announced.key)
    stored = look().article(admitted.article_id)
    assert stored.how_read == HowRead(
        via="feed",
        source_url=SOURCE,
        found_at=NOON,
        fetched_at=NOON + timedelta(seconds=3),
        extractor="rules",
        provenance={"title": "html:h1", "url": "url"},
        warnings=("text-short",),
        topics_asked=("ports", "talks"),
    )
    assert (stored.outcome, stored.topics_matched) == ("off_topic", ())
    assert look().lines_of(stored.id) == []


def test_an_article_that_no_listing_announced_has_none(store, look):
    admitted = admit(store, make_candidate())
    how_read = look().article(admitted.article_id).how_read
    assert (how_read.via, how_read.source_url, how_read.found_at) == (None, None, None)


def test_a_copy_names_its_original_and_the_size_of_the_story(store, look):
    first = admit(store, make_candidate())
    other = make_candidate("https://post.example/b", outlet_id="post")
    copy = admit(store, other, how=DROP).article_id
    stored = look().article(copy)
    assert (stored.copy_of, stored.cluster_size) == (first.article_id, 2)
    assert (stored.outcome, stored.reason) == ("duplicate", "exact-copy")
    assert stored.topics_matched == ("talks",)
    assert look().lines_of(copy) == []


def test_lines_are_found_by_number_and_by_article(store, look):
    first = admit(store, make_candidate())
    second = admit(store, make_candidate("https://herald.example/b", words="others"))
    lookup = look()
    assert lookup.line(1).line == b"line 1\n"
    assert lookup.line(3) is None
    assert [row.seq for row in lookup.lines_of(second.article_id)] == [2]
    assert lookup.lines_of(first.article_id) == [lookup.line(1)]


def test_articles_are_found_by_the_beginning_of_their_id(store, look):
    urls = [f"https://herald.example/{number}" for number in range(40)]
    with store.transaction():
        for url in urls:
            admit(store, make_candidate(url, words=url))
    ids = sorted(article_id("herald", url) for url in urls)
    lookup = look()
    assert lookup.article_ids("nw:", 100) == ids
    assert lookup.article_ids("nw:", 3) == ids[:3]
    assert lookup.article_ids(ids[7], 3) == [ids[7]]
    assert lookup.article_ids(ids[7][:5], 100) == [
        id_ for id_ in ids if id_.startswith(ids[7][:5])
    ]
    assert lookup.article_ids("nw:%", 3) == []


def test_the_last_round_of_an_outlet_is_the_newest(store, look):
    assert look().last_round("herald") is None
    for hours, salt in ((2, "bbbb"), (1, "aaaa")):
        started = NOON + timedelta(hours=hours)
        ended = started + timedelta(minutes=1)
        poll = Poll.starting("herald", started, salt)
        store.record_run(poll, ended, Ledger(discovered=hours), ["no answer"])
    assert look().last_round("herald") == LastRound(
        ended_at=NOON + timedelta(hours=2, minutes=1),
        discovered=2,
        problems=("no answer",),
    )


def test_outlets_that_were_ever_polled_are_known(store, look):
    store.set_outlet_state("post", OutletState(next_due_at=NOON))
    store.record_run(Poll.starting("herald", NOON, "aaaa"), NOON, Ledger(), [])
    assert look().outlet_ids() == ["herald", "post"]


def test_robots_txt_is_told_as_it_answered(store, look):
    state = RobotsState(status=200, body=b"Disallow: /", fetched_at=NOON)
    store.set_robots("https://herald.example", state)
    assert look().robots("https://herald.example") == state
    assert look().robots("https://post.example") is None


def test_a_lookup_sees_one_moment_and_holds_no_writer_up(store, look):
    admit(store, make_candidate())
    lookup = look()
    admit(store, make_candidate("https://herald.example/b", words="others"))
    assert lookup.line(2) is None
    assert look().line(2) is not None


def test_a_lookup_changes_nothing(store, look):
    announce(store)
    lookup = look()
    with pytest.raises((StorageError, sqlite3.OperationalError)):
        lookup._db.execute("DELETE FROM pending")
    assert store.pending("herald", NOON) != []


@pytest.mark.parametrize(("version", "code"), [(1, "NW411"), (999, "NW404")])
def test_a_state_of_another_version_is_refused_in_words(tmp_path, version: int, code):
    path = tmp_path / "state.db"
    SqliteStore(path).close()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {version}")
    db.close()
    with pytest.raises(StorageError) as told:
        SqliteLookup(path)
    assert told.value.code == code


def test_every_event_of_an_article_is_kept_with_its_whole_text(store, look):
    announced = announce(store)
    first = make_candidate(article=make_article(paragraphs=("One.", "Two.")))
    id_ = admit(store, first, announced.key).article_id
    later = NOON + timedelta(hours=1)
    edited = make_candidate(article=make_article(paragraphs=("One.", "Three.")))
    for event, revision, read in (("revised", 2, edited), ("withdrawn", 2, None)):
        telling = Retelling(
            event=event,
            event_id=f"{event} {revision}",
            revision=revision,
            observed_at=later,
            line=event.encode(),
            candidate=read,
        )
        store.revisited(
            Revisit(article_id=id_), later, later, tell=lambda *_, t=telling: t
        )
    told = look().told_lines(id_)
    assert [(each.seq, each.event, each.revision) for each in told] == [
        (1, "new", 1),
        (2, "revised", 2),
        (3, "withdrawn", 2),
    ]
    assert [each.text for each in told] == ["One.\n\nTwo.", *["One.\n\nThree."] * 2]
    assert [each.line for each in told[1:]] == [b"revised", b"withdrawn"]
    assert (told[0].observed_at, told[2].observed_at) == (NOON, later)
    assert look().told_lines("nw:unknown") == []


def test_a_planned_look_says_how_far_the_ladder_has_come(store, look):
    announced = announce(store)
    made = make_candidate()
    due = NOON + timedelta(minutes=15)
    id_ = store.admit(made, announced.key, MARK, lambda *_: b"x\n", due).article_id
    first = look().planned_look(id_)
    assert (first.due_at, first.read_at, first.steps) == (due, NOON, 0)
    assert (first.failed, first.gone, first.is_doubted) == (0, 0, False)
    seen = Revisit(article_id=id_, step=1, gone=2, doubted="sha256:" + "2" * 64)
    store.revisited(seen, None, due, failed=True)
    then = look().planned_look(id_)
    assert (then.due_at, then.steps, then.failed, then.gone) == (None, 1, 1, 2)
    assert then.is_doubted
    assert look().planned_look("nw:unknown") is None


@pytest.mark.parametrize("read_by", [None, "0f3a"])
@pytest.mark.parametrize("doubted", [None, "+aa -bb", "sha256:22"])
def test_a_look_keeps_how_the_page_was_read_beside_its_doubt(
    store, look, read_by: str | None, doubted: str | None
):
    announced = announce(store)
    id_ = store.admit(
        make_candidate(), announced.key, MARK, lambda *_: b"x\n", NOON
    ).article_id
    seen = Revisit(article_id=id_, url=URL, step=1, read_by=read_by, doubted=doubted)
    store.revisited(seen, NOON, NOON)
    (pending,) = store.revisits("herald", NOON)
    assert pending.revisit == seen
    assert look().planned_look(id_).is_doubted is (doubted is not None)


def test_what_is_kept_out_is_told_as_the_store_tells_it(store, look):
    announce(store)
    kept = KeptOut(
        key=KEY,
        outlet_id="herald",
        url=URL,
        reason="soft-404",
        evidence=('html:h1 "Not found"',),
        found_at=NOON,
        last_at=NOON,
    )
    store.keep_out(kept)
    assert look().kept_out(KEY) == kept
    assert look().kept_out(seen_key("post", URL)) is None


def test_a_link_that_waits_names_the_one_it_waits_behind(store, look, tmp_path):
    twin = f"{URL}?from=rss&box=3"
    waiting = announce(store, twin).key
    admit(store, make_candidate(), KEY)
    assert look().waiting(waiting) is None
    db = sqlite3.connect(tmp_path / "state.db")
    with db:
        db.execute(
            "UPDATE pending SET behind = ?, dropped = 'box&from' WHERE key = ?",
            (KEY, waiting),
        )
    found = look().waiting(waiting)
    assert (found.behind_url, found.ignored) == (URL, ("box", "from"))
    with db:
        db.execute("UPDATE pending SET behind = x'00' WHERE key = ?", (waiting,))
    db.close()
    assert look().waiting(waiting).behind_url is None


def test_kept_texts_are_given_oldest_first_with_the_topics_they_were_on(store, look):
    for number, topics in enumerate([("talks",), (), ("rates", "talks")]):
        candidate = make_candidate(
            f"{URL}{number}",
            words=f"words {number}",
            article=make_article(f"Headline {number}", paragraphs=("One.", "Two.")),
            topics=topics,
            observed_at=NOON + timedelta(days=number),
        )
        admit(store, candidate)

    day = timedelta(days=1)
    ids = look().ids_between(NOON + day, NOON + 3 * day)
    kept = [look().text(article_id) for article_id in ids]

    assert [(t.title, t.text, t.topics_matched) for t in kept] == [
        ("Headline 1", "One.\n\nTwo.", frozenset()),
        ("Headline 2", "One.\n\nTwo.", frozenset({"rates", "talks"})),
    ]
    assert look().ids_between(NOON + day, NOON + 2 * day) == ids[:1]
    assert [(t.is_told, t.line) for t in kept] == [
        (False, b"line 1\n"),
        (True, b"line 2\n"),
    ]
    assert look().text("nw:" + "0" * 32) is None


def test_articles_of_each_topic_are_counted_since_each_instant(store, look):
    for number, topics in enumerate([("talks",), (), ("rates", "talks")]):
        candidate = make_candidate(
            f"{URL}{number}",
            words=f"words {number}",
            topics=topics,
            observed_at=NOON + timedelta(days=number),
        )
        admit(store, candidate)

    since = [NOON + timedelta(days=1), NOON]
    assert look().topic_counts(since) == {"talks": (1, 2), "rates": (1, 1)}
