"""A site's file of the ftr-site-config collection, as an outlet's rules.

The format is that of Instapaper and Full-Text RSS: a line is `directive: value`, with
`directive(argument): value` for a few, `#` at the start for a comment. Several lines of
one field are alternatives in order, `strip` lines all hold. Selectors are XPath 1.0.

What newswatch can honour becomes `Rules`; every other line is given back with the
reason, so that nobody takes a file for used of which half was left out. A selector is
taken only if it is plain XPath 1.0 without extension functions and cheap to run: it
comes from a stranger and meets every page of the site.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from newswatch.config.values import selector_problem
from newswatch.model import Rules
from newswatch.urls import AddressError, check_url

#: selectors of one file; the largest of 2,041 has 92
MAX_SELECTORS = 300
#: brackets within brackets that may search the whole page again; each multiplies
#: the cost by the size of the page, and none of 2,041 files needs a third
_DEEPEST_SEARCH = 2

_FIELDS = {
    "title": "title",
    "author": "authors",
    "date": "date_published",
    "body": "body",
    "next_page_link": "next_page_link",
    "single_page_link": "single_page_link",
}
#: what each other directive of the format means for newswatch
_REASONS = {
    **dict.fromkeys(
        (
            "prune",
            "tidy",
            "parser",
            "strip_attr",
            "strip_image_src",
            "strip_comments",
            "insert_detected_image",
            "convert_double_br_tags",
            "src_lazy_load_attr",
            "wrap_in",
            "dissolve",
            "footnotes",
            "https",
        ),
        "not needed: newswatch keeps plain paragraphs, no markup and no pictures",
    ),
    **dict.fromkeys(
        ("autodetect_on_failure", "skip_json_ld"),
        "not needed: what rules do not find is always read without them",
    ),
    "autodetect_next_page": "not needed: rel=next is followed where it is safe",
    **dict.fromkeys(
        ("find_string", "replace_string"),
        "not supported: a page's source is never rewritten",
    ),
    **dict.fromkeys(
        (
            "single_page_link_in_feed",
            "if_page_contains",
        ),
        "not supported: no page is read in the place of another",
    ),
    **dict.fromkeys(
        (
            "requires_login",
            "not_logged_in_xpath",
            "login_uri",
            "login_username_field",
            "login_password_field",
            "login_extra_fields",
        ),
        "not supported: newswatch never logs in",
    ),
    "test_contains": "not needed: a text that its test expects",
    "move_into": "not supported: nothing is moved about on a page",
    "http_header": "not supported: newswatch always says who it is",
    "native_ad_clue": "not supported: an advertisement is told by other signs",
    "skip_id_or_class": "not supported: there is no exception from what is cut",
}
#: the longest of 2,041 files has 385 characters
_LONGEST_LINE = 4096
_LINE = re.compile(r"([A-Za-z_]+)\s*(?:\([^\n]*?\))?\s*:(.*)")
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL = re.compile(r"([A-Za-z_][\w.:-]*)\s*\(")
#: XPath 1.0: its functions (section 4), node tests (2.3) and operators (3.3 to 3.5)
_KNOWN_CALLS = frozenset(
    (
        *("last", "position", "count", "id", "local-name", "namespace-uri", "name"),
        *("string", "concat", "starts-with", "contains", "substring-before"),
        *("substring-after", "substring", "string-length", "normalize-space"),
        *("translate", "boolean", "not", "true", "false", "lang"),
        *("number", "sum", "floor", "ceiling", "round"),
        *("comment", "text", "processing-instruction", "node"),
        *("and", "or", "div", "mod"),
    )
)
_SEARCH = re.compile(
    r"//|\b(?:descendant|descendant-or-self|following|preceding|ancestor)\s*::"
)
_SAMPLE = '<div class="a" id="b"><h1>x</h1><p><a href="/">y</a></p></div>'


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedLine:
    """A line that did not become a rule."""

    #: counts from 1
    line: int
    directive: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
    """What one file says, and what of it cannot be used."""

    rules: Rules
    #: directive → its lines that count
    used: Mapping[str, int]
    unused: tuple[UnusedLine, ...]
    #: addresses that the file is to be tried with
    tests: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return self.rules == Rules()


@dataclass(slots=True, kw_only=True)
class _Reading:
    #: keys of `Rules` → selectors, in order
    selectors: dict[str, list[str]] = field(default_factory=dict)
    used: Counter[str] = field(default_factory=Counter)
    unused: list[UnusedLine] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)

    def take(self, number: int, directive: str, value: str) -> None:
        if reason := self._trouble(directive, value):
            self.refuse(number, directive, reason)
        else:
            self.used[directive] += 1

    def refuse(self, number: int, directive: str, reason: str) -> None:
        self.unused.append(UnusedLine(line=number, directive=directive, reason=reason))

    def _trouble(self, directive: str, value: str) -> str | None:
        """Why the line is of no use; None if it was put to use."""
        if not value:
            return "it has no value"
        if directive == "test_url":
            return self._test(value)
        if directive in _FIELDS:
            return self._selector(_FIELDS[directive], value)
        if directive == "strip":
            return self._selector("remove", value)
        if directive == "strip_id_or_class":
            return self._named(value)
        return _REASONS.get(directive, "unknown: not a directive of the format")

    def _selector(self, key: str, xpath: str) -> str | None:
        if sum(map(len, self.selectors.values())) >= MAX_SELECTORS:
            return f"more than {MAX_SELECTORS} selectors in one file"
        if problem := xpath_problem(xpath, elements_only=key in ("body", "remove")):
            return problem
        # In brackets it is XPath to newswatch, whatever it starts with.
        selector = xpath if xpath.startswith("/") else f"({xpath})"
        known = self.selectors.setdefault(key, [])
        if selector not in known:
            known.append(selector)
        return None

    def _named(self, value: str) -> str | None:
        # The format means any part of either attribute, and knows no quotes.
        part = re.sub(r"[\"']", "", value).strip()
        if not part:
            return "it has no value"
        found = f"contains(@class, '{part}') or contains(@id, '{part}')"
        return self._selector("remove", f"//body//*[{found}]")

    def _test(self, value: str) -> str | None:
        try:
            self.tests.append(check_url(value))
        except AddressError as error:
            return f"not an address that may be asked: {error.reason}"
        return None


def read_site_config(text: str) -> SiteConfig:
    """The rules in *text*, a whole file; any text gives some, or none."""
    reading = _Reading()
    # Not splitlines(): it would also break a value at U+2028 and the like.
    for number, raw in enumerate(text.replace("\r", "\n").split("\n"), 1):
        line = raw.strip().lstrip("\ufeff")
        if not line or line.startswith("#"):
            continue
        if len(line) > _LONGEST_LINE:
            reading.refuse(number, "?", f"longer than {_LONGEST_LINE} characters")
        elif found := _LINE.fullmatch(line):
            reading.take(number, found[1].lower(), found[2].strip())
        else:
            reading.refuse(number, "?", "not of the form directive: value")
    return SiteConfig(
        rules=Rules.model_validate(reading.selectors),
        used=reading.used,
        unused=tuple(reading.unused),
        tests=tuple(dict.fromkeys(reading.tests)),
    )


def xpath_problem(xpath: str, *, elements_only: bool = False) -> str | None:
    """Why a stranger's *xpath* is not run on pages, in words; None if it may be."""
    bare = _LITERAL.sub("''", xpath)
    for name in _CALL.findall(bare):
        if name.rpartition("::")[2] not in _KNOWN_CALLS:
            return f"not XPath 1.0: unknown function {name}()"
    if _deepest_search(bare) > _DEEPEST_SEARCH:
        return "too costly: it searches the page for every element, again and again"
    # Its bounds come first: length and depth are checked there.
    if problem := selector_problem(f"({xpath})"):
        return problem
    try:
        found = etree.XPath(f"({xpath})", regexp=False)(_sample())
    except etree.XPathError as error:
        return f"not XPath: {str(error).lower()}"
    if elements_only and not isinstance(found, list):
        return "it gives a text or number, where elements are needed"
    return None


def _deepest_search(bare: str) -> int:
    """The most predicates around any search; *bare* has no literals with brackets."""
    starts = {found.start() for found in _SEARCH.finditer(bare)}
    deepest = depth = 0
    for index, char in enumerate(bare):
        depth += (char == "[") - (char == "]")
        if index in starts:
            deepest = max(deepest, depth)
    return deepest


@lru_cache(maxsize=1)
def _sample() -> HtmlElement:
    return document_fromstring(_SAMPLE)
