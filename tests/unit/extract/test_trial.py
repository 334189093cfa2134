"""What each selector of an outlet's rules finds on a page."""

from __future__ import annotations

from builders import make_outlet
from markup import markup, page_of, story

from newswatch.extract.trial import PageTrial, SelectorTrial, try_page
from newswatch.model import Outlet, Rules

PAGE = markup(
    f"<h1>Talks end</h1><article>{story()}<p class='ad'>Buy this now.</p>"
    "<p class='ad'>And that.</p></article><script>var x = 1 + 2;</script>",
    '<meta property="og:site_name" content="The &lt;b&gt;Herald&lt;/b&gt;">'
    '<link rel="alternate" type="application/rss+xml; charset=utf-8" href="/rss">'
    '<link rel="ALTERNATE stylesheet" type="application/atom+xml" href="//a.example/f">'
    '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
    '<link rel="alternate" type="text/html" hreflang="de" href="/de">'
    '<link rel="alternate" type="application/rss+xml" href="/rss#top">',
)


def ruled(**table: object) -> Outlet:
    return make_outlet(rules=(Rules.model_validate(table),))


def test_selectors_are_tried_in_the_order_of_the_reading() -> None:
    outlet = ruled(
        body=[".gone", "p"], title="h1", remove=[".ad", "p.ad"], image="img::attr(src)"
    )

    tried = try_page(page_of(PAGE), outlet).selectors

    assert [(each.key, each.selector, each.found) for each in tried] == [
        ("title", "h1", 1),
        ("image", "img::attr(src)", 0),
        ("remove", ".ad", 2),
        ("remove", "p.ad", 0),
        ("body", ".gone", 0),
        ("body", "p", 3),
    ]
    assert tried[2] == SelectorTrial(
        key="remove", selector=".ad", found=2, words=5, sample="Buy this now."
    )


def test_page_says_its_words_its_name_and_its_feeds() -> None:
    tried = try_page(page_of("<title>One two</title><p>three</p><script>x y</script>"),
                     make_outlet())  # fmt: skip
    named = try_page(page_of(PAGE), make_outlet())

    assert tried.words == 3
    assert (tried.site_name, tried.feeds, tried.selectors) == (None, (), ())
    assert named.site_name == "The Herald"
    assert named.feeds[:2] == ("https://herald.example/rss", "https://a.example/f")
    assert not [feed for feed in named.feeds if not feed.startswith("https://")]


def test_page_that_is_not_read_tries_nothing() -> None:
    outlet = ruled(title="h1")

    for page in (
        page_of(b"%PDF-1.7", content_type="application/pdf"),
        page_of(b""),
        page_of("<p " + "a=1 " * 100_000 + ">"),
    ):
        assert try_page(page, outlet) == PageTrial()


def test_rules_of_another_day_are_not_tried() -> None:
    outlet = ruled(title="h1", valid_until="2026-11-22")

    assert try_page(page_of(PAGE), outlet).selectors == ()
