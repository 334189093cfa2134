"""`newswatch outlets test`: what is read from a page or an outlet, and how."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newswatch.cli.app import Shared, shared
from newswatch.cli.outlets import AsJson, outlets_app
from newswatch.cli.terminal import result
from newswatch.errors import ExitCode, OutletError, Place, StorageError

if TYPE_CHECKING:
    from newswatch.cli.trial_report import PageTried
    from newswatch.config import Configuration
    from newswatch.crawler.lanes import Lane
    from newswatch.discover import Listing
    from newswatch.model import FetchedPage, Furniture, Outlet, Source
    from newswatch.spiders.failures import Trouble
    from newswatch.spiders.trial import ArticleTried, ListingTried

#: reasons of a Trouble that mean that nobody answered
_SILENCE = frozenset(
    {"timeout", "stalled", "connection", "connection-lost", "connection-refused"}
    | {"dns", "robots-unavailable"}
)


@outlets_app.command("test")
def try_outlet(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(metavar="URL|ID|FILE", help="A page, an outlet or a saved page"),
    ],
    url: Annotated[
        str | None, typer.Option(help="The address that a file was saved from")
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Use these [[rules]], or this site config file"
        ),
    ] = None,
    save_page: Annotated[
        Path | None,
        typer.Option("--save-page", metavar="FILE", help="Keep the first page"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is read from a page or an outlet, how, and what was removed.

    Of an outlet one source and a few articles are fetched, 5 pages at most. Exit 1 if
    no article was found, 4 if nothing answered.
    """
    from newswatch.config import load

    options = shared(context)
    configuration = load(options.folder)
    tester = _Tester(options, configuration, rules=rules, as_json=as_json)
    try:
        with result():
            tester.run(what, url)
    finally:
        tester.close()
    if save_page:
        _save(options, save_page, tester.pages)
    raise typer.Exit(tester.exit_code())


@dataclass(slots=True)
class _Tester:
    """Reads pages in a lane: within the limits that a crawl would set."""

    options: Shared
    configuration: Configuration
    rules: Path | None = field(kw_only=True)
    as_json: bool = field(kw_only=True)
    pages: list[PageTried] = field(default_factory=list)
    listings: list[ListingTried] = field(default_factory=list)
    _lane: Lane | None = None

    def run(self, what: str, url: str | None) -> None:
        outlets = self.configuration.outlets
        if what.lower().startswith(("http://", "https://")):
            self._test_address(what)
        elif what in outlets:
            self._test_outlet(self._with_rules(outlets[what]))
        else:
            self._test_file(what, url)

    def close(self) -> None:
        if self._lane is not None:
            self._lane.stop()

    def exit_code(self) -> ExitCode:
        if any(tried.article for tried in self.pages):
            return ExitCode.OK
        troubles = [tried.trouble for tried in self.listings]
        answered = any(
            trouble is None or not _is_silence(trouble) for trouble in troubles
        )
        answered = answered or any(not tried.is_unreachable for tried in self.pages)
        return ExitCode.PROBLEMS if answered else ExitCode.UNREACHABLE

    # -- what is tested

    def _test_file(self, name: str, url: str | None) -> None:
        from newswatch.cli.saved_page import page_of_file
        from newswatch.config.messages import near_match

        path = Path(name)
        if not path.exists() and not path.suffix:
            raise OutletError(
                f'"{name}" is neither an outlet, nor a file, nor an address',
                code="NW304",
                help=near_match(name, self.configuration.outlets),
                exit_code=ExitCode.USAGE,
            )
        page = page_of_file(path, url)
        outlet, known = self._outlet_of(page.url)
        tried = self._read(name, page, outlet, robots="")
        self._show(tried)
        if url and not known:
            self._suggest(tried, outlet)

    def _test_address(self, address: str) -> None:
        from newswatch.crawler.inline import crawl_here
        from newswatch.spiders.single import SinglePageSpider
        from newswatch.urls import AddressError, check_url

        try:
            check_url(address)
        except AddressError as error:
            raise OutletError(
                f"the address cannot be asked: {error.reason}",
                code="NW307",
                help="give an http(s) address",
            ) from error
        outlet, known = self._outlet_of(address)
        answers: dict[str, FetchedPage | Trouble] = {}
        crawl_here(
            self.options.folder,
            SinglePageSpider,
            bare=True,
            urls=[address],
            take=answers.__setitem__,
        )
        tried = self._tried(address, answers[address], outlet)
        self._show(tried)
        if not known and tried.page:
            self._suggest(tried, outlet)

    def _test_outlet(self, outlet: Outlet) -> None:
        from newswatch.crawler.inline import crawl_here
        from newswatch.spiders.trial import TrialSpider

        if not outlet.sources:
            raise OutletError(
                f'outlet "{outlet.id}" has no source to find articles by',
                code="NW309",
                help="test one of its pages: newswatch outlets test URL",
            )
        found: list[ArticleTried] = []
        crawl_here(
            self.options.folder,
            TrialSpider,
            bare=True,
            outlet=outlet,
            read=lambda page, source: asyncio.to_thread(
                self._list_links, page, source, outlet.timezone
            ),
            take=lambda tried: self._sort(tried, found),
        )
        self._tell_of_sources(outlet)
        for each in found:
            self._show(self._tried(each.link.url, each.answer, outlet))
        self._complain_of_rules(outlet)
        self._tell_of_parameters(outlet)

    def _sort(
        self, tried: ListingTried | ArticleTried, found: list[ArticleTried]
    ) -> None:
        from newswatch.spiders.trial import ListingTried

        if isinstance(tried, ListingTried):
            self.listings.append(tried)
        else:
            found.append(tried)

    # -- reading

    def _in_lane(self, work: Any) -> Any:
        """The lane's answer to *work*; a text where it has none."""
        from newswatch.crawler.lane import Broken, Limits
        from newswatch.crawler.lanes import Lane, LaneDiedError

        if self._lane is None:
            read = self.configuration.options.read
            limits = Limits(cpu_s=read.page_cpu_s, memory_bytes=read.page_memory)
            self._lane = Lane((), limits)
        try:
            answer = self._lane.run(work)
        except LaneDiedError as error:
            return str(error.reason)
        return answer.what if isinstance(answer, Broken) else answer

    def _list_links(self, page: FetchedPage, source: Source, zone: str) -> Listing:
        from newswatch.crawler.lane import ListLinks
        from newswatch.discover import Listing

        answer = self._in_lane(ListLinks(page=page, source=source, zone=zone))
        return answer if isinstance(answer, Listing) else Listing(problem=answer)

    def _tried(
        self, name: str, answer: FetchedPage | Trouble, outlet: Outlet
    ) -> PageTried:
        from newswatch.cli.trial_report import PageTried
        from newswatch.model import FetchedPage

        if isinstance(answer, FetchedPage):
            obeys = self.configuration.options.polite.obey_robots
            robots = "robots.txt allows it" if obeys else "robots.txt not asked"
            return self._read(name, answer, outlet, robots=robots)
        silence = _is_silence(answer)
        return PageTried(name=name, problem=str(answer), is_unreachable=silence)

    def _read(
        self, name: str, page: FetchedPage, outlet: Outlet, *, robots: str
    ) -> PageTried:
        from newswatch.cli.trial_report import PageTried
        from newswatch.crawler.lane import ReadPage, TryPage

        work = ReadPage(
            page=page,
            outlet=outlet,
            link=None,
            topic_ids=frozenset(),
            furniture=self._furniture(page, outlet),
        )
        reading = self._in_lane(work)
        trial = self._in_lane(TryPage(page=page, outlet=outlet))
        return PageTried(
            name=name,
            robots=robots,
            page=page,
            reading=None if isinstance(reading, str) else reading,
            trial=None if isinstance(trial, str) else trial,
            problem=reading if isinstance(reading, str) else "",
        )

    def _furniture(self, page: FetchedPage, outlet: Outlet) -> Furniture:
        """What the outlet repeats, as far as this folder has crawled it."""
        from newswatch.dedup.identity import key_of
        from newswatch.model import NO_FURNITURE
        from newswatch.store import open_lookup

        configuration = self.configuration
        try:
            lookup = open_lookup(configuration.options, configuration.data_dir)
            if lookup is None:
                return NO_FURNITURE
            try:
                key = key_of(page.url, outlet)
                return lookup.furniture(outlet.id, key, page.fetched_at)
            finally:
                lookup.close()
        except StorageError as error:  # the page can be read without
            self.options.terminal.complain(error, "warning")
            return NO_FURNITURE

    def _outlet_of(self, url: str) -> tuple[Outlet, bool]:
        """The outlet that claims *url*, or one made for it; whether it is known."""
        from newswatch.config.claims import claiming_outlet, unclaimed_outlet

        known = claiming_outlet(url, self.configuration.outlets.values())
        return self._with_rules(known or unclaimed_outlet(url)), known is not None

    def _with_rules(self, outlet: Outlet) -> Outlet:
        from newswatch.config.rules_file import rules_in

        if self.rules is None:
            return outlet
        return outlet.model_copy(update={"rules": rules_in(self.rules)})

    # -- telling

    def _show(self, tried: PageTried) -> None:
        from newswatch.cli.trial_report import page_json, print_page

        self.pages.append(tried)
        if self.as_json:
            print(json.dumps(page_json(tried), ensure_ascii=False))
        else:
            print_page(self.options.terminal, tried)

    def _tell_of_sources(self, outlet: Outlet) -> None:
        from newswatch.cli.trial_report import listing_json, print_listing

        for tried in self.listings:
            if self.as_json:
                print(json.dumps(listing_json(tried), ensure_ascii=False))
            else:
                print_listing(self.options.terminal, tried)
        asked = {tried.source.url for tried in self.listings}
        unasked = [s.url for s in outlet.sources if s.url not in asked]
        if unasked and not self.options.quiet:
            self.options.terminal.tell(f"not asked: {', '.join(unasked)}")

    def _tell_of_parameters(self, outlet: Outlet) -> None:
        """What crawls in this folder have learned of the outlet's addresses."""
        from newswatch.cli.trial_report import parameter_json, parameter_told
        from newswatch.store import open_store

        options, data_dir = self.configuration.options, self.configuration.data_dir
        if not (data_dir / options.store.url.removeprefix("sqlite:")).exists():
            return
        store = open_store(options, data_dir)
        try:
            learned = store.learned_parameters(outlet.id)
        finally:
            store.close()
        for parameter in learned:
            if self.as_json:
                print(json.dumps(parameter_json(parameter), ensure_ascii=False))
            else:
                self.options.terminal.say(f"address  {parameter_told(parameter)}")

    def _suggest(self, tried: PageTried, outlet: Outlet) -> None:
        from newswatch.cli.trial_report import first_entry
        from newswatch.config.written import outlet_toml

        text = outlet_toml(first_entry(tried, outlet), inline=True)
        if self.as_json:
            print(json.dumps({"kind": "outlet", "toml": text}, ensure_ascii=False))
            return
        self.options.terminal.say()
        for line in (
            "# No outlet claims this page; one to start with:",
            *text.split("\n"),
        ):
            self.options.terminal.say(line)

    def _complain_of_rules(self, outlet: Outlet) -> None:
        """NW310 for each field whose rule found nothing on any article."""
        from newswatch.config.rule_place import rule_place

        read = [tried for tried in self.pages if tried.article]
        if not read or not read[0].page:
            return
        rules = outlet.rules_on(read[0].page.fetched_at.date())
        for name in sorted(set.intersection(*(set(tried.empty) for tried in read))):
            index = outlet.rules.index(rules) if rules else 0
            selectors = ", ".join(f'"{each}"' for each in getattr(rules, name))
            self.options.terminal.complain(
                OutletError(
                    f'{name}: {selectors} of outlet "{outlet.id}" found nothing on'
                    f" {len(read)} of {len(read)} pages",
                    code="NW310",
                    place=rule_place(
                        self.configuration, outlet.id, name, index, self.rules
                    ),
                    help=f"newswatch outlets test {outlet.id} --save-page page.html",
                )
            )


def _is_silence(trouble: Trouble) -> bool:
    return trouble.reason in _SILENCE


def _save(options: Shared, path: Path, pages: list[PageTried]) -> None:
    """Keep the first page that answered; a file is never overwritten."""
    tried: PageTried | None = next((each for each in pages if each.page), None)
    if tried is None or tried.page is None:
        return
    try:
        with path.open("xb") as file:
            file.write(tried.page.body)
    except OSError as error:
        raise OutletError(
            f"the page cannot be saved: {error.strerror}",
            code="NW313",
            place=Place(file=str(path)),
            help="name a new file in a folder that you may write to",
        ) from error
    if not options.quiet:
        options.terminal.tell(
            f"saved: newswatch outlets test {path} --url {tried.page.url}"
        )
