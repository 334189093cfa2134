"""Outlet: who publishes, where its articles are announced, what its pages look like.

Keys as in an outlet's TOML file (docs/settings.md); names after schema.org
NewsMediaOrganization, ISO 3166-1 and BCP 47.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from newswatch.model.units import HttpAddress, Pattern, Seconds, Slug, TimeZone


def _listed(value: Any) -> Any:
    """One selector as a list of one; "" as none."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value) if isinstance(value, list) else value


#: a selector, or several of which the first that finds something counts
Selectors = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class SourceKind(StrEnum):
    FEED = "feed"
    NEWS_SITEMAP = "news_sitemap"
    SITEMAP = "sitemap"
    SECTION = "section"


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Source(_Table):
    """One listing in which an outlet announces articles."""

    kind: SourceKind
    url: HttpAddress
    #: section pages only: CSS or XPath of the links; "" takes what looks like articles
    link: str = ""


#: the rules' keys that hold a field's selectors
RULED_FIELDS = (
    "body",
    "title",
    "authors",
    "date_published",
    "date_modified",
    "summary",
    "section",
    "tags",
    "image",
)
#: the rules' keys whose selectors lead to other pages of an article
RULED_LINKS = ("next_page_link", "single_page_link")


class Rules(_Table):
    """Selectors for one period of an outlet's design; an empty one means not set.

    A selector that starts with `/`, `./` or `(` is XPath, anything else CSS with
    parsel's `::attr()` and `::text`.
    """

    valid_from: date | None = None
    valid_until: date | None = None
    body: Selectors = ()
    #: all of them, not the first alone
    remove: tuple[str, ...] = ()
    title: Selectors = ()
    authors: Selectors = ()
    date_published: Selectors = ()
    date_modified: Selectors = ()
    #: the standfirst; several elements are joined
    summary: Selectors = ()
    section: Selectors = ()
    tags: Selectors = ()
    image: Selectors = ()
    #: links to the article's next page, and to all of it on one page
    next_page_link: Selectors = ()
    single_page_link: Selectors = ()
    #: strptime formats for dates that no standard covers
    date_formats: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether these rules are meant for a page fetched on *day*, ends included."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class Outlet(_Table):
    """An outlet of the catalogue, of `schedules/outlets/`, or inline in a schedule."""

    id: Slug
    name: Annotated[str, StringConstraints(min_length=1)]
    homepage: HttpAddress | None = None
    #: host names whose pages are the outlet's own, sub-domains included
    domains: tuple[str, ...] = ()
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    languages: tuple[str, ...] = ()
    timezone: TimeZone = "UTC"
    groups: tuple[Slug, ...] = ()
    #: seconds between two requests to one of its hosts; None: the deployment's
    delay_s: Seconds | None = Field(default=None, alias="delay")
    #: nobody verifies who answers on its domains: anybody on the way can pose as it
    accept_forged_certificates: bool = False
    weight: Annotated[float, Field(gt=0)] = 1.0
    #: seconds between two polls; None: the schedule's
    every_s: Seconds | None = Field(default=None, alias="every")
    cron: str | None = None
    link_allow: tuple[Pattern, ...] = ()
    link_deny: tuple[Pattern, ...] = ()
    #: its first group is what in an address names the article
    identity: Pattern | None = None
    sources: tuple[Source, ...] = Field(default=(), alias="source")
    rules: tuple[Rules, ...] = ()

    @property
    def domain(self) -> str:
        """The outlet's main domain, as it stands in the feed record."""
        return self.domains[0] if self.domains else ""

    def rules_on(self, day: date) -> Rules | None:
        """The first rules that hold on *day*, the day a page was fetched."""
        return next((rules for rules in self.rules if rules.holds_on(day)), None)
