"""What tags, roles and class names say about the text inside, as a set of bits.

The words are those that front-end developers of all languages use: class names are
English nearly everywhere. A mark is a hint and never a verdict: how much each is worth
was fitted (`weights.py`), and a mark on the element that holds the story itself is
struck out (`traits.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

Marks: TypeAlias = int

#: word of a mark → what in a class, id, itemprop or role speaks for it
_WORDS = {
    "story": r"(?:article|story|post|entry|content|main|news|page)[-_]?(?:__)?"
    r"(?:body|content|text|main|copy|paragraph|inner)|articlebody"
    r"|body-?(?:content|text|copy)|rich-?text"
    r"|paragraph|prose|wysiwyg|artikel|articulo|text-?block|block-?text|story-?text",
    "related": r"related|recommend\w*|recirc\w*|teasers?\w*|outbrain|taboola|read-?more"
    r"|more-?(?:on|from|stories|news|articles)|also-?(?:read|like)|see-?also|trending"
    r"|most-?(?:read|popular|viewed)|popular|latest|next-?(?:article|story|post)"
    r"|prev(?:ious)?|further-?reading|link-?(?:list|box)|linklist|cards?|yarpp\w*"
    r"|related\w*|jp-relatedposts|rail|river|feed|inline-?(?:link|promo|story)"
    r"|suggest\w*|zergnet|topic-?list|collection",
    "share": r"shar(?:e|ing)\w*|social\w*|follow\w*|sharedaddy|addthis\w*"
    r"|likes?|whatsapp"
    r"|bookmark\w*|print|mail",
    "signup": r"newsletters?\w*|sign-?up\w*|donat\w*|subscribe|subscription|regwall"
    r"|contribut(?:e|ion)\w*|support-?us",
    "appeal": r"subscri\w*|paywall\w*|piano|support\w*|membership|register|promo\w*"
    r"|app-?(?:promo|store|banner)|cta|call-?to-?action|offer|abo|marketing|campaign"
    r"|push-?\w*",
    "comment": r"comments?\w*|kommentar\w*|leserbriefe?|forum|discussions?|disqus\w*"
    r"|repl(?:y|ies)|respond|reactions?|feedback|votes?|poll|rating\w*|review-?form",
    "caption": r"captions?\w*|credits?|copyright\w*|galler(?:y|ies)\w*"
    r"|slideshow|carousel"
    r"|slider|swiper\w*|lightbox|images?|img|photos?|pictures?|figure|media|bild\w*"
    r"|foto\w*|legend|thumb\w*|lead-?media",
    "byline": r"bylines?|authors?\w*|bio|dateline|timestamps?|published|dates?|time"
    r"|article-?(?:meta|info)|entry-?meta|meta(?:data)?|kicker"
    r"|eyebrow|rubric|posted-?\w*"
    r"|writer|contributors?|profile|sources?|autor\w*|reading-?time",
    "nav": r"nav\w*|menu\w*|footer|header|masthead|breadcrumbs?|toolbar"
    r"|tools|tool|search"
    r"|tabs?|tablist|pagination|pager|paging|skip\w*|topbar|navigation|contentinfo"
    r"|banner|menubar|toc|table-of-contents|language\w*|login|account|utility|actions?",
    "aside": r"sidebar\w*|aside|complementary|secondary|side|column-?right"
    r"|right-?col\w*"
    r"|widgets?\w*|marginal\w*",
    "advert": r"advert\w*|ads?|adbox|ad-?\w*slot|sponsor\w*|anzeige|werbung|dfp|gpt"
    r"|commercial|shop\w*|affiliate|product\w*|deals?|partner\w*|promoted",
    "tags": r"tags?|taglist|tag-?\w*|topics?|keywords|categor(?:y|ies)|labels?|themen",
    "overlay": r"modals?\w*|popups?|overlay|cookies?\w*|consent\w*|gdpr"
    r"|tooltips?|alerts?"
    r"|notices?|notifications?|disclaimer|dialog|toast|print-?only|footnotes?",
    "box": r"info-?box\w*|fact-?box\w*|box|highlights?|key-?points?|summary|in-?brief"
    r"|timeline|explainer|pull-?quotes?|quote-?box|infobox|accordion|faq",
    "embed": r"embed\w*|tweet|twitter\w*|instagram\w*|facebook\w*|player"
    r"|videos?\w*|audio\w*"
    r"|podcast\w*|youtube|oembed|live-?\w*|widget",
    "lead": r"lead|lede|intro\w*|standfirst|dek|deck|sub-?(?:title|head\w*|headline)"
    r"|excerpt|abstract|teaser-?text|description|summary|vorspann|chapeau|entradilla",
    "hidden": r"(?:visually|screen-?reader|sr)-?(?:hidden|only|text)|hidden"
    r"|hide|none|a11y"
    r"|screenreader\w*|offscreen|assistive\w*",
}
_TAGS = "article aside header figure figcaption form address time label details"
_NAMES = (*_WORDS, *(f"<{tag}>" for tag in _TAGS.split()))
BIT = {name: 1 << place for place, name in enumerate(_NAMES)}
HIDDEN = BIT["hidden"]
STORY = BIT["story"] | BIT["lead"]
_BY_TAG = {tag: BIT[f"<{tag}>"] for tag in _TAGS.split()}
# Of a name in small letters with "-" before it: twice as fast as patterns that
# have to look for the beginning of the name and for both cases.
_PATTERNS = {
    BIT[name]: re.compile(rf"[_:-](?:{words})(?=$|[_:-])")
    for name, words in _WORDS.items()
}
_ANY = re.compile(rf"[_:-](?:{'|'.join(_WORDS.values())})(?=$|[_:-])")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def marks_of_tag(tag: str) -> Marks:
    return _BY_TAG.get(tag, 0)


def marks_of_names(names: str) -> Marks:
    """The marks that the words in *names* (class, id, role) are known to speak for."""
    marks = 0
    for name in names.split():
        marks |= _marks_of_name(name)
    return marks


# By the name: no pattern reaches over white space, and a page has far fewer names than
# combinations of them.
@lru_cache(maxsize=16_384)
def _marks_of_name(name: str) -> Marks:
    words = "-" + _CAMEL.sub("-", name).lower()
    if not _ANY.search(words):
        return 0
    return sum(bit for bit, pattern in _PATTERNS.items() if pattern.search(words))


def names_of(marks: Marks) -> list[str]:
    return [name for name, bit in BIT.items() if marks & bit]
