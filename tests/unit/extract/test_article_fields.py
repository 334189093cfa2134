from __future__ import annotations

import pytest
from builders import make_outlet
from markup import json_ld, view_of

from newswatch.extract.fields import (
    article_type_of,
    canonical_of,
    free_of,
    image_of,
    says_amp,
    section_of,
    summary_of,
    tags_of,
)
from newswatch.extract.view import Found
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
        ("", "", None),
    ],
)
def test_free_is_what_the_page_claims(body: str, head: str, free: bool | None) -> None:
    assert free_of(view_of(body, head)) is free


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
    assert article_type_of(view_of(body)) == kind


def test_summary_and_section_are_read_in_the_order_of_the_ladder() -> None:
    head = (
        '<meta property="og:description" content="From &amp;amp; og">'
        '<meta property="article:section" content="World">'
    )
    both = view_of(ld('"description":"From LD","articleSection":["Politics"]'), head)
    meta = view_of("", head)

    assert summary_of(both) == Found("From LD", "json-ld:NewsArticle.description")
    assert section_of(both) == Found("Politics", "json-ld:NewsArticle.articleSection")
    assert summary_of(meta) == Found("From & og", "opengraph:og:description")
    assert section_of(meta) == Found("World", "opengraph:article:section")


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
