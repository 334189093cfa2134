"""Lines in which a page says when its article came, who wrote it and who pictured it.

A copy has its own: "Updated 5:32 am PDT", "By Ann Lee, Staff Writer", "Photo: Bo Ek,
AP". They tell nothing of the story, so they say nothing of whether two texts tell the
same. Only a line that has nothing else is one: a time within a sentence is told, and so
are a time without a day, a day without a clock and a name alone, which are all that a
line of a timetable, of a list of numbers or of a form may have.

Behind the story stand calls to the reader: "View Comments", "Follow us for the latest
news". A few lines at the end that are short, no sentence and without a number are such.
"""

from __future__ import annotations

import re

from newswatch.dates import parse_instant
from newswatch.dedup.notices import is_clockwork
from newswatch.dedup.number_words import is_day, value_of
from newswatch.model.agencies import agency_named
from newswatch.model.article import Precision

#: such a line is short
_LONGEST = 120
#: a zone that several countries use, and what stands between day and clock
_ZONE = re.compile(r"\b(?:[A-Z]{1,2}[SD]?T|at|um|à|a las|às|alle|om|kl\.?|в)\b")
#: where a second stamp begins on a line
_NEXT_STAMP = re.compile(
    r"(?<=[\w.,])[\s,|•·]*(?=(?:Last |Zuletzt )?(?:Updated|Modified|Published|Posted"
    r"|Aktualisiert|Veröffentlicht|Publié|Mis à jour|Actualizado|Publicado|Atualizado"
    r"|Aggiornato|Pubblicato|Bijgewerkt|Gepubliceerd|Опубликовано|Обновлено)\b)"
)
_BYLINE = re.compile(
    r"\W*(?:by|von|par|por|di|da|door|av|af|автор:?|text:?)\s+(?P<names>[^.!?:;]{3,})\W*",
    re.IGNORECASE,
)
#: words without a capital that stand between and before names
_BETWEEN = re.compile(
    r"and|und|et|y|e|en|och|og|и|for|für|pour|para|of|the|in|at|der|von|de|del|la|van"
)
_CREDIT = re.compile(
    r"\W*(?:(?:photo|foto|picture|image|bild|фото)s?(?:graph)?\s*(?::|by\b|/|©|von\b)"
    r"|(?:ap|afp|reuters|epa|dpa)[- ](?:photo|foto)\b)(?P<names>[^.!?:;]{2,})\W*",
    re.IGNORECASE,
)


#: calls that are looked for at the end of a text, and words of the longest one
_MOST_CALLS, _WORDS_OF_CALL = 3, 15
_SENTENCE_ENDS = tuple(".!?…。！？”\"»’')")


def without_labels(text: str) -> str:
    """*text* without its labels, and without the calls behind its story."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    told = [line for line in lines if not is_label(line)]
    for _ in range(_MOST_CALLS):
        if len(told) > 1 and _is_call(told[-1]):
            del told[-1]
    return "\n".join(told)


def is_label(line: str) -> bool:
    """Whether *line* has a stamp, a counter, a byline or a credit, and nothing else."""
    text = line.strip()
    if not text or len(text) > _LONGEST:
        return False
    if all(is_clockwork(stamp) or _is_moment(stamp) for stamp in _stamps_of(text)):
        return True
    found = _BYLINE.fullmatch(text) or _CREDIT.fullmatch(text)
    return found is not None and _are_names(found["names"])


def _is_call(line: str) -> bool:
    return (
        not line.endswith(_SENTENCE_ENDS)
        and len(line.split()) <= _WORDS_OF_CALL
        and len(line) <= _LONGEST
        and not any(map(str.isdigit, line))
    )


def _stamps_of(text: str) -> list[str]:
    return [stamp for stamp in _NEXT_STAMP.split(text) if stamp]


def _is_moment(text: str) -> bool:
    """Whether *text* is a day with a clock time."""
    told = " ".join(word for word in _ZONE.sub(" ", text).split() if not _is_day(word))
    instant = parse_instant(told.replace(" ,", ","))
    return instant is not None and instant.precision is not Precision.DAY


def _is_day(word: str) -> bool:
    name = word.strip(",.").casefold()
    return is_day((name and value_of(name)) or "")


def _are_names(text: str) -> bool:
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    return bool(words) and not any(
        word.islower() and not _BETWEEN.fullmatch(word) and not agency_named(word)
        for word in words
    )
