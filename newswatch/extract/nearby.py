"""Which of several elements belong to the article, not to others on its page.

Pages are full of other articles' names and times: cards, side columns, "most read".
What belongs to the article stands outside of such parts, and in the smallest part of
the page that holds the headline and anything of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from newswatch.extract.dom import elements, tag_names

_ELSEWHERE_TAGS = tag_names("aside nav footer figure button blockquote")
_ELSEWHERE = re.compile(
    r"related|sidebar|recommend|teaser|most-?(?:read|popular)|latest|just-?in|comment|"
    r"promo|widget|(?:^|\s)embed|twitter-tweet|instagram-media|more-?(?:on|from|stories)|read-?more|footer|ticker|trending|"
    r"(?:^|\s)card(?:$|\s|-)",
    re.I,
)
#: further up stands nothing that tells parts of a page apart
_MOST_ANCESTORS = 40
_LONGEST_NAMES = 300


def belonging(
    root: HtmlElement, found: Sequence[HtmlElement], *, links_too: bool = False
) -> list[HtmlElement]:
    """Those of *found* that belong to the article, in page order.

    What stands inside a link or a list is a teaser's, unless *links_too*.
    """
    if not found:
        return []
    heading = next(iter(elements(root, "//h1")), None)
    if heading is None:
        return [item for item in found if not _is_elsewhere(item, {}, links_too)]
    around = [heading, *heading.iterancestors()][:_MOST_ANCESTORS]
    depth_of = {element: depth for depth, element in enumerate(around)}
    near: dict[int, list[HtmlElement]] = {}
    for item in found:
        if not _is_elsewhere(item, depth_of, links_too):
            path = (depth_of[up] for up in item.iterancestors() if up in depth_of)
            near.setdefault(next(path, _MOST_ANCESTORS), []).append(item)
    return near[min(near)] if near else []


def _is_elsewhere(
    item: HtmlElement, around: dict[HtmlElement, int], links_too: bool
) -> bool:
    for up in item.iterancestors():
        if up in around:
            # What holds the headline too says nothing against the item.
            return False
        if up.tag in _ELSEWHERE_TAGS or (up.tag in ("a", "li") and not links_too):
            return True
        names = f"{up.get('class', '')} {up.get('id', '')}"[:_LONGEST_NAMES]
        if (up.tag == "article" and around) or _ELSEWHERE.search(names):
            return True
    return False
