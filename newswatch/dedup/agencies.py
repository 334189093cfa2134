"""Which wire agencies an article credits: in byline, dateline or a credit line.

Only places where a newsroom names its source count: a person or desk in the byline, the
brackets or dash of a dateline, brackets or a dash at the end of a text, and phrases of
credit in its first or last paragraph. A name in running text ("he told Reuters") is no
credit, so that a report *about* an agency credits none.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from newswatch.model import Article

#: name → how bylines and credits write it; a trailing desk or country may follow.
#: Names as the agencies write them themselves.
AGENCIES: dict[str, tuple[str, ...]] = {
    "AP": ("AP", "Associated Press", "The Associated Press"),
    "Reuters": ("Reuters", "Thomson Reuters", "Рейтер", "رويترز", "路透社", "ロイター"),
    "AFP": (
        "AFP",
        "Agence France-Presse",
        "Agence France Presse",
        "فرانس برس",
        "法新社",
    ),
    "dpa": ("dpa", "dpa-AFX", "Deutsche Presse-Agentur"),
    "TASS": ("TASS", "ITAR-TASS", "ТАСС", "ИТАР-ТАСС"),
    "Interfax": ("Interfax", "Интерфакс"),
    "RIA Novosti": ("RIA Novosti", "РИА Новости"),
    "Interfax-Ukraine": ("Interfax-Ukraine", "Интерфакс-Украина", "Інтерфакс-Україна"),
    "Ukrinform": ("Ukrinform", "Укрінформ", "Укринформ"),
    "EFE": ("EFE", "Agencia EFE"),
    "Europa Press": ("Europa Press",),
    "ANSA": ("ANSA", "Agenzia ANSA"),
    "Xinhua": ("Xinhua", "Xinhua News Agency", "新华社", "新華社"),
    "Kyodo": ("Kyodo", "Kyodo News", "共同通信", "共同通信社", "共同"),
    "Jiji": ("Jiji", "Jiji Press", "時事通信", "時事通信社", "時事"),
    "Yonhap": ("Yonhap", "Yonhap News Agency", "연합뉴스"),
    "PA": ("PA", "PA Media", "Press Association"),
    "UPI": ("UPI", "United Press International"),
    "Bloomberg": ("Bloomberg", "Bloomberg News"),
    "Anadolu": ("AA", "Anadolu", "Anadolu Agency", "Anadolu Ajansı"),
    "Belga": ("Belga",),
    "ANP": ("ANP",),
    "APA": ("APA", "Austria Presse Agentur"),
    "Keystone-SDA": ("SDA", "Keystone-SDA", "Keystone-ATS"),
    "KNA": ("KNA", "Katholische Nachrichten-Agentur"),
    "epd": ("epd", "Evangelischer Pressedienst"),
    "SID": ("SID", "Sport-Informations-Dienst"),
    "PAP": ("PAP", "Polska Agencja Prasowa"),
    "CTK": ("CTK", "ČTK"),
    "MTI": ("MTI",),
    "TT": ("TT", "TT Nyhetsbyrån"),
    "NTB": ("NTB",),
    "Ritzau": ("Ritzau",),
    "STT": ("STT",),
    "Lusa": ("Lusa", "Agência Lusa"),
    "PTI": ("PTI", "Press Trust of India"),
    "ANI": ("ANI", "Asian News International"),
    "AAP": ("AAP", "Australian Associated Press"),
    "The Canadian Press": ("The Canadian Press", "Canadian Press"),
}
_NAME_OF = {form.casefold(): name for name, forms in AGENCIES.items() for form in forms}
#: a form as short as this counts only in its own case: `Pa` and `Sid` are people
_SHORT = 3
#: what stands between two names, or between a name and its desk or place
_BETWEEN = re.compile(
    r"\s*(?:[/,;|&()+]|\s[-–—]\s|\b(?:and|und|et|for|by|von|por|par)\b)\s*", re.I
)
#: `MOSCOW, Nov 23 (Reuters) - `, `МОСКВА. /ТАСС/. `: a few words, a bracket, a stop
_DATELINE = re.compile(r"^[^!?()]{0,60}?[(\[/]([^()\[\]]{2,40}?)[)\]/]\s*[-–—.:]")
#: `【ロンドン共同】`, `（新华社）` and the like: the place may be written onto the name
_DENSE_DATELINE = re.compile(r"^.{0,30}?[【（]([^【】（）]{2,20})[】）]")
#: a bracket or what follows a dash at the very end, or a paragraph of a few words
_CLOSING = re.compile(
    r"(?:[(\[（]([^()\[\]（）]{2,40})[)\]）]|\s[–—]\s*([^–—]{2,40}))$"
)
_FEW_CHARACTERS = 40
_CREDIT = re.compile(
    r"\b(?:(?:source|quelle|fuente|fonte|источник|джерело|credit)\s*:"
    r"|with (?:material|reporting|files) (?:from|by)|mit material (?:von|der)"
    r"|con información de)\s*([^.!?]{2,60})"
    r"|(?:^|[.!?]\s)([^.!?]{2,60}?) contributed to this\b",
    re.I,
)


def agencies(article: Article) -> tuple[str, ...]:
    """The agencies that *article* credits, each once, in the order they are named."""
    found = [name for author in article.authors for name in _named(author.name)]
    if article.paragraphs:
        first, last = (normalize("NFC", article.paragraphs[end]) for end in (0, -1))
        found += _in_dateline(first[:200])
        found += _in_credit(first[:200])
        found += _at_end(last.rstrip(" .")[-200:])
        found += _in_credit(last[-300:])
    return tuple(dict.fromkeys(found))


def _in_dateline(opening: str) -> list[str]:
    if match := _DATELINE.search(opening):
        return _named(match[1])
    if match := _DENSE_DATELINE.search(opening):
        within = match[1]
        return next(
            (
                [name]
                for form, name in _NAME_OF.items()
                if within.casefold().endswith(form) and not form.isascii()
            ),
            [],
        )
    return []


def _in_credit(text: str) -> list[str]:
    return [
        name
        for match in _CREDIT.finditer(text)
        for name in _named(match[1] or match[2])
    ]


def _at_end(closing: str) -> list[str]:
    if match := _CLOSING.search(closing):
        return _named(match[1] or match[2])
    return _named(closing) if len(closing) <= _FEW_CHARACTERS else []


def _named(text: str) -> list[str]:
    """The agencies among the parts of *text*: names, each by itself."""
    parts = (part.strip(" .\u00a0") for part in _BETWEEN.split(normalize("NFC", text)))
    return [
        _NAME_OF[part.casefold()]
        for part in parts
        if part.casefold() in _NAME_OF and _is_written_so(part)
    ]


def _is_written_so(form: str) -> bool:
    return len(form) > _SHORT or form in AGENCIES[_NAME_OF[form.casefold()]]
