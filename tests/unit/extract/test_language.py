from __future__ import annotations

import pytest
from builders import make_outlet
from markup import STORY, json_ld, markup, read, story, view_of

from newswatch.extract.language import (
    Detector,
    checked_language,
    installed_detector,
    language_tag,
)
from newswatch.extract.view import Found

EN_LOCALE = '<meta property="og:locale" content="en_US">'


def ld(fields: str) -> str:
    return json_ld(f'{{"@type":"NewsArticle",{fields}}}')


def hears(language: str, certainty: float = 0.99) -> Detector:
    return lambda text: (language, certainty)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("EN-gb", "en-GB"),
        ("en_GB", "en-GB"),
        ("en_GB.UTF-8", "en-GB"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        (" de ", "de"),
        ("en-US,en;q=0.9", "en-US"),
        ("en, de", "en"),
        ("ru@latin", "ru"),
        ("ast", "ast"),
        ("en-UK", "en-GB"),
        ("en-EN", "en"),
        ("eng", "en"),
        ("ger-DE", "de-DE"),
        ("iw", "he"),
        ("zh-cmn-Hans-CN", "zh-Hans-CN"),
        ("de-CH-1901", "de-CH-1901"),
        ("ca-valencia", "ca-valencia"),
        ("en-us-x-private", "en-US"),
        ("en-", "en"),
        ("xx", None),
        ("jp", None),
        ("mul", None),
        ("qaa", None),
        ("English", None),
        ("und", None),
        ("x", None),
        ("", None),
        ("e" * 10_000, None),
        ("<script>", None),
    ],
)
def test_language_tags_are_spelled_as_rfc_5646_has_them(
    text: str, tag: str | None
) -> None:
    assert language_tag(text) == tag


@pytest.mark.parametrize(
    ("html", "body", "head", "expected"),
    [
        ('lang="de-at"', ld('"inLanguage":"en"'), "", Found("de-AT", "html:lang")),
        ('xml:lang="ru"', "", "", Found("ru", "html:lang")),
        (
            'lang="?"',
            ld(
                '"inLanguage":{"@type":"Language","name":"German","alternateName":"de"}'
            ),
            "",
            Found("de", "json-ld:NewsArticle.inLanguage"),
        ),
        (
            "",
            "",
            '<meta property="og:locale" content="pt_BR">',
            Found("pt-BR", "opengraph:og:locale"),
        ),
        (
            "",
            "",
            '<meta http-equiv="content-language" content="fr">',
            Found("fr", "meta:content-language"),
        ),
        ("", "", "", None),
    ],
)
def test_language_is_declared_by_the_page(
    html: str, body: str, head: str, expected: Found[str] | None
) -> None:
    assert checked_language(view_of(body, head, html=html), STORY, None) == expected


def test_language_of_the_outlet_holds_where_it_has_only_one() -> None:
    one, two = make_outlet(languages=("uk",)), make_outlet(languages=("uk", "ru"))

    declared = [
        checked_language(view_of(html="", outlet=each), STORY, None)
        for each in (one, two)
    ]

    assert declared == [Found("uk", "outlet-default"), None]


@pytest.mark.parametrize(
    ("html", "head", "heard", "expected", "doubts"),
    [
        ('lang="en-gb"', "", "en", Found("en-GB", "html:lang"), []),
        ('lang="en"', "", "zu", Found("zu", "detector:py3langid"), ["mismatch"]),
        ("", "", "zu", Found("zu", "detector:py3langid"), []),
        (
            'lang="de"',
            EN_LOCALE,
            "en",
            Found("en-US", "opengraph:og:locale"),
            ["mismatch"],
        ),
        ('lang="en"', EN_LOCALE.replace("en_US", "de_DE"), "en", "en", []),
        ('lang="nb"', "", "no", "nb", []),
        ('lang="sr-Latn"', "", "hr", "sr-Latn", []),
        ('lang="uk"', "", "ru", "ru", ["mismatch"]),
    ],
)
def test_text_settles_what_language_it_is_in(
    html: str,
    head: str,
    heard: str,
    expected: Found[str] | str,
    doubts: list[str],
) -> None:
    view = view_of("", head, html=html)

    found = checked_language(view, STORY, hears(heard))

    assert found is not None
    assert expected in (found, found.value)
    assert view.doubts == [f"language-{doubt}" for doubt in doubts]


@pytest.mark.parametrize(
    ("text", "detector"),
    [
        (("The talks are over.",), hears("zu")),
        (STORY, hears("zu", 0.6)),
        (STORY, hears("zxx")),
        (STORY, None),
    ],
    ids=["short", "in doubt", "no language", "no detector"],
)
def test_without_a_verdict_the_declaration_stands(
    text: tuple[str, ...], detector: Detector | None
) -> None:
    view = view_of(html='lang="en"')

    assert checked_language(view, text, detector) == Found("en", "html:lang")
    assert view.doubts == []


def test_declarations_that_differ_are_told_of_where_nobody_settles_them() -> None:
    view = view_of("", EN_LOCALE, html='lang="de"')

    assert checked_language(view, STORY, None) == Found("de", "html:lang")
    assert view.doubts == ["language-conflict"]


def test_article_carries_the_language_and_its_doubts() -> None:
    found = read(markup(f"<article>{story()}</article>", EN_LOCALE, 'lang="fr"'))

    # With the extra the text settles it.
    by_detector = installed_detector() is not None
    assert found.language == ("en-US" if by_detector else "fr")
    expected = "language-mismatch" if by_detector else "language-conflict"
    assert expected in found.warnings


def test_detector_of_the_extra_knows_languages() -> None:
    pytest.importorskip("py3langid", reason="the extra newswatch[lang] is missing")
    detector = installed_detector()

    assert detector is not None
    assert detector("\n".join(STORY))[0] == "en"
    assert detector("Представители двух стран встретились в столице.")[0] == "ru"
    assert installed_detector() is detector
