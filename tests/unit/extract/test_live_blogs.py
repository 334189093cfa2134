"""A live blog taken apart: which posts a page has, and what is the page's own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import make_outlet
from live_page import HEADLINE, INTRO, NOON, blog, page, post, shown, stated

from newswatch.extract import extract_article
from newswatch.extract.live_blog import MOST_POSTS
from newswatch.model import Article, FetchedPage, Outlet, Rules

URL = "https://herald.example/live/harbour"
POSTS = [post(n) for n in (5, 4, 3, 2, 1)]


def read(html: str, url: str = URL, outlet: Outlet | None = None) -> Article:
    found = extract_article(
        FetchedPage(
            requested_url=url,
            url=url,
            status=200,
            body=html.encode(),
            fetched_at=NOON + timedelta(hours=3),
            content_type="text/html; charset=utf-8",
        ),
        outlet=outlet or make_outlet(),
    )
    assert isinstance(found, Article), found
    return found


def names(article: Article) -> list[str]:
    assert article.live is not None
    return [each.names[0] for each in article.live.posts]


@pytest.mark.parametrize(
    "html",
    [
        blog(POSTS, URL),
        page(shown(POSTS)),
        page("", head=stated(POSTS, URL)),
        # The newest are stated, all are shown.
        page(shown(POSTS), head=stated(POSTS[:3], URL)),
        # The other way round.
        page(shown(POSTS[:3]), head=stated(POSTS, URL)),
        # A pinned post stands twice.
        blog([POSTS[2], *POSTS], URL),
        # Another order than that of time.
        blog([POSTS[3], POSTS[0], *POSTS[1:3], POSTS[4]], URL),
        # Said by microdata, and no time in any post.
        page(shown(POSTS).replace(
            "<article", "<article itemprop='liveBlogUpdate' itemscope"
        )),
    ],
    ids=["both", "shown", "stated", "few-stated", "few-shown", "pinned", "order",
         "microdata"],
)  # fmt: skip
def test_each_post_comes_once_whatever_says_that_it_is_one(html: str):
    article = read(html)
    assert article.live is not None
    assert article.article_type == "LiveBlogPosting"
    assert article.paragraphs == INTRO
    assert names(article) == [each.name for each in POSTS[::-1]]
    for found, made in zip(article.live.posts, POSTS[::-1], strict=True):
        assert found.article.headline == made.headline
        assert found.article.paragraphs == (made.text,)
        assert found.article.published_at == made.published
        assert found.article.article_type == "BlogPosting"
        assert found.url is None


def graph_of(html: str, *, blog_says: dict[str, Any]) -> str:
    """The page with its posts as nodes beside the blog, which only names them."""
    head, script, tail = html.partition('<script type="application/ld+json">')
    text, end, tail = tail.partition("</script>")
    blog = {**json.loads(text), **blog_says}
    posts = [
        {**each, "@id": each["url"], "url": each["url"]}
        for each in blog["liveBlogUpdate"]
    ]
    blog["liveBlogUpdate"] = [{"@id": each["@id"]} for each in posts]
    graph = json.dumps({"@graph": [*posts, blog]})
    return f"{head}{script}{graph}{end}{tail}"


@pytest.mark.parametrize("says", [{"url": URL}, {"url": None}])
@pytest.mark.parametrize("is_graph", [False, True])
def test_the_headline_and_the_date_are_the_blogs_and_no_posts(
    says: dict[str, Any], is_graph: bool
):
    html = blog(POSTS, URL)
    if is_graph:
        html = graph_of(html, blog_says=says)
    elif says["url"] is None:
        html = html.replace(f'"url": "{URL}", ', "")
    # Templates show the newest post's headline above all else.
    html = html.replace(f"<h1>{HEADLINE}</h1>", f"<h1>{POSTS[0].headline}</h1>")
    article = read(html)
    assert article.headline == HEADLINE
    assert article.evidence["title"] == "json-ld:LiveBlogPosting.headline"
    assert article.published_at == NOON
    assert names(article) == [each.name for each in POSTS[::-1]]


def test_what_the_page_shows_is_kept_whole_beside_its_posts():
    article = read(page(shown(POSTS)))
    assert article.live is not None
    assert article.live.shown[: len(INTRO)] == INTRO
    assert {made.text for made in POSTS} <= {*article.live.shown}


#: how the usual tools set their posts: class of the frame, a post's tag and attributes
TOOLS = {
    "guardian": ("", "article", "id='block-6{n}ab' data-block-id='6{n}ab'",
                 "<div id='liveblog-body'>"),
    "bbc": ("lx-stream__feed", "article", "id='post_5f{n}' class='lx-stream-post'", ""),
    "24liveblog": ("lb24-base-list-ul", "div", "data-nid='31{n}'", ""),
    "scribble": ("scrbbl-post-list", "div", "id='scrbbl-post-9{n}'", ""),
    "tickaroo": ("tik4-live-blog", "div", "id='tik-event-7{n}'", ""),
    "arena": ("arena-liveblog", "div", "id='arena-{n}x'", ""),
    "norkon": ("nc-live-center", "article", "data-post-id='{n}' class='ncpost'", ""),
    "plain": ("live-updates", "li", "data-update-id='u{n}'", ""),
}  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
def test_the_posts_of_the_usual_tools_are_found(tool: str):
    frame, tag, attributes, before = TOOLS[tool]
    elements = "".join(
        f"<{tag} {attributes.format(n=each.number)}>"
        f"<time datetime='{each.published.isoformat()}'>then</time>"
        f"<h3>{each.headline}</h3><p>{each.text}</p></{tag}>"
        for each in POSTS
    )
    article = read(page(f"{before}<div class='{frame}'>{elements}</div>"))
    assert article.live is not None
    texts = [each.article.paragraphs for each in article.live.posts]
    assert texts == [(each.text,) for each in POSTS[::-1]]
    assert len(set(names(article))) == len(POSTS)
    assert article.paragraphs == INTRO


def ordinary(aside: str) -> str:
    story = "".join(
        f"<p>Paragraph {n} of the story says at length what has come to pass at the"
        f" harbour on day {n}, and who was there to see it with their own eyes.</p>"
        for n in range(8)
    )
    return page(f"<article>{story}</article>{aside}")


@pytest.mark.parametrize(
    "html",
    [
        ordinary(""),
        ordinary(shown(POSTS, frame="comments")),
        ordinary(shown([replace(each, text="Brief.") for each in POSTS])),
        ordinary(f"<aside class='live-ticker'>{shown(POSTS)}</aside>"),
        # Another page's live blog, told of on this one.
        ordinary(stated(POSTS, "https://herald.example/live/other")),
    ],
    ids=["story", "comments", "ticker", "aside", "teaser"],
)
def test_an_ordinary_story_is_no_live_blog(html: str):
    assert read(html).live is None


def test_a_live_blog_without_posts_yet_is_one():
    article = read(page("", head=stated([], URL)))
    assert article.live is not None
    assert article.live.posts == ()
    assert article.paragraphs == INTRO


def test_a_page_of_nothing_but_posts_has_no_text_of_its_own():
    html = blog(POSTS, URL).replace("".join(f"<p>{text}</p>" for text in INTRO), "")
    article = read(html)
    assert article.paragraphs == ()
    assert article.headline == HEADLINE
    assert article.evidence["content_text"] is None


def test_the_end_that_is_stated_is_kept():
    ends_at = datetime(2026, 11, 24, 18, tzinfo=UTC)
    article = read(blog(POSTS, URL, ends_at=ends_at))
    assert article.live is not None
    assert article.live.ends_at == ends_at


def test_the_newest_posts_are_taken_of_too_many():
    many = [post(n, at=NOON + timedelta(seconds=n)) for n in range(MOST_POSTS + 5)]
    found = names(read(page("", head=stated(many, URL))))
    assert found == [each.name for each in many[5:]]


def test_a_headline_of_the_blog_on_each_post_is_nobodys_own():
    posts = [replace(each, headline=HEADLINE) for each in POSTS]
    article = read(blog(posts, URL))
    assert article.live is not None
    assert {each.article.headline for each in article.live.posts} == {None}


def test_authors_are_those_of_the_post_or_of_the_page():
    html = blog(POSTS, URL).replace(
        '"headline": "No 3"', '"headline": "No 3", "author": {"name": "Bo Ek"}'
    )
    article = read(html)
    assert article.live is not None
    people = [[who.name for who in each.article.authors] for each in article.live.posts]
    assert people == [["Ann Lee"], ["Ann Lee"], ["Bo Ek"], ["Ann Lee"], ["Ann Lee"]]


def with_ids(*ids: str) -> list[str]:
    """The first names of posts that have *ids*, the newest first."""
    head = stated(POSTS[: len(ids)], URL)
    for each, own in zip(POSTS, ids, strict=False):
        head = head.replace(f"{URL}#{each.name}", own)
    return names(read(page("", head=head)))


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        ((f"{URL}#p-1a", f"{URL}#p-2b"), ["p-2b", "p-1a"]),
        # The fragment is one and the same; the query tells them apart.
        ((f"{URL}?post=asset:1f#post", f"{URL}?post=asset:2f#post"),
         ["asset:2f", "asset:1f"]),
        # Pages of their own.
        ((f"{URL}/the-envoys-arrive", f"{URL}/the-envoys-wait"),
         ["the-envoys-wait", "the-envoys-arrive"]),
        ((f"{URL}#a b-18", f"{URL}#пост-17"),
         ["%D0%BF%D0%BE%D1%81%D1%82-17", "a%20b-18"]),
    ],
    ids=["fragment", "query", "path", "spelling"],
)  # fmt: skip
def test_a_post_is_named_by_what_tells_it_apart(ids: tuple[str, ...], found: list[str]):
    assert with_ids(*ids) == found


@pytest.mark.parametrize(
    "ids",
    [
        (f"{URL}#live-page-33386398",) * 3,
        (URL,) * 3,
        # The newest is always number one.
        (f"{URL}#post-1", f"{URL}#post-2", f"{URL}#post-3"),
    ],
    ids=["shared", "none", "positions"],
)
def test_posts_without_an_id_are_named_after_time_and_headline(ids: tuple[str, ...]):
    found = with_ids(*ids)
    assert len(set(found)) == 3
    assert all(name.startswith("at-") for name in found)
    # With a further one on top they are called as before.
    head = stated([post(9), *POSTS[:3]], URL)
    for each in [post(9), *POSTS[:3]]:
        head = head.replace(f"{URL}#{each.name}", ids[0] if len(set(ids)) == 1 else "")
    assert names(read(page("", head=head)))[:3] == found


def test_a_post_with_an_address_of_its_own_has_it():
    head = stated(POSTS, URL).replace(f"{URL}#", f"{URL}/")
    article = read(page("", head=head))
    assert article.live is not None
    assert [each.url for each in article.live.posts] == [
        f"{URL}/{each.name}" for each in POSTS[::-1]
    ]


def test_a_post_stated_today_and_shown_tomorrow_shares_an_id():
    prefix = shown(POSTS).replace("id='block-", "id='post_")
    head = stated(POSTS[:3], URL).replace("#block-", "#")
    today = read(page(prefix, head=head))
    later = [post(8), post(7), post(6), *POSTS]
    prefix = shown(later).replace("id='block-", "id='post_")
    head = stated(later[:3], URL).replace("#block-", "#")
    tomorrow = read(page(prefix, head=head))
    assert today.live is not None
    assert tomorrow.live is not None
    known = {name for each in today.live.posts for name in each.names}
    new = [each for each in tomorrow.live.posts if known.isdisjoint(each.names)]
    assert [each.article.headline for each in new] == ["No 6", "No 7", "No 8"]


def test_a_post_of_a_picture_and_a_headline_says_its_headline():
    posts = [replace(POSTS[0], text=""), *POSTS[1:]]
    article = read(page("", head=stated(posts, URL)))
    assert article.live is not None
    assert article.live.posts[-1].article.paragraphs == ("No 5",)


@pytest.mark.parametrize(
    "html",
    [
        page("", head=stated([post(n) for n in range(9_000)], URL)),
        page(shown([post(n) for n in range(4_000)])),
        page("<div class='live-blog'>" + "".join(
            f"<div id='p-{n}'><time>then</time>" for n in range(200)
        )),
        page("", head=stated([], URL).replace(
            '"liveBlogUpdate": []', '"liveBlogUpdate": [[[1]], null, {"url": 7}, "x"]'
        )),
    ],
    ids=["stated", "shown", "nested", "broken"],
)  # fmt: skip
def test_a_hostile_live_blog_is_read_within_bounds(html: str):
    article = read(html)
    assert article.live is None or len(article.live.posts) <= MOST_POSTS


def known_by(html: str) -> list[set[str]]:
    article = read(html)
    assert article.live is not None
    return [{*each.names} for each in article.live.posts]


def test_posts_with_new_ids_at_each_request_are_known_by_their_wording():
    first = known_by(blog(POSTS, URL))
    renamed = blog(POSTS, URL).replace("block-66b0", "block-77c9")
    for before, after in zip(first, known_by(renamed), strict=True):
        assert before & after


def test_posts_of_one_wording_and_time_are_known_by_their_ids_alone():
    twin = replace(POSTS[0], number=6, at=POSTS[0].published)
    *_, one, other = known_by(blog([twin, *POSTS], URL))
    assert one.isdisjoint(other)


def test_what_the_rules_remove_is_in_no_post():
    html = blog([], URL).replace("<div class='live-blog'></div>", shown(POSTS))
    html = html.replace("and there it ends.", "<b class='ad'>Buy a boat!</b>")
    outlet = make_outlet(rules=[Rules(remove=(".ad",))])
    article = read(html, outlet=outlet)
    assert article.live is not None
    assert len(article.live.posts) == len(POSTS)
    assert "boat" not in str(article)
