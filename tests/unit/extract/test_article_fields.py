from __future__ import annotations

import pytest
from builders import make_outlet
from markup import json_ld, view_of

from newswatch.extract.access import free_of
from newswatch.extract.fields import (
    article_type_of,
    canonical_of,
    says_amp,
    syndicated_from,
)
from newswatch.extract.labels import section_of, tags_of
from newswatch.extract.picture import image_of
from newswatch.extract.summary import summary_of
from newswatch.extract.view import Found, value_of
from newswatch.model import Rules


def ld(fields: str, kind: str = "NewsArticle") -> str:
    return json_ld(f'{{"@type":"{kind}",{fields}}}')


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        (
            ld('"keywords":"Arms, Talks ,,Arms, Geneva"'),
            "",
            ("Arms", "Talks", "Geneva"),
        ),
        (
            ld('"keywords":["Washington, D.C.","Talks"]'),
            "",
            ("Washington, D.C.", "Talks"),
        ),
        (ld('"keywords":["Arms,Talks"]'), "", ("Arms", "Talks")),
        (ld('"keywords":[{"@type":"DefinedTerm","name":"Arms"}]'), "", ("Arms",)),
        ("", '<meta property="article:tag" content="Arms,Talks">', ("Arms", "Talks")),
        (
            "",
            '<meta property="article:tag" content="Arms">'
            '<meta property="article:tag" content="Talks">',
            ("Arms", "Talks"),
        ),
        ("", '<meta name="keywords" content="Arms; Talks">', ("Arms", "Talks")),
        (
            '<a rel="tag" href="/t">Arms</a><a rel="tag">Talks</a>',
            "",
            ("Arms", "Talks"),
        ),
        (ld('"keywords":""'), '<meta name="keywords" content="Arms">', ("Arms",)),
        (ld('"keywords":[7,null,{}]'), "", None),
    ],
)
def test_tags_are_a_list_however_they_are_joined(
    body: str, head: str, expected: tuple[str, ...] | None
) -> None:
    found = tags_of(view_of(body, head))

    assert (found.value if found else None) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("The Herald, Talks, herald.example", ("Talks",)),
        ("98be933f-38cf-4fba-b6c6-ad438e82010a, Talks", ("Talks",)),
        ("_Prio_3, type_news, Talks", ("Talks",)),
        ("1234567, 2026, Talks", ("2026", "Talks")),
        ("5e3f0a9bc2, deadbeef, G20", ("deadbeef", "G20")),
        ("#Talks, @herald, ann@herald.example", ("Talks",)),
        ("https://herald.example/talks, Talks", ("Talks",)),
        ("Category: Moon, topic/Arms, AC/DC", ("Moon", "Arms", "AC/DC")),
        ("Uncategorized, undefined, Talks, null", ("Talks",)),
        ("PG&amp;amp;E, Talks", ("PG&E", "Talks")),
        ("Talks、会谈", ("Talks", "会谈")),
        ("Talks, Arms, TALKS", ("Talks", "Arms")),
    ],
)
def test_tags_are_words_for_people(stated: str, expected: tuple[str, ...]) -> None:
    site = '<meta property="og:site_name" content="The Herald">'

    found = tags_of(view_of("", f'<meta name="keywords" content="{stated}">{site}'))

    assert found is not None
    assert found.value == expected


def test_tags_are_limited_in_number() -> None:
    many = ",".join(f"tag{n}" for n in range(5000))

    found = tags_of(view_of(ld(f'"keywords":"{many}"')))

    assert found is not None
    assert len(found.value) == 100


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        (ld('"image":"/a.jpg"'), "", "https://herald.example/a.jpg"),
        (ld('"image":["/a.jpg","/b.jpg"]'), "", "https://herald.example/a.jpg"),
        (
            ld('"image":{"@type":"ImageObject","url":"//cdn.example/a.jpg"}'),
            "",
            "https://cdn.example/a.jpg",
        ),
        (
            ld('"image":{"@id":"#i"}')
            + json_ld('{"@type":"ImageObject","@id":"#i","url":"/a.jpg"}'),
            "",
            "https://herald.example/a.jpg",
        ),
        (
            ld('"image":"data:image/png;base64,AA"'),
            '<meta property="og:image" content="/b.jpg">',
            "https://herald.example/b.jpg",
        ),
        (
            "",
            '<base href="https://static.example/x/">'
            '<link rel="image_src" href="a.jpg">',
            "https://static.example/x/a.jpg",
        ),
        ("", '<meta property="og:image" content="javascript:alert(1)">', None),
        ("<img src=/logo.png>", "", None),
    ],
)
def test_image_is_absolute_or_none(body: str, head: str, expected: str | None) -> None:
    found = image_of(view_of(body, head))

    assert (found.value if found else None) == expected


@pytest.mark.parametrize(
    ("picture", "is_lead"),
    [
        ("/img/lead.jpg", True),
        ("/img/herald_fb_logo.jpg", False),
        ("/img/the-herald-logo-1200x630.png", False),
        ("/img/opengraph_default.png", False),
        ("/img/defaultShareImage.jpg", False),
        ("/img/placeholder.svg", False),
        ("/img/twitter-drops-its-logo.jpg", True),
        ("/logo/a-story.jpg", True),
        ("/a.jpg?overlay=logo", True),
        ("/styles/default/a.jpg", True),
        ("/publisher.png", False),
    ],
)
def test_logo_and_stand_in_are_no_lead_picture(picture: str, is_lead: bool) -> None:
    publisher = '"publisher":{"name":"The Herald","logo":{"url":"/publisher.png"}}'
    body = ld(f'"image":"{picture}",{publisher}')
    view = view_of(body, '<meta property="og:image" content="/next.jpg">')

    found = image_of(view)

    expected = picture if is_lead else "/next.jpg"
    assert found is not None
    assert found.value == f"https://herald.example{expected}"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<link rel="canonical" href="/a"><meta property="og:url" content="/b">',
            Found("https://herald.example/a", "link:canonical"),
        ),
        (
            '<link rel="canonical" href=""><meta property="og:url" content="/b">',
            Found("https://herald.example/b", "opengraph:og:url"),
        ),
        ('<link rel="canonical" href="ftp://x/">', None),
        ("", None),
    ],
)
def test_canonical_address_is_what_the_page_states(
    head: str, expected: Found[str] | None
) -> None:
    assert canonical_of(view_of("", head)) == expected


ELSEWHERE = "https://wire.example/talks"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (f'<link rel="canonical" href="{ELSEWHERE}">', ELSEWHERE),
        (f'<meta property="og:url" content="{ELSEWHERE}">', ELSEWHERE),
        (
            f'<link rel="canonical" href="/a">'
            f'<meta name="syndication-source" content="{ELSEWHERE}">',
            ELSEWHERE,
        ),
        ('<link rel="canonical" href="https://wire.example/">', None),
        ('<link rel="canonical" href="https://m.herald.example/a">', None),
        ('<link rel="canonical" href="/a">', None),
        ("", None),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_address_at_another_outlet_is_a_hint_of_syndication(
    head: str, expected: str | None, known: bool
) -> None:
    view = view_of("", head, outlet=make_outlet() if known else None)

    assert syndicated_from(view, canonical_of(view)) == expected
    assert view.doubts == (["canonical-elsewhere"] if expected else [])


@pytest.mark.parametrize(
    ("page", "canonical", "is_own"),
    [
        ("https://www.herald.co.uk/a", "https://herald.co.uk/a", True),
        ("https://www.herald.co.uk/a", "https://wire.co.uk/a", False),
        ("https://amp.herald.com/a", "https://www.herald.com/a", True),
        ("https://herald.de/a", "https://wire.de/a", False),
        ("https://news.herald.de/a", "https://herald.de/a", True),
        ("http://192.0.2.1/a", "http://192.0.2.1/b", True),
    ],
)
def test_owner_of_a_host_is_told_by_its_labels(
    page: str, canonical: str, is_own: bool
) -> None:
    view = view_of("", f'<link rel="canonical" href="{canonical}">', url=page)

    assert (syndicated_from(view, canonical_of(view)) is None) is is_own


@pytest.mark.parametrize(
    ("body", "head", "free"),
    [
        (ld('"isAccessibleForFree":true'), "", True),
        (ld('"isAccessibleForFree":"False"'), "", False),
        (ld('"isAccessibleForFree":"http://schema.org/False"'), "", False),
        (ld('"hasPart":{"isAccessibleForFree":false,"cssSelector":".p"}'), "", False),
        (ld('"isAccessibleForFree":"perhaps"'), "", None),
        ("", '<meta property="article:content_tier" content="locked">', False),
        ("", '<meta property="article:content_tier" content="free">', True),
        ("", '<meta property="article:content_tier" content="Metered">', False),
        ("", '<meta itemprop="isAccessibleForFree" content="False">', False),
        (ld('"hasPart":[{"isAccessibleForFree":"True"}]'), "", None),
        (ld('"isAccessibleForFree":["False"]'), "", False),
        ("", "", None),
    ],
)
def test_free_is_what_the_page_claims(body: str, head: str, free: bool | None) -> None:
    assert value_of(free_of(view_of(body, head))) is free


@pytest.mark.parametrize(
    ("body", "head", "told"),
    [
        (
            ld('"isAccessibleForFree":true,"hasPart":{"isAccessibleForFree":false}'),
            "",
            True,
        ),
        (
            ld('"isAccessibleForFree":true'),
            '<meta property="article:content_tier" content="locked">',
            True,
        ),
        (
            ld('"isAccessibleForFree":false,"hasPart":{"isAccessibleForFree":false}'),
            '<meta property="article:content_tier" content="metered">',
            False,
        ),
    ],
)
def test_claims_on_access_that_differ_are_told_of(
    body: str, head: str, told: bool
) -> None:
    view = view_of(body, head)

    assert value_of(free_of(view)) is told
    assert view.doubts == (["access-conflict"] if told else [])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (ld('"x":1', "LiveBlogPosting"), "LiveBlogPosting"),
        (json_ld('{"@type":["Article","OpinionNewsArticle"]}'), "OpinionNewsArticle"),
        (json_ld('{"@type":["Thing","Article"]}'), "Article"),
        (
            '<div itemscope itemtype="https://schema.org/NewsArticle"></div>',
            "NewsArticle",
        ),
        (json_ld('{"@type":"Recipe"}'), None),
        ("", None),
    ],
)
def test_type_is_the_most_exact_that_the_page_states(
    body: str, kind: str | None
) -> None:
    assert value_of(article_type_of(view_of(body))) == kind


def test_summary_and_section_are_read_in_the_order_of_the_ladder() -> None:
    head = (
        '<meta property="og:description" content="From &amp;amp; og">'
        '<meta property="article:section" content="World">'
    )
    both = view_of(ld('"description":"From LD","articleSection":["Politics"]'), head)
    meta = view_of("", head)

    assert summary_of(both, None) == Found("From LD", "json-ld:NewsArticle.description")
    assert section_of(both) == Found("Politics", "json-ld:NewsArticle.articleSection")
    assert summary_of(meta, None) == Found("From & og", "opengraph:og:description")
    assert section_of(meta) == Found("World", "opengraph:article:section")


FULL = "Two sides met in the capital on Monday. They parted without a word."
OG_DESCRIPTION = '<meta property="og:description" content="%s">'


@pytest.mark.parametrize(
    ("stated", "og", "expected"),
    [
        (FULL[:52] + "…", FULL, FULL),
        (FULL[:52], FULL, FULL),
        (FULL[:52] + " ...", "", FULL[:39]),
        (FULL + " […]", "", FULL),
        ("Two sides met in the capital on Mon...", "", None),
        (
            "气象厅发表说，震源的深度约为三十公里。这次地震…",
            "",
            "气象厅发表说，震源的深度约为三十公里。",
        ),
        (
            "Mr. A. B. Lee and Dr. Oz met in the capital of the U.S. on Mond...",
            "",
            None,
        ),
        ("Talks end", "Both called them useful", "Both called them useful"),
        ("The Herald", "Both called them useful", "Both called them useful"),
        ("News from all over", "Both called them useful", "Both called them useful"),
        ("", "", None),
        ("A sentence of a story. " * 200, "", ("A sentence of a story. " * 86).strip()),
    ],
)
def test_summary_is_of_the_article_and_whole(
    stated: str, og: str, expected: str | None
) -> None:
    site = json_ld(
        '{"@type":"WebSite","name":"The Herald","description":"News from all over"}'
    )
    view = view_of(ld(f'"description":"{stated}"') + site, OG_DESCRIPTION % og)

    assert value_of(summary_of(view, "Talks end")) == expected


CRUMBS = json_ld(
    '{"@type":"BreadcrumbList","itemListElement":['
    '{"position":1,"name":"Herald","item":"https://herald.example/"},'
    '{"position":2,"item":{"@id":"/world","name":"World"}},'
    '{"position":3,"name":"Talks end"}]}'
)


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        (CRUMBS, "", Found("World", "json-ld:BreadcrumbList")),
        (ld('"articleSection":["undefined","Politics"]'), "", "Politics"),
        (ld('"articleSection":"game,news,slider"'), "", "game"),
        (ld('"articleSection":"Arts, Culture & Life"'), "", "Arts, Culture & Life"),
        (ld('"articleSection":"news_news"') + CRUMBS, "", "World"),
        (
            ld('"articleSection":"The Herald"'),
            '<meta property="og:site_name" content="The Herald">',
            None,
        ),
        (
            json_ld('{"@type":"BreadcrumbList","itemListElement":[{"name":"A"}]}'),
            "",
            None,
        ),
        (json_ld('{"@type":"BreadcrumbList","itemListElement":"x"}'), "", None),
    ],
)
def test_section_is_a_word_for_people(
    body: str, head: str, expected: Found[str] | str | None
) -> None:
    found = section_of(view_of(body, head))

    assert expected in (found, value_of(found))


def test_selectors_of_the_outlet_come_first() -> None:
    rules = Rules(section=".rubric", tags=".tags a", image=".lead img")
    body = (
        ld('"articleSection":"x","keywords":"x","image":"/x.jpg"')
        + '<p class="rubric">World</p><p class="tags"><a>Arms</a><a>Talks</a></p>'
        + '<div class="lead"><img src="/lead.jpg"></div>'
    )
    view = view_of(body, outlet=make_outlet(rules=(rules,)))

    assert section_of(view) == Found("World", "selector:.rubric")
    assert tags_of(view) == Found(("Arms", "Talks"), "selector:.tags a")
    assert image_of(view) == Found(
        "https://herald.example/lead.jpg", "selector:.lead img"
    )


@pytest.mark.parametrize(
    ("html", "amp"), [("amp", True), ("⚡", True), ('lang="en"', False)]
)
def test_amp_page_says_so(html: str, amp: bool) -> None:
    assert says_amp(view_of(html=html)) is amp


@pytest.mark.parametrize(
    ("selector", "expected", "evidence"),
    [
        (".lead", "Talks ended…", "selector:.lead"),
        ("//li", "One point. And two.", "selector://li"),
        ((".gone", ".lead"), "Talks ended…", "selector:.lead"),
        ("meta[name=lead]", "From the head", "selector:meta[name=lead]"),
        (".long", ("Talks continued. " * 117).strip(), "selector:.long"),
        (".gone", "The page's own sentence.", "meta:description"),
    ],
)
def test_summary_of_the_outlets_rule_comes_first(
    selector: str | tuple[str, ...], expected: str, evidence: str
) -> None:
    view = view_of(
        "<p class='lead'>Talks ended…</p><ul><li>One point.</li><li>And two.</li></ul>"
        f"<p class='long'>{'Talks continued. ' * 200}</p>",
        '<meta name="description" content="The page\'s own sentence.">'
        '<meta name="lead" content="From the head">',
        outlet=make_outlet(rules=({"summary": selector},)),
    )

    assert summary_of(view, "Talks ended") == Found(expected, evidence)
    assert view.missed == ({"summary"} if selector == ".gone" else set())
