"""The outlet's own standfirst, whole sentences of it, or none.

A description is passed by where it describes the site and not the article, where it
only repeats the headline, and where it holds no whole sentence: many are the first 160
characters of the text, cut in a word. Of one that is cut after some sentences these are
kept. What another source has in full goes before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newswatch.extract.jsonld import each, plain_text, text
from newswatch.extract.meta import method
from newswatch.extract.signals import text_weight
from newswatch.extract.view import Found, View, key

_LONGEST_SUMMARY = 2_000
#: elements that a rule may find: the points of a list
_MOST_RULED = 20
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.{3,}|&hellip;)\s*$")
#: where a sentence ends: not after an initial or an abbreviation of a letter or two
_SENTENCE_END = re.compile(
    r"(?<![\s.(][^\W\d_])(?<![\s.(][^\W\d_]{2})[.!?]['\"”’»)]*(?=\s)|[。！？][」』”]*"
)
#: a cut sentence is no loss if this much stands before it
_LEAST_KEPT = 30
_STOPS = (".", "!", "?", "。", "！", "？")
_SITE_TYPES = frozenset(
    {"WebSite", "Organization", "NewsMediaOrganization", "Corporation", "Newspaper"}
)


def summary_of(view: View, title: str | None) -> Found[str] | None:
    """The standfirst of the article headed *title*, by the outlet's rule if it has one.

    What the rule finds is taken as it is, except that a text too long for a summary
    keeps only its first sentences.
    """
    if ruled := view.ruled("summary", "content"):
        whole = " ".join(found.value for found in ruled[:_MOST_RULED])
        fits = len(whole) <= _LONGEST_SUMMARY
        if kept := whole if fits else _sentences(whole):
            return Found(kept, ruled[0].evidence)
    passed_by = {key(title or ""), *view.site_names, *_of_site(view), ""}
    stated = [f for f in _descriptions(view) if key(f.value) not in passed_by]
    shortened = None
    for found in stated:
        if not _is_cut(found.value, stated):
            return found
        whole = _sentences(found.value)
        if whole and shortened is None:
            shortened = Found(whole, found.evidence)
    return shortened


def described_as(view: View) -> str | None:
    """The first description of the page as it stands, cut or not: a hint, no field."""
    return next((found.value for found in _descriptions(view)), None)


def _is_cut(description: str, others: Iterable[Found[str]]) -> bool:
    """Whether *description* ends in dots, or before its end elsewhere on the page."""
    if _CUT.search(description) or len(description) > _LONGEST_SUMMARY:
        return True
    mine = key(description)
    return any(
        key(other.value).startswith(mine) and key(other.value) != mine
        for other in others
    ) and not description.endswith(_STOPS)


def _descriptions(view: View) -> Iterator[Found[str]]:
    for found in view.stated("description"):
        if value := text(found.value):
            yield Found(value, found.evidence)
    names = ("og:description", "description", "twitter:description", "dc.description")
    for name, value in view.meta.each(*names):
        if plain := plain_text(value):
            yield Found(plain, method(name))


def _of_site(view: View) -> Iterator[str]:
    """What the site says of itself."""
    for node in view.graph.nodes:
        if node.top and _SITE_TYPES & {*node.types}:
            for name in ("description", "slogan"):
                for value in each(node.fields.get(name)):
                    yield key(text(value) or "")


def _sentences(description: str) -> str:
    """The whole sentences of a cut *description*; "" if they are too little.

    >>> _sentences("Two sides met in the capital on Monday. They did not agr...")
    'Two sides met in the capital on Monday.'
    """
    rest = _CUT.sub("", description)[:_LONGEST_SUMMARY]
    ends = [end.end() for end in _SENTENCE_END.finditer(rest)]
    if rest.endswith(_STOPS) and len(rest) < _LONGEST_SUMMARY:
        ends.append(len(rest))
    kept = rest[: ends[-1]].rstrip() if ends else ""
    return kept if text_weight([kept]) >= _LEAST_KEPT else ""
