"""Whatever an outlet repeats: what only one article says stays, in its order."""

from __future__ import annotations

from datetime import timedelta

from builders import NOON, make_article
from hypothesis import given
from hypothesis import strategies as st

from newswatch.clean import blocks_of, furniture_among, without_furniture
from newswatch.clean.sentences import sentences

#: a few sentences that come again and again, short, long and quoted
REPEATED = st.sampled_from(
    [
        "Please give a little every month to keep us going.",
        "Our paper lives on what its readers are ready to give.",
        "The company did not respond to a request for comment.",
        "Remind me later.",
        "“We will sign nothing,” the minister said on Monday.",
        "***",
    ]
)
UNIQUE = "u"
BODIES = st.lists(
    st.lists(
        st.lists(REPEATED | st.just(UNIQUE), min_size=1, max_size=4),
        min_size=1,
        max_size=6,
    ),
    min_size=1,
    max_size=15,
)


def told(bodies: list[list[list[str]]]) -> list[tuple[str, ...]]:
    """The bodies as paragraphs, each `u` a sentence that nobody says again."""
    number = 0
    found = []
    for body in bodies:
        paragraphs = []
        for paragraph in body:
            texts = []
            for text in paragraph:
                number += 1
                unique = f"Witness {number} spoke of matter{number} in court."
                texts.append(unique if text == UNIQUE else text)
            paragraphs.append(" ".join(texts))
        found.append(tuple(paragraphs))
    return found


@given(BODIES)
def test_what_only_this_article_says_stays_in_its_order(bodies):
    texts = told(bodies)
    pages = [
        blocks_of(make_article(f"Title{n}", paragraphs=text), NOON + timedelta(n))
        for n, text in enumerate(texts)
    ]
    page = make_article("Title", paragraphs=texts[-1])
    kept, removed = without_furniture(page, furniture_among(pages[-2::-1]))
    before = [s.strip() for text in page.paragraphs for s in sentences(text)]
    after = [s.strip() for text in kept.paragraphs for s in sentences(text)]
    assert [s for s in after if "Witness" in s] == [s for s in before if "Witness" in s]
    # Nothing but what is told as removed is missing, and nothing is new.
    rest = iter(before)
    assert all(sentence in rest for sentence in after)
    assert sorted([*after, *(each.text for each in removed)]) == sorted(before)
    assert all(kept.paragraphs)


@given(BODIES)
def test_cutting_twice_cuts_no_more(bodies):
    texts = told(bodies)
    known = furniture_among(
        [
            blocks_of(make_article(f"Title{n}", paragraphs=text), NOON)
            for n, text in enumerate(texts)
        ]
    )
    once, _ = without_furniture(make_article(paragraphs=texts[0]), known)
    assert without_furniture(once, known)[0].paragraphs == once.paragraphs
