"""What an outlet repeats goes; what its stories rightly repeat stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from builders import NOON, make_article

from newswatch.clean import blocks_of, furniture_among, without_furniture
from newswatch.clean.boilerplate import MOST_FURNITURE, WINDOW
from newswatch.model import Article, Furniture, PageBlocks

APPEAL = (
    "Dear readers, we have a favour to ask of every one of you.",
    "Our paper lives on what its readers are ready to give.",
    "Please give a little each month.",
    "Remind me later.",
)
LINE = "Sign up for our free weekly newsletter from the old harbour."
QUOTE = "“We will sign nothing that our people have not read,” the minister said."


def story(number: int) -> tuple[str, ...]:
    """Three paragraphs of two sentences that no other number has."""
    return tuple(
        f"Witness {number} of street {part} told the court of lamp{number}x{part}."
        f" Nobody else in town{number} had seen it on that evening{part}."
        for part in range(3)
    )


def article(number: int, *more: str, headline: str | None = None) -> Article:
    headline = headline or f"Headline{number} about matter{number}"
    first, *rest = story(number)
    return make_article(headline, paragraphs=(first, *more, *rest))


def learned(articles: Sequence[Article]) -> Furniture:
    """What is furniture after *articles*, given the oldest first."""
    pages = [
        blocks_of(each, NOON + timedelta(minutes=number))
        for number, each in enumerate(articles)
    ]
    return furniture_among(pages[::-1])


def read(page: Article, known: Furniture) -> tuple[str, ...]:
    return without_furniture(page, known)[0].paragraphs


def having(text: Sequence[str], pattern: str, **changes: str) -> list[Article]:
    """Articles, oldest first: `x` has *text* amid its body, `.` has not."""
    return [
        article(number, *(text if mark == "x" else ()), **changes)
        for number, mark in enumerate(pattern)
    ]


@pytest.mark.parametrize(
    ("text", "pattern", "goes"),
    [
        # a passage: three in a row, then a fifth of them in the long run
        (APPEAL, "xx", False),
        (APPEAL, "xxx", True),
        (APPEAL, "xxx.", False),
        (APPEAL, ".x.xx.x...", True),
        (APPEAL, "x...." * 8, True),
        (APPEAL, "x......." * 5, False),
        # a sentence by itself needs more
        ((LINE,), "xxxxxx", False),
        ((LINE,), "xxxxxxx", True),
        ((LINE,), "x.xxx.xx.xx.", False),
        ((LINE,), "x.xxxxx.xx.x", True),
        ((LINE,), "xx..." * 8, False),
        ((LINE,), "xx.." * 10, True),
        # a quotation in follow-ups, a short answer
        ((QUOTE,), "..x.x.xxxxx", False),
        (("He declined to comment.",), "x" * 40, False),
    ],
)
def test_what_enough_of_the_newest_articles_have_is_furniture(
    text: tuple[str, ...], pattern: str, goes: bool
):
    page = article(500, *text)
    expected = story(500) if goes else page.paragraphs
    assert read(page, learned(having(text, pattern))) == expected


@pytest.mark.parametrize("place", range(4))
def test_an_appeal_goes_wherever_it_stands(place: int):
    known = learned(having(APPEAL, "xxxx"))
    body = list(story(9))
    body[place:place] = APPEAL
    assert read(make_article(paragraphs=tuple(body)), known) == story(9)


@pytest.mark.parametrize(
    "box",
    [
        (" ".join(APPEAL),),
        (" ".join(APPEAL[:2]), " ".join(APPEAL[2:])),
        tuple(sentence.upper() for sentence in APPEAL),
        tuple(sentence.replace(",", " —") for sentence in APPEAL),
    ],
    ids=["one paragraph", "two paragraphs", "capitals", "dashes"],
)
def test_a_redesigned_box_is_known_by_its_words(box: tuple[str, ...]):
    known = learned(having(APPEAL, "xxxx"))
    assert read(article(9, *box), known) == story(9)


def test_an_appeal_glued_to_a_paragraph_is_cut_off_it():
    known = learned(having(APPEAL, "xxxx"))
    first, second, third = story(9)
    glued = f"{first} {' '.join(APPEAL)} {second}"
    page = make_article(paragraphs=(glued, third))
    assert read(page, known) == (f"{first} {second}", third)


@pytest.mark.parametrize(
    ("paragraph", "left"),
    [
        # no full stop before it, none behind it, neither
        ("The treaty is underway {}", "The treaty is underway"),
        ("{} Witnesses spoke.", "Witnesses spoke."),
        ("The treaty is underway {} Witnesses spoke.", None),
        # half a sentence is no sentence of furniture
        ("The treaty, dear readers, we have a favour to ask of every one of you.", ""),
        ("He said dear readers, we have a favour to ask of every one of you.", ""),
    ],
)
def test_an_appeal_glued_to_half_a_sentence_is_split_off(paragraph: str, left):
    known = learned(having(APPEAL, "xxxx"))
    page = make_article(paragraphs=(*story(9), paragraph.format(" ".join(APPEAL))))
    if left is None:
        left = "The treaty is underway Witnesses spoke."
    assert read(page, known) == (*story(9), left or paragraph)


def test_an_appeal_without_a_full_stop_is_split_off_what_follows():
    bare = (*APPEAL[:2], "Please stand by us with a gift of any size today")
    known = learned(having(bare, "xxxx"))
    page = make_article(paragraphs=(*story(9), f"{' '.join(bare)} Witnesses spoke."))
    assert read(page, known) == (*story(9), "Witnesses spoke.")


ANEW = (
    "The paper turns twenty this winter and has no owner but its readers.",
    "Last week a court blocked our pages in three more regions.",
    "It takes less than two minutes to stand by us with a gift.",
)


@pytest.mark.parametrize(
    ("pattern", "goes"),
    [
        # x: the old wording, n: the new one, b: both, .: neither
        ("xxxxxxxnn", True),
        ("xxxxxxxn.n", True),
        ("xxxxx.xn..n", True),
        ("xxxxxxxn", False),
        # nothing is gone; too few to say what was there before; long ago
        ("xxxxxxxbb", False),
        (".......nn", False),
        ("xxxxnn", False),
        ("xxxxxxx...nn", False),
    ],
)
def test_what_takes_the_place_of_furniture_needs_two_witnesses(
    pattern: str, goes: bool
):
    texts = {"x": APPEAL, "n": ANEW, "b": (*APPEAL, *ANEW), ".": ()}
    known = learned([article(n, *texts[mark]) for n, mark in enumerate(pattern)])
    page = article(500, *ANEW)
    assert read(page, known) == (story(500) if goes else page.paragraphs)


def test_an_edited_sentence_goes_with_its_passage_after_two_articles():
    edited = (*APPEAL[:2], "Please give before the old year ends.", APPEAL[3])
    known = learned([*having(APPEAL, "xxxxxxx"), article(20, *edited)])
    assert edited[2] in read(article(500, *edited), known)
    known = learned(
        [*having(APPEAL, "xxxxxxx"), article(20, *edited), article(21, *edited)]
    )
    assert read(article(500, *edited), known) == story(500)


@pytest.mark.parametrize("third", ["Harbour treaty: what now", "Orchards in bloom"])
def test_background_that_follows_the_end_of_an_appeal_stays_in_its_story(third: str):
    about = ("Harbour treaty signed", "Reactions to the harbour treaty")
    ended = [article(20 + n, *ANEW, headline=h) for n, h in enumerate(about)]
    known = learned([*having(APPEAL, "xxxxxxx"), *ended])
    page = article(500, *ANEW, headline=third)
    assert read(page, known) == page.paragraphs


def test_a_fresh_wording_stays_in_an_article_on_what_a_witness_is_about():
    about = ("Harbour treaty signed", "Orchards in bloom")
    ended = [article(20 + n, *ANEW, headline=h) for n, h in enumerate(about)]
    known = learned([*having(APPEAL, "xxxxxxx"), *ended])
    page = article(500, *ANEW, headline="The harbour treaty, explained")
    assert read(page, known) == page.paragraphs
    assert read(article(500, *ANEW, headline="Ferries late"), known) == story(500)


def test_more_than_what_is_gone_is_no_new_wording():
    more = (*ANEW, *(f"That makes {n} more reasons to stand by us." for n in "12"))
    known = learned([*having(APPEAL, "xxxxxxx"), *having(more, "xx")])
    page = article(500, *more)
    assert read(page, known) == page.paragraphs


def test_an_edited_appeal_leaves_its_new_sentence_only():
    known = learned(having(APPEAL, "xxxxxxx"))
    edited = "Please give before the year ends."
    page = article(9, *APPEAL[:2], edited, APPEAL[3])
    left = [text for text in read(page, known) if text not in story(9)]
    assert left == [edited, APPEAL[3]]


def test_follow_ups_of_one_story_are_one_witness():
    known = learned(
        [
            article(n, *APPEAL, headline=f"Harbour treaty: day{n} of talks")
            for n in range(6)
        ]
    )
    assert known.blocks == {}


def test_an_opening_that_teasers_repeat_stays_in_its_own_story():
    opening = "The harbour treaty was signed by both ministers on Friday."
    known = learned(having((opening,), "x" * 12))
    own = article(9, opening, headline="Ministers sign harbour treaty")
    assert opening in read(own, known)
    assert opening not in read(article(9, opening), known)


def test_words_that_all_headlines_have_make_no_story():
    known = learned(
        [
            article(n, *APPEAL, headline=f"Lantern Daily: number{n} matter{n}")
            for n in range(8)
        ]
    )
    assert read(article(9, *APPEAL), known) == story(9)


def test_bodies_that_are_alike_as_a_whole_are_one_witness():
    stub = "Subscribe now to go on reading this and all our other stories today."
    alike = [make_article(f"Headline{n}", paragraphs=(stub,)) for n in range(20)]
    assert learned(alike).blocks == {}


def test_an_appeal_that_is_gone_is_forgotten():
    old = having(APPEAL, "x" * 60)
    since = [article(1000 + n) for n in range(WINDOW)]
    assert read(article(9, *APPEAL), learned(old + since[:20])) == story(9)
    assert learned(old + since).blocks == {}


def test_a_body_of_nothing_but_furniture_is_kept_with_a_warning():
    known = learned(having(APPEAL, "xxxx"))
    page = make_article(paragraphs=APPEAL)
    kept, removed = without_furniture(page, known)
    assert (kept.paragraphs, removed) == (APPEAL, ())
    assert kept.warnings == ("furniture-kept",)


def test_a_flash_loses_an_appeal_that_is_longer_than_itself():
    known = learned(having(APPEAL, "xxxx"))
    flash = "The envoys have signed the harbour treaty in the old town hall."
    kept, _ = without_furniture(make_article(paragraphs=(flash, *APPEAL)), known)
    assert kept.paragraphs == (flash,)
    assert kept.warnings == ("text-short",)


def test_what_was_cut_is_told_in_order_with_its_witnesses():
    known = learned(having(APPEAL, "x.xxx"))
    _, removed = without_furniture(article(9, *APPEAL), known)
    assert [(each.text, each.seen_on) for each in removed] == [
        (sentence, 4) for sentence in APPEAL
    ]


def test_blocks_are_counted_with_the_furniture_still_in():
    page = article(9, *APPEAL)
    assert blocks_of(article(8, *APPEAL), NOON).blocks & blocks_of(page, NOON).blocks


def test_what_travels_to_a_lane_is_bounded():
    many = frozenset(range(MOST_FURNITURE * 2))
    pages = [
        PageBlocks(seen_at=NOON, blocks=many | {-n}, subject=frozenset({n}))
        for n in range(1, 11)
    ]
    known = furniture_among(pages)
    assert len(known.blocks) == MOST_FURNITURE
    assert known.sure <= known.blocks.keys()
