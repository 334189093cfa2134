"""The text of a byline → the names in it.

A byline is cut at commas, semicolons, bars, dashes and the word for "and". What is no
name goes: "By" and "Von", mail addresses, handles of networks, places ("in Moscow"),
credits of pictures, what tells the author's office, and an office that names nobody
("Staff Writer", "admin"). A desk and an agency are authors.

One word behind a comma and a whole name is a place or a role ("Ann Lee, Brussels"),
unless it is an agency, and two words with a comma between are one name turned round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newswatch.extract.dom import folded
from newswatch.model.agencies import ANY_AGENCY, ONE_WORD_AGENCY

_BY = re.compile(
    r"^(?:(?:written|reported|reporting|posted|published|words|story|text)\s+by|by|von|"
    r"par|por|di|av|af|door|от|author|autor(?:in)?|автор|texte?|текст)\b(?:[\s:.]+|$)"
    r"|^(?:(?:staff\s+)?reporter|correspondent|редактор|корреспондент|redakteur(?:in)?|"
    r"журналист(?:ка)?)[\s:]+(?=\S+\s+\S)",
    re.I,
)
_BETWEEN = re.compile(
    r"(\s*[,;|·•]\s*|\s+[/–—-]\s+|\s+(?:and|und|et|og|och|&)\s+)", re.I
)
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
    r"undefined|false|true|test|redacted|(?:(?:the|news|other|wire)\s+)?"
    r"(?:agenc(?:y|ies)|agenturen|agences|agencias|agenzie|wires?|wire services?)",
    re.I,
)
#: an agency's or author's mark after the name, and Korean for "reporter"
_MARK = re.compile(r"\s*\([^()]{1,12}\)$|\s기자$")
_NOT_A_NAME = re.compile(
    r"https?:|www\.|\.(?:com|org|net)/|@|(?<![^\W\d_])\d{2}|\d[:.]\d|[{}<>=:()]|^\W*$"
)
#: a name's word: a capital, then small letters
_NAMES = r"(?:[A-Z]['’])?[A-ZÀ-ÝŁŚŻČŠŽĐА-Я][a-zß-ÿłśżčšžđа-я][\w'’-]*"
#: words for "by" that surnames begin with too
_PARTICLE = re.compile(r"(?:di|von|af|av|par|por|door|от)\s", re.I)
#: one word in a script that has capitals, and with one if it is a name
_WORD = re.compile(r"[^\W\d_a-zà-ÿа-яぁ-ヿ㐀-鿿가-힣][\w.'’-]*")
_AGENCY = re.compile(ONE_WORD_AGENCY)
_WITH_AGENCY = re.compile(
    rf"(.*?\S\s+(?:with|avec|mit|con|com|met|med|för|y|e)|{_NAMES}\s+{_NAMES})\s+"
    rf"({ANY_AGENCY})"
)
#: an office that is an agency's: "AP Diplomatic Writer"
_AGENCY_FIRST = re.compile(rf"({ANY_AGENCY})(?!\w)")
_WITH = re.compile(r"\s+(?:with|avec|mit|con|com|met|med|för|y|e)$")
#: a broadcaster's name right behind a person's
_WITH_OUTLET = re.compile(
    rf"({_NAMES}\s+{_NAMES})\s+(?:[A-Z]{{2,5}}|Sky|Fox)\s+(?:News|Sports?|TV|Radio)"
)
#: "Lind, Anna": each is one word that is no abbreviation, and there is no more
_SURNAME_FIRST = re.compile(rf"({_NAMES}),\s*({_NAMES})")
_AT_PLACE = re.compile(r"(?:in|im|à|aus|from|at|en)\s+[A-ZÀ-Ý].{0,40}")
#: the usual datelines of two words; chosen by hand
_TWO_WORD_PLACE = re.compile(
    r"New York|New Delhi|Los Angeles|San Francisco|Hong Kong|Tel Aviv|Abu Dhabi|"
    r"Buenos Aires|São Paulo|Cape Town|Mexico City|Kuala Lumpur|Washington,? D\.?C\.?"
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
    text = without_by(folded(_CONTACT.sub(" ", text)))
    turned = _SURNAME_FIRST.fullmatch(text)
    if turned and not any(_AGENCY.fullmatch(word) for word in turned.groups()):
        yield f"{turned[2]} {turned[1]}"
    else:
        yield from _parts(text)


def without_by(text: str) -> str:
    """*text* without the "By" at its beginning.

    >>> without_by("Di Anna Maria"), without_by("Di Maria"), without_by("Di ANSA")
    ('Anna Maria', 'Di Maria', 'ANSA')
    """
    found = _BY.match(text)
    rest = text[found.end() :] if found else text
    # One word behind such a particle is a surname's other half, or an agency.
    is_surname = found and _PARTICLE.match(text) and _WORD.fullmatch(rest)
    return text if is_surname and not _AGENCY.fullmatch(rest) else rest


def _parts(text: str) -> Iterator[str]:
    # Behind two names in a row one word may be a third: only one name has a place.
    has_name, in_a_row = False, 0
    pieces = ["", *_BETWEEN.split(text)]
    for number, (mark, part) in enumerate(zip(pieces[::2], pieces[1::2], strict=True)):
        is_office = _OFFICE.search(part) or part.count(" ") >= _MOST_WORDS
        is_apart = mark.strip() == "," and has_name and in_a_row < 2
        is_other = is_apart and _is_place_or_role(part)
        if not part or (number and is_office) or is_other or _CREDIT.match(part):
            in_a_row = 0
            if found := _AGENCY_FIRST.match(part):
                yield found[1]
            continue
        in_a_row += 1
        for name in _people(part):
            has_name = has_name or WHOLE_NAME.fullmatch(name) is not None
            yield name


def _is_place_or_role(part: str) -> bool:
    """Whether *part*, behind a comma and a whole name, tells where or what one is."""
    if _AT_PLACE.fullmatch(part) or _TWO_WORD_PLACE.fullmatch(part):
        return True
    return bool(_WORD.fullmatch(part)) and not _AGENCY.fullmatch(part)


def _people(part: str) -> list[str]:
    """The names in *part*, which may have an agency or an outlet behind a name."""
    if found := _WITH_AGENCY.fullmatch(part):
        return [*_people(_WITH.sub("", found[1])), found[2]]
    if found := _WITH_OUTLET.fullmatch(part):
        return [found[1]]
    whole = _WEAK_AND.split(part)
    return whole if all(" " in name for name in whole) else [part]


def name_of(text: str) -> str:
    """*text* without "By" and the like; "" if it cannot be a name."""
    name = _PLACE.sub("", without_by(folded(text)).strip(" ,;:|-–—"))
    name = _MARK.sub("", name)
    is_none = _NOT_A_NAME.search(name) or _NOBODY.fullmatch(name)
    return "" if is_none or len(name) > _LONGEST_NAME else name
