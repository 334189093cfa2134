"""How a page's teasers stand to its own text: cards, what is told beside them.

A card is the largest element that leads to one other page only and has brothers of the
same build: the name of its tag and class, and those of its parent, occur three times.
A link within a sentence makes no card, and neither does one in what surrounds a text.
Told is what is neither in a card nor right behind one, and comes after the heading.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from lxml.html import HtmlElement

from newswatch.extract.dom import elements, folded, text_of

#: characters of a headline; a shorter link is a name or a label
_A_HEADLINE = 20
#: characters beside a link that make it a part of a sentence
_A_CLAUSE = 20
#: brothers of one build
_ALIKE = 3
_MOST = 400
_AROUND = "ancestor::nav or ancestor::footer or ancestor::aside or ancestor::form"
_LINKS = f"//body//a[@href][not(starts-with(@href, '#'))][not({_AROUND})]"
#: direct text of a paragraph, or of anything else a sentence's length
_TEXTS = (
    "//body//*[self::p[string-length(normalize-space(.)) > 25]"
    " or self::li[string-length(normalize-space(.)) > 60]"
    " or text()[string-length(normalize-space(.)) > 60]]"
    "[not(self::a or self::script or self::style or self::h1 or self::h2 or self::h3)]"
    "[not(ancestor::a or ancestor::script or ancestor::noscript or ancestor::nav"
    " or ancestor::footer)]"
)
#: what stands between a headline and its story, or between a story and the next ones
_PARTS = (
    f"//body//*[self::h2 or self::h3 or self::h4 or self::time][not({_AROUND})]"
    "[not(.//a or ancestor::a)]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    #: pages that the cards lead to
    count: int
    #: heading of the page outside of the cards; "" if there is none
    heading: str
    #: the page's own sentences, after its heading
    told: tuple[str, ...]
    #: nothing but such sentences stands between the heading and the first card
    follow_heading: bool

    @property
    def told_chars(self) -> int:
        """The length of what is told, in Latin characters."""
        return sum(map(weight, self.told))


def weight(text: str) -> int:
    """The length of *text* in Latin characters.

    A character of Chinese, Japanese or Korean says about what three Latin ones do.
    """
    return len(text) + 2 * sum("\u3040" <= char <= "\ud7af" for char in text)


def cards_of(root: HtmlElement) -> Cards:
    cards = _cards(root)
    within = {*cards}
    places = {element: n for n, element in enumerate(root.iter())}
    tops = [h1 for h1 in elements(root, "//h1") if not _is_in(h1, within)]
    start = places[tops[0]] if tops else -1
    first = min((places[card] for card in cards), default=len(places))
    told = tuple(
        text_of(each)
        for each in elements(root, _TEXTS)[:_MOST]
        if places[each] > start
        and not _is_teaser(each, within)
        and not _is_beside(each, tops[:1])
    )
    return Cards(
        count=len({*cards.values()}),
        heading=text_of(tops[0]) if tops else "",
        told=tuple(dict.fromkeys(told)),
        follow_heading=not any(
            start < places[each] < first and not _is_in(each, within)
            for each in elements(root, _PARTS)[:_MOST]
        )
        and not (tops and _has_own_article(tops[0], cards)),
    )


def _cards(root: HtmlElement) -> dict[HtmlElement, str]:
    """Each card and where it leads."""
    links = [
        each
        for each in elements(root, _LINKS)[:_MOST]
        if weight(text_of(each)) >= _A_HEADLINE and not _is_in_sentence(each)
    ]
    leads: dict[HtmlElement, set[str]] = defaultdict(set)
    for link in links:
        for above in (link, *link.iterancestors()):
            leads[above].add(link.get("href", ""))
    cards = {}
    for link in links:
        card = link
        while (above := card.getparent()) is not None and len(leads[above]) == 1:
            card = above
        cards[card] = link.get("href", "")
    built = Counter(map(_build, cards))
    return {card: to for card, to in cards.items() if built[_build(card)] >= _ALIKE}


def _build(card: HtmlElement) -> tuple[object, ...]:
    parent = card.getparent()
    around = () if parent is None else (parent.tag, parent.get("class"))
    return (card.tag, (card.get("class") or "").split()[:1] != [], *around)


def _is_in_sentence(link: HtmlElement) -> bool:
    """Whether the element around *link* says something beside it."""
    parent = link.getparent()
    if parent is None:
        return False
    beside = [parent.text or "", *(child.tail or "" for child in parent)]
    return len(folded(" ".join(beside))) > _A_CLAUSE


def _is_in(element: HtmlElement, within: set[HtmlElement]) -> bool:
    return any(each in within for each in (element, *element.iterancestors()))


def _is_beside(text: HtmlElement, headings: list[HtmlElement]) -> bool:
    """Whether *text* stands in a sidebar or form, unless the heading does too."""
    sides = {*text.iterancestors("aside", "form")}
    return not sides <= {each for h1 in headings for each in h1.iterancestors()}


def _is_teaser(text: HtmlElement, cards: set[HtmlElement]) -> bool:
    """Whether *text* stands in a card, or behind one that is a mere heading."""
    if _is_in(text, cards):
        return True
    before = list(text.itersiblings(preceding=True))[:2]
    return any(each in cards for each in before)


def _has_own_article(h1: HtmlElement, cards: dict[HtmlElement, str]) -> bool:
    """Whether an article element holds the heading and none of the cards."""
    around = next(h1.iterancestors("article"), None)
    return around is not None and not any(
        around in card.iterancestors() for card in cards
    )
