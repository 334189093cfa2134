"""Values that no type can check: addresses, hosts, times, durations, cron lines,
selectors. Each check yields the mistakes of the one value it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from newswatch.config.document import Document
from newswatch.config.messages import shown
from newswatch.config.patterns import endless_repeat
from newswatch.config.positions import Path
from newswatch.errors import ConfigError
from newswatch.model.standards import (
    COUNTRIES,
    COUNTRY_SLIPS,
    LANGUAGE_SLIPS,
    LANGUAGES,
)
from newswatch.model.units import seconds, size_bytes
from newswatch.schedule.cron import (
    CronError,
    check_cron,
    explain,
    names_weekdays_by_number,
)
from newswatch.urls import AddressError, check_url, host_of

# Beyond ten years a due time says "never"; beyond 2**53 bytes a float counts wrong.
_LONGEST_S = 3653 * 86400.0
_SMALLEST_BYTES, _LARGEST_BYTES = 1 << 10, 1 << 50
# No design needs a longer one; a bound keeps the parsers from deep recursion.
_LONGEST_SELECTOR = 2000


def duration_mistakes(
    document: Document, path: Path, text: str, *, least: str
) -> Iterator[ConfigError]:
    """A duration shorter than *least* or beyond ten years."""
    try:
        value_s = seconds(text)
    except ValueError:
        return  # the model reports it
    if not seconds(least) <= value_s <= _LONGEST_S:
        yield document.error(
            "NW103",
            f'{path_name(path)}: expected "{least}" to "3653d", got {shown(text)}',
            path,
            help="a number and one of ms, s, m, h, d, without a space",
        )


def short_interval_warnings(
    document: Document, path: Path, text: str, *, least_s: float
) -> Iterator[ConfigError]:
    """NW124 for an interval that `poll.min` will stretch; *text* is a duration."""
    if seconds(text) < least_s:
        yield document.error(
            "NW124",
            f"{path_name(path)}: {shown(text)} is shorter than poll.min, which wins: "
            f"every {least_s:g} s",
            path,
            help="[poll] min in newswatch.toml is the shortest interval of all",
        )


def size_mistakes(document: Document, path: Path, text: str) -> Iterator[ConfigError]:
    """A size under a KiB or beyond a PiB."""
    try:
        value = size_bytes(text)
    except (ValueError, OverflowError):
        return  # reported where the file is read as a model
    if not _SMALLEST_BYTES <= value <= _LARGEST_BYTES:
        yield document.error(
            "NW103",
            f'{path_name(path)}: expected "1KiB" to "1024TiB", got {shown(text)}',
            path,
            help="a number and one of B, KiB, MiB, GiB, TiB",
        )


def cron_mistakes(document: Document, path: Path, line: str) -> Iterator[ConfigError]:
    """NW102 for a line that is no cron line, NW105 for one that never fires."""
    try:
        check_cron(line)
    except CronError as error:
        bad = "" if error.never_fires else "bad cron expression: "
        yield ConfigError(
            f"{bad}{error.message}",
            code="NW105" if error.never_fires else "NW102",
            place=document.place_inside(path, error.offset, error.width),
            help=error.help,
        )


def weekday_warnings(
    document: Document, path: Path, line: str, zone: str
) -> Iterator[ConfigError]:
    """NW104 for weekdays by number, which other programs count from Monday.

    *line* is a good cron line.
    """
    if names_weekdays_by_number(line):
        yield document.error(
            "NW104",
            f'"{line}" runs {_uncapitalised(explain(line))} ({zone})',
            path,
            help="written as mon-fri it reads the same in every program",
        )


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


def address_mistakes(
    document: Document, path: Path, address: str
) -> Iterator[ConfigError]:
    """An address that no request may be made to: see `urls.check_url`."""
    if not re.match(r"https?://[^/\s]", address):
        return  # the model reports it
    reason = "not-an-address" if re.search(r"\s", address) else ""
    try:
        check_url(address)
    except AddressError as error:
        reason = error.reason
    if reason == "credentials":
        yield ConfigError(
            f"{path_name(path)}: an address must not hold a user name or password",
            code="NW103",
            # The line itself is not repeated: it would reach logs.
            place=replace(document.place(path), source=None),
            help="remove what stands before the @",
        )
    elif reason:
        yield document.error(
            "NW103",
            f"{path_name(path)}: expected an http(s) address, got {shown(address)}",
            path,
            help="open it in a browser and copy it from there",
        )


def domain_mistakes(
    document: Document, path: Path, domain: str
) -> Iterator[ConfigError]:
    """A domain that is more, or less, than a host name."""
    is_one_word = not re.search(r"[\s/:@?#\\*]", domain)
    if not (is_one_word and host_of(f"https://{domain}/")):
        near = host_of(domain) or host_of("https://" + domain.lstrip("*.:/"))
        yield document.error(
            "NW103",
            f"domains: expected a host name, got {shown(domain)}",
            path,
            help=f'did you mean "{near}"?' if near else 'a host name: "example.com"',
        )


def language_mistakes(
    document: Document, path: Path, language: str
) -> Iterator[ConfigError]:
    """A language that is not shaped like a tag of BCP 47 (RFC 5646 §2.1), or whose
    two letters name none.
    """
    primary = language.split("-")[0]
    shaped = re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", language)
    if shaped and len(primary) == 2 and primary not in LANGUAGES:
        meant = LANGUAGE_SLIPS.get(primary)
        yield document.error(
            "NW103",
            f"languages: no language has the code {shown(primary)}",
            path,
            help=f'did you mean "{meant}"?' if meant else "the codes of ISO 639-1",
        )
    elif not shaped:
        yield document.error(
            "NW103",
            f"languages: expected a tag like en or pt-BR, got {shown(language)}",
            path,
            help="the tags of BCP 47, the language itself in small letters",
        )


def country_mistakes(
    document: Document, path: Path, country: str
) -> Iterator[ConfigError]:
    """Two capitals that ISO 3166-1 has not assigned."""
    if re.fullmatch("[A-Z]{2}", country) and country not in COUNTRIES:
        meant = COUNTRY_SLIPS.get(country)
        yield document.error(
            "NW103",
            f"country: no country has the code {shown(country)}",
            path,
            help=f'did you mean "{meant}"?' if meant else "the codes of ISO 3166-1",
        )


def pattern_mistakes(
    document: Document, path: Path, pattern: str
) -> Iterator[ConfigError]:
    """NW127 for a pattern that a hostile address could keep busy for ever."""
    if (found := endless_repeat(pattern)) is not None:
        yield ConfigError(
            f"{path_name(path)}: a repeat inside a repeat can take for ever",
            code="NW127",
            place=document.place(path),
            help=found,
        )


def hours_mistakes(document: Document, path: Path, hours: str) -> Iterator[ConfigError]:
    """A stretch of the day with an hour beyond 23, or with no length."""
    found = re.fullmatch(r"([0-2]\d):([0-5]\d)-([0-2]\d):([0-5]\d)", hours)
    if not found:
        return  # the model reports it
    if max(int(found[1]), int(found[3])) > 23 or hours[:5] == hours[6:]:
        yield document.error(
            "NW103",
            f'quiet: expected hours like "22:00-06:00", got {shown(hours)}',
            path,
            help="from 00:00 to 23:59; it may run past midnight",
        )


def selector_mistakes(
    document: Document, path: Path, selector: str
) -> Iterator[ConfigError]:
    """NW117 for CSS or XPath that parsel cannot read."""
    if selector and (problem := selector_problem(selector)):
        yield document.error(
            "NW117",
            f"{path_name(path)}: {problem}",
            path,
            help="CSS as in parsel; what starts with / ./ or ( is XPath",
        )


def selector_problem(selector: str) -> str | None:
    """Why parsel cannot use *selector*, in words; None if it can."""
    # Slow to import, and most configurations have no selector.
    from cssselect import SelectorError
    from parsel import Selector

    if len(selector) > _LONGEST_SELECTOR:
        return f"a selector of more than {_LONGEST_SELECTOR} characters"
    # Some elements, so that an unknown function in a condition is called at all.
    page = Selector(text='<body><div class="a"><p><a href="/">x</a></p></div></body>')
    is_xpath = selector.startswith(("/", "./", "("))
    language = "XPath" if is_xpath else "CSS"
    try:
        page.xpath(selector) if is_xpath else page.css(selector)
    except RecursionError:
        return f"{language} that is nested too deeply"
    except (ValueError, SelectorError) as error:
        reason = str(error)
        if is_xpath:
            reason = reason.removeprefix("XPath error: ").split(" in ")[0]
        return f"not {language}: {_uncapitalised(reason)}"
    return None


def path_name(path: Path) -> str:
    """The last key of a path: what a person calls the value."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")
