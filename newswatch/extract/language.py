"""The language of the text: what the page declares, checked against what it says.

Declared languages are wrong on one page in ten, mostly "en" left in a template. Where
the extra `newswatch[lang]` is installed its detector reads the text, and where it is
sure of another language than the declared one, the text is believed, with the warning
`language-mismatch`: the field says what language the text is in. Without the extra the
declaration stands, and so it does where the detector has no verdict: on short texts, in
doubt, and between languages that it cannot tell apart in one article.

What is declared counts in the order of nearness to the text: `lang` of the page,
JSON-LD, metadata, and the outlet where it has one language only. Two that differ with
nobody to settle it give the warning `language-conflict`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module

from newswatch.extract.jsonld import each
from newswatch.extract.meta import method
from newswatch.extract.signals import text_weight
from newswatch.extract.view import Found, View
from newswatch.model import Caution
from newswatch.model.standards import COUNTRIES, COUNTRY_SLIPS, LANGUAGES

#: text → (ISO 639 code, how sure, 0 to 1)
Detector = Callable[[str], tuple[str, float]]

_DETECTED = "detector:py3langid"
#: under 25 words a detector hears names and numbers; py3langid errs there most
_LEAST_TEXT = 160
#: characters that are read: more changes no verdict and costs 0.1 ms a thousand
_MOST_TEXT = 2_000
#: under this the verdict of py3langid 0.4 is none; real articles have 0.99
_SURE = 0.9
#: what n-grams confuse, or what one name is used for by some and several by others:
#: macrolanguages of ISO 639-3 with their members, and written forms as near as these
_ALIKE = tuple(
    frozenset(group.split())
    for group in (
        "ar ary arz apc ajp arb",
        "az azb",
        "bs hr sh sr cnr me",
        "en pcm",
        "fa prs tg",
        "ff fuv",
        "fil tl bcl",
        "gn gug",
        "ht gcf gcr",
        "id ms",
        "ku ckb sdh kmr",
        "nb nn no da",
        "qu quz",
        "rn rw",
        "sw swc",
        "uz uzn uzs",
        "xh zu",
        "zh cmn wuu yue",
    )
)
#: no language, or nobody's: ISO 639-2 with its range for private use
_NO_LANGUAGE = re.compile(r"und|mul|zxx|mis|q[a-t][a-z]|root")
#: RFC 5646 (2.1): language, extended language, script, region, variants
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}(?=-|$))?(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?(?=-|$)"
)
_VARIANT = re.compile(r"-(1901|1996|valencia|tarask|ekavsk|ijekavsk|oxendict)(?=-|$)")
# Withdrawn codes of ISO 639-1 that are still in use, and codes of three letters where
# RFC 5646 (2.2.1) wants the two (iana.org/assignments/
# language-subtag-registry has both)
_RENAMED_CODES = """
iw:he in:id ji:yi jw:jv mo:ro ara:ar ben:bn bul:bg cat:ca ces:cs cze:cs cmn:zh chi:zh
zho:zh dan:da deu:de ger:de ell:el gre:el eng:en est:et fas:fa per:fa fin:fi fra:fr
fre:fr heb:he hin:hi hrv:hr hun:hu ind:id isl:is ice:is ita:it jpn:ja kat:ka geo:ka
kaz:kk kor:ko lav:lv lit:lt mkd:mk mac:mk msa:ms may:ms nld:nl dut:nl nor:no nob:nb
nno:nn pol:pl por:pt ron:ro rum:ro rus:ru slk:sk slo:sk slv:sl spa:es sqi:sq alb:sq
srp:sr swa:sw swe:sv tam:ta tha:th tur:tr ukr:uk urd:ur vie:vi zul:zu xho:xh afr:af
hye:hy arm:hy aze:az bel:be bos:bs cym:cy wel:cy eus:eu baq:eu gle:ga glg:gl
"""
_RENAMED = dict(pair.split(":") for pair in _RENAMED_CODES.split())


def checked_language(
    view: View, paragraphs: Sequence[str], detector: Detector | None
) -> Found[str] | None:
    """The language of *paragraphs*: the declared one unless *detector* is surer."""
    declared = list(_declared(view))
    first = declared[0] if declared else None
    heard = _verdict(paragraphs, detector) if detector else None
    if heard is None:
        if first and any(not _alike(first.value, other.value) for other in declared):
            view.doubt(Caution.LANGUAGE_CONFLICT)
        return first
    if first and not _alike(first.value, heard):
        view.doubt(Caution.LANGUAGE_MISMATCH)
    # A declaration that is right knows more than the detector: the region.
    right = (found for found in declared if _alike(found.value, heard))
    return next(right, Found(heard, _DETECTED))


@cache
def installed_detector() -> Detector | None:
    """py3langid with its model, read once a process; None without the extra."""
    try:
        langid = import_module("py3langid.langid")
    except ImportError:
        return None
    model = langid.LanguageIdentifier.from_model_file(
        langid.MODEL_FILE, norm_probs=True
    )

    def detect(text: str) -> tuple[str, float]:
        language, certainty = model.classify(text)
        return str(language), float(certainty)

    return detect


def language_tag(text: str) -> str | None:
    """*text* as a language tag in the case of RFC 5646 (2.1.1), None if it is none.

    A region that is no country, and what else is no part of a tag, is left out.

    >>> language_tag("EN_gb.UTF-8")
    'en-GB'
    """
    plain = re.split(r"[.,;@\s]", text[:99].strip().lower().replace("_", "-"))[0]
    found = _TAG.match(plain)
    language = _RENAMED.get(found["language"], found["language"]) if found else ""
    if not found or _NO_LANGUAGE.fullmatch(language):
        return None
    if len(language) == 2 and language not in LANGUAGES:
        return None
    region = (found["region"] or "").upper()
    region = "GB" if region == "UK" else region
    known = region.isdecimal() or (region in COUNTRIES and region not in COUNTRY_SLIPS)
    variant = _VARIANT.match(plain, found.end())
    script = (found["script"] or "").title()
    parts = (language, script, region if known else "", variant[1] if variant else "")
    return "-".join(part for part in parts if part)


def _declared(view: View) -> Iterator[Found[str]]:
    for found in _stated(view):
        if tag := language_tag(found.value):
            yield Found(tag, found.evidence)


def _stated(view: View) -> Iterator[Found[str]]:
    for name in ("lang", "xml:lang"):
        yield Found(view.root.get(name, ""), "html:lang")
    for found in view.stated("inLanguage"):
        for item in each(found.value):
            stated = item
            if isinstance(item, dict):
                stated = item.get("alternateName", item.get("name"))
            yield Found(stated if isinstance(stated, str) else "", found.evidence)
    for name, value in view.meta.each("og:locale", "content-language", "dc.language"):
        yield Found(value, method(name))
    if view.outlet and len(view.outlet.languages) == 1:
        yield Found(view.outlet.languages[0], "outlet-default")


def _verdict(paragraphs: Sequence[str], detector: Detector) -> str | None:
    text = "\n".join(paragraphs)[:_MOST_TEXT]
    if text_weight([text]) < _LEAST_TEXT:
        return None
    language, certainty = detector(text)
    return language_tag(language) if certainty >= _SURE else None


def _alike(one: str, other: str) -> bool:
    first, second = one.partition("-")[0], other.partition("-")[0]
    return first == second or any({first, second} <= group for group in _ALIKE)
