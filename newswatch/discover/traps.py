"""Traps: links without end that bring no article.

A calendar that names the day after each day, a session in every address, a search that
links to itself: their links are alike but for numbers, codes and words. So are the
links to the articles of most outlets. What tells them apart is what visits brought, so
that links of one pattern get room by that:

    one article in 20 visits, or more     as much as they like
    not tried yet                         FIRST
    fewer articles than that              half of it for each TRIED visits in vain, but
                                          LEAST always: an outlet may come to its senses

Room bounds the links of a pattern that are owed a visit, and those visited in a poll.
What finds none is not remembered, but counted and told, and its listing is asked for
in full the next time: a true article among it is late, and comes once others of its
pattern were read.

Guards against false alarms: nothing is judged where a listing brings no more than FEW
new links and no more than MANY are owed, which is all that most outlets ever see; a
page that was not had (timeouts, walls, robots.txt) says nothing of its pattern.

The newest are admitted first. What is news by its listing, or by its date, is not kept
out by an archive that fills the room: FEW of it are taken beside that from each pattern
that was not tried in vain, and MOST_NEWS of an outlet.

Not found: links that share no pattern, such as random words at the front of a path.
MOST_OWED bounds what they take.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from newswatch.model import RefusalReason

#: new links of one listing that are taken unjudged, and links owed; chosen by hand:
#: feeds have 10 to 100 entries, a busy outlet publishes 500 articles a day
FEW, MANY = 100, 500
#: a news sitemap may have 1,000 addresses (Google)
FIRST = 1_000
TRIED = 20
LEAST = 2
#: links of one outlet that are owed, whatever their patterns bring
MOST_OWED = 20_000
#: what is news may be owed beside that
MOST_NEWS = 5_000
#: patterns that are told in one poll
MOST_TOLD = 5

#: what a visit says of its pattern, if it ended so
BARREN = frozenset(
    (
        RefusalReason.EMPTY_BODY,
        RefusalReason.NOT_ARTICLE,
        RefusalReason.INDEX_PAGE,
        RefusalReason.TAG_PAGE,
        RefusalReason.SEARCH_PAGE,
        RefusalReason.VIDEO_PAGE,
        RefusalReason.GALLERY_PAGE,
        RefusalReason.DONATION_PAGE,
        RefusalReason.NEWSLETTER_PAGE,
        RefusalReason.SOFT_404,
        RefusalReason.NOT_HTML,
        RefusalReason.HOSTILE_MARKUP,
        RefusalReason.FOREIGN_HOST,
        RefusalReason.TOO_LARGE,
        RefusalReason.UNDECODABLE,
        RefusalReason.REDIRECTED_HOME,
        RefusalReason.CROWDED_ADDRESS,
        "http-404",
        "http-410",
        "too-many-redirects",
    )
)

_NUMBER = re.compile(r"\d+")
# A code: hexadecimal, or letters and digits mixed as no word mixes them.
_CODE = re.compile(r"(?=[^\d]*\d)(?=\d*[a-z])[\da-z]{8,}", re.IGNORECASE)
_WORDS = re.compile(r"[-_.%+,~]|.{21}", re.DOTALL)
_MOST_PARTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known of an outlet's addresses."""

    #: links that are owed a visit; a sample where they are many
    owed: tuple[str, ...] = ()
    owed_in_all: int = 0
    #: of each of its newest articles, the addresses that answered with it
    articles: tuple[tuple[str, ...], ...] = ()
    #: addresses whose visits ended in one of BARREN
    barren: tuple[str, ...] = ()


def pattern_of(url: str) -> str:
    """What *url* has in common with its like: `#` numbers and codes, `*` words.

    The first part of the path keeps its word, all parameters keep their names. A part
    that comes again is told twice at most: some sites grow `/a/b/a/b` for ever.
    """
    address, _, query = url.partition("?")
    scheme, _, rest = address.partition("//")
    host, *parts = rest.split("/")
    kept: list[str] = []
    for position, part in enumerate(parts[:_MOST_PARTS]):
        folded = _folded(part, is_first=position == 0)
        if kept.count(folded) < (3 if folded == "#" else 2):  # a day is three numbers
            kept.append(folded)
    names = sorted({_numbered(pair.partition("=")[0]) for pair in query.split("&")})
    tail = "&".join(f"{name}=#" for name in names if name)
    return f"{scheme}//{host}/{'/'.join(kept)}{'?' if tail else ''}{tail}"


@lru_cache(maxsize=4096)
def _folded(part: str, *, is_first: bool) -> str:
    stem, dot, ending = part.rpartition(".")
    if not (dot and ending.isalpha() and len(ending) < 6):
        stem, dot, ending = part, "", ""
    numbered = _numbered(stem)
    if _CODE.fullmatch(stem) or (stem and numbered.strip("#-_") == ""):
        stem = "#"
    elif _WORDS.search(stem) or (stem and not is_first):
        stem = "*"
    else:
        stem = numbered
    return f"{stem}{dot}{ending}"


def _numbered(text: str) -> str:
    return _NUMBER.sub("#", text)


class Traps:
    """The links of one outlet, judged during one poll by what is known before it."""

    def __init__(self, ground: Ground) -> None:
        self._owed = Counter(map(pattern_of, ground.owed))
        self._owed_in_all = ground.owed_in_all
        self._fruitful: Counter[str] = Counter()
        self._barren = Counter(map(pattern_of, ground.barren))
        self._visited: Counter[str] = Counter()
        self._news: Counter[str] = Counter()
        self._visits: dict[str, bool] = {}
        self._refused: Counter[str] = Counter()
        for addresses in ground.articles:
            for pattern, times in Counter(map(pattern_of, addresses)).items():
                # One article at many addresses of a kind: all but one were in vain.
                self._fruitful[pattern] += 1
                self._barren[pattern] += times - 1

    def room(self, pattern: str) -> int | None:
        """How many links of *pattern* may be owed, or visited in a poll; None: any."""
        fruitful, barren = self._fruitful[pattern], self._barren[pattern]
        if fruitful * TRIED >= fruitful + barren > 0:
            return None
        return max(LEAST, FIRST >> (barren // TRIED))

    def admits(self, url: str, *, is_news: bool = False) -> bool:
        """Whether a new link may be owed a visit; from then on it is."""
        pattern = pattern_of(url)
        most = MOST_OWED + (MOST_NEWS if is_news else 0)
        if self._owed_in_all >= most or not (
            self._take(pattern, self._owed) or (is_news and self._spares(pattern))
        ):
            self._refused[pattern] += 1
            return False
        self._owed_in_all += 1
        return True

    def lets_visit(self, url: str) -> bool:
        """Whether a link that is owed may be visited in this poll; ask as you like."""
        may = self._visits.get(url)
        if may is None:
            may = self._visits[url] = self._take(pattern_of(url), self._visited)
        return may

    def _take(self, pattern: str, taken: Counter[str]) -> bool:
        room = self.room(pattern)
        if room is not None and taken[pattern] >= room:
            return False
        taken[pattern] += 1
        return True

    def _spares(self, pattern: str) -> bool:
        """Whether there is room for news where the archive has taken all there was."""
        if self.room(pattern) != FIRST or self._news[pattern] >= FEW:
            return False
        self._news[pattern] += 1
        return True

    def told(self) -> list[str]:
        """What was not admitted, a sentence for each pattern, most first."""
        return [self._sentence(*most) for most in self._refused.most_common(MOST_TOLD)]

    def _sentence(self, pattern: str, refused: int) -> str:
        found = self._fruitful[pattern]
        visits = found + self._barren[pattern]
        links = f"{refused:,} links like {pattern}"
        if self.room(pattern) is not None and visits >= TRIED:
            articles = f"{found or 'no'} article{'s' * (found > 1)}"
            return f"trap: {links}: {visits:,} visits brought {articles}"
        owed = f"{self._owed_in_all:,}"
        if self._owed_in_all < MOST_OWED:
            owed = f"{self._owed[pattern]:,} such"
        return f"not taken yet: {links}: {owed} links are owed a visit already"
