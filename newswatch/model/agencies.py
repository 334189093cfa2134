"""Wire agencies: their names, and how newsrooms write them where they credit them."""

from __future__ import annotations

import re

#: name → how bylines and credits write it, as the agencies do themselves
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
    "dpa": ("dpa", "DPA", "dpa-AFX", "Deutsche Presse-Agentur"),
    "TASS": ("TASS", "ITAR-TASS", "ТАСС", "ИТАР-ТАСС"),
    "Interfax": ("Interfax", "Интерфакс"),
    "RIA Novosti": ("RIA Novosti", "РИА Новости", "РИА"),
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
    "Keystone-SDA": ("SDA", "ATS", "Keystone-SDA", "Keystone-ATS"),
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
    "IANS": ("IANS", "Indo-Asian News Service"),
    "Sputnik": ("Sputnik",),
    "PTI": ("PTI", "Press Trust of India"),
    "ANI": ("ANI", "Asian News International"),
    "AAP": ("AAP", "Australian Associated Press"),
    "The Canadian Press": ("The Canadian Press", "Canadian Press"),
}

#: a form as short as this is one only in its own case: `Pa` and `Sid` are people
_SHORT = 3


def _pattern(forms: list[str]) -> str:
    """The longest first: `dpa-AFX` is not `dpa` with something behind it."""
    return "|".join(
        re.escape(form) if len(form) <= _SHORT else f"(?i:{re.escape(form)})"
        for form in sorted(forms, key=len, reverse=True)
    )


_FORMS = [form for forms in AGENCIES.values() for form in forms]
#: any form of any agency, for use within a regular expression
ANY_AGENCY = _pattern(_FORMS)
#: those of one word
ONE_WORD_AGENCY = _pattern([form for form in _FORMS if " " not in form])
_NAME_OF = {form.casefold(): name for name, forms in AGENCIES.items() for form in forms}


def agency_named(form: str) -> str | None:
    """The name of the agency that is written *form*; None if none is.

    >>> agency_named("the associated press"), agency_named("AP"), agency_named("ap")
    ('AP', 'AP', None)
    """
    name = _NAME_OF.get(form.casefold())
    if name is None or (len(form) <= _SHORT and form not in AGENCIES[name]):
        return None
    return name
