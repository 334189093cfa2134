"""The text of a byline → the names in it.

A byline is cut at commas, semicolons, bars, dashes and the word for "and". What is no
name goes: "By" and "Von", mail addresses, handles of networks, places ("in Moscow"),
credits of pictures, what tells the author's office, and an office that names nobody
("Staff Writer", "admin"). A desk and an agency are authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newswatch.extract.dom import folded

BY = re.compile(
    r"^(?:(?:written|reported|reporting|posted|published|words|story|text)\s+by|by|von|"
    r"par|por|di|av|af|door|от|author|autor(?:in)?|автор|texte?|текст)\b(?:[\s:.]+|$)"
    r"|^(?:(?:staff\s+)?reporter|correspondent|редактор|корреспондент|redakteur(?:in)?|"
    r"журналист(?:ка)?)[\s:]+(?=\S+\s+\S)",
    re.I,
)
_BETWEEN = re.compile(r"\s*[,;|·•]\s*|\s+[/–—-]\s+|\s+(?:and|und|et|og|och|&)\s+", re.I)
#: a mail address or the name on a network, with brackets around it
_CONTACT = re.compile(r"[(<\[]?\s*(?:mailto:)?[\w.+-]*@[\w.-]*\w\s*[)>\]]?")
#: who took the pictures wrote nothing
_CREDIT = re.compile(
    r"^(?:photo(?:s|graph\w*)?|fotos?|fotogra\w*|фото\w*|bild(?:er)?|images?|"
    r"illustrations?|graphics?|grafik|video)\b",
    re.I,
)
_PLACE = re.compile(
    r"(?<=\w)\s+(?:in|à)\s+[A-ZÀ-Ý][\w.'’-]+(?:\s+[A-ZÀ-Ý][\w.'’-]+){0,2}$"
)
#: words for "and" that also stand inside names: they part whole names only
_WEAK_AND = re.compile(r"\s+(?:y|e|i|и|та|ja|en|with|mit)\s+")
_OFFICE = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|staff|writers?|columnists?|producers?|"
    r"contributors?|redakt\w*|korrespondent\w*|journalist\w*|correspondants?|"
    r"corresponsal|periodista|news|desk|bureau|special to|for the)\b",
    re.I,
)
#: an office whose holder is not named, and what systems call nobody
_NOBODY = re.compile(
    r"(?:(?:an?|the|our|staff|senior|special|chief|guest|contributing|freelance|deputy|"
    r"associate|assistant|news|sports?|political|business|economics?|foreign|national|"
    r"local|city|crime|health|science|tech\w*|culture|arts|features?|digital|online|web|"
    r"специальный|собственный)\s+){0,3}(?:writer|reporter|correspondent|editor|columnist|"
    r"contributor|producer|author|journalist|redakteur(?:in)?|korrespondent(?:in)?|"
    r"autor(?:in)?|journaliste|correspondante?|rédact(?:eur|rice)|redactora?|"
    r"periodista|corresponsal|giornalista|redattore|автор|корреспондент|журналист|"
    r"редактор|обозреватель)s?"
    r"|admin\w*|webmaster|root|user|guest|staff|anonymous|unknown|none|null|nan|n/a|"
    r"undefined|false|true|test|redacted",
    re.I,
)
#: an agency's or author's mark after the name, and Korean for "reporter"
_MARK = re.compile(r"\s*\([^()]{1,12}\)$|\s기자$")
_NOT_A_NAME = re.compile(
    r"https?:|www\.|\.(?:com|org|net)/|@|(?<![^\W\d_])\d{2}|\d[:.]\d|[{}<>=:()]|^\W*$"
)
#: first name and surname, in a script that has capitals
WHOLE_NAME = re.compile(
    r"(?:[^\W\d_a-zà-ÿа-я][\w.'’-]*\s+){1,3}[^\W\d_a-zà-ÿа-я][\w.'’-]*"
)
#: words of the longest name; a part of a byline with more is a description
_MOST_WORDS = 6
_LONGEST_NAME = 80
LONGEST_BYLINE = 600


def names_in(byline: str) -> Iterator[str]:
    """The names in a byline.

    >>> list(names_in("By Ann Lee, Bo Ek and Cy Oz"))
    ['Ann Lee', 'Bo Ek', 'Cy Oz']
    """
    text = folded(byline)
    if len(text) > LONGEST_BYLINE:
        return
    text = folded(_CONTACT.sub(" ", text))
    parts = [part for part in _BETWEEN.split(BY.sub("", text)) if part]
    for number, part in enumerate(parts):
        is_office = _OFFICE.search(part) or part.count(" ") >= _MOST_WORDS
        if (number == 0 or not is_office) and not _CREDIT.match(part):
            whole = _WEAK_AND.split(part)
            yield from whole if all(" " in name for name in whole) else [part]


def name_of(text: str) -> str:
    """*text* without "By" and the like; "" if it cannot be a name."""
    name = _PLACE.sub("", BY.sub("", folded(text)).strip(" ,;:|-–—"))
    name = _MARK.sub("", name)
    is_none = _NOT_A_NAME.search(name) or _NOBODY.fullmatch(name)
    return "" if is_none or len(name) > _LONGEST_NAME else name
