"""`newswatch outlets`: who can be watched, from the catalogue and from the folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newswatch.cli.app import app, shared
from newswatch.cli.terminal import Terminal, count_of, result
from newswatch.errors import ExitCode, OutletError

if TYPE_CHECKING:
    from newswatch.config import Configuration
    from newswatch.model import Outlet

CATALOGUE = "catalogue"
COLUMNS = ("outlet", "country", "languages", "from", "groups")

outlets_app = typer.Typer(
    name="outlets",
    help="List the outlets that a schedule can name.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(outlets_app)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which outlets are wanted; of an empty set any will do."""

    groups: frozenset[str]
    countries: frozenset[str]
    languages: frozenset[str]

    def takes(self, outlet: Outlet) -> bool:
        return (
            (not self.groups or not self.groups.isdisjoint(outlet.groups))
            and (not self.countries or outlet.country in self.countries)
            and (not self.languages or not self.languages.isdisjoint(_tags([outlet])))
        )


AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line")]


@outlets_app.command("list")
def list_outlets(
    context: typer.Context,
    groups: Annotated[
        list[str] | None,
        typer.Option(
            "--group", metavar="G", help="Only of this group; may be repeated"
        ),
    ] = None,
    countries: Annotated[
        list[str] | None,
        typer.Option("--country", metavar="CC", help='Only from there, like "GB"'),
    ] = None,
    languages: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="L", help='Only in this one, like "de"'),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List outlets: those of the catalogue, and your own."""
    from newswatch.config import load

    options = shared(context)
    configuration = load(options.folder)
    everybody = [outlet for _, outlet in sorted(configuration.outlets.items())]
    _require_groups(groups or (), everybody)
    _require("--country", countries or (), {outlet.country for outlet in everybody})
    _require("--language", languages or (), _tags(everybody))
    choice = Choice(
        groups=frozenset(map(_group_id, groups or ())),
        countries=frozenset(map(str.upper, countries or ())),
        languages=frozenset(map(str.lower, languages or ())),
    )
    chosen = [outlet for outlet in everybody if choice.takes(outlet)]
    with result():
        _print_outlets(options.terminal, configuration, chosen, as_json=as_json)
    if not options.quiet:
        options.terminal.tell(count_of(len(chosen), "outlet"))


@outlets_app.command("groups")
def list_groups(context: typer.Context, as_json: AsJson = False) -> None:
    """List groups, with the number of their outlets."""
    from newswatch.config import load

    options = shared(context)
    outlets = load(options.folder).outlets.values()
    sizes = Counter(group for outlet in outlets for group in outlet.groups)
    with result():
        if as_json:
            _print_json({"group": g, "outlets": n} for g, n in sorted(sizes.items()))
        else:
            rows = [(group, str(number)) for group, number in sorted(sizes.items())]
            options.terminal.table(("group", "outlets"), rows)
    if not options.quiet:
        options.terminal.tell(count_of(len(sizes), "group"))


def _print_outlets(
    terminal: Terminal,
    configuration: Configuration,
    outlets: Sequence[Outlet],
    *,
    as_json: bool,
) -> None:
    origins = configuration.origins
    if as_json:
        keys = {"id", "name", "homepage", "domains", "country", "languages"}
        keys |= {"timezone", "groups", "sources"}
        _print_json(
            outlet.model_dump(mode="json", by_alias=True, include=keys)
            | {"from": origins.get(outlet.id, CATALOGUE)}
            for outlet in outlets
        )
        return
    rows = [
        (
            outlet.id,
            outlet.country or "-",
            ", ".join(outlet.languages) or "-",
            origins.get(outlet.id, CATALOGUE),
            ", ".join(outlet.groups) or "-",
        )
        for outlet in outlets
    ]
    terminal.table(COLUMNS, rows)


def _print_json(objects: Iterable[dict[str, Any]]) -> None:
    for entry in objects:
        print(json.dumps(entry, ensure_ascii=False))


def _group_id(name: str) -> str:
    """A group as `groups` has it, also where it is written as in a schedule."""
    return name.removeprefix("group:")


def _tags(outlets: Iterable[Outlet]) -> set[str]:
    """Their languages, and what each is a kind of: `pt` too where one has `pt-BR`."""
    found: set[str] = set()
    for outlet in outlets:
        for language in outlet.languages:
            parts = language.lower().split("-")
            found |= {"-".join(parts[:n]) for n in range(1, len(parts) + 1)}
    return found


def _require_groups(groups: Iterable[str], outlets: Iterable[Outlet]) -> None:
    from newswatch.config.messages import near_match

    known = {group for outlet in outlets for group in outlet.groups}
    for group in map(_group_id, groups):
        if group not in known:
            raise OutletError(
                f'no outlet is in the group "{group}"',
                code="NW109",
                help=near_match(group, known),
                exit_code=ExitCode.USAGE,
            )


def _require(option: str, wanted: Iterable[str], known: Iterable[str | None]) -> None:
    """Nobody's country or language is a slip more often than a question."""
    words = sorted(word for word in known if word)
    folded = {word.lower() for word in words}
    for word in wanted:
        if word.lower() not in folded:
            raise typer.BadParameter(
                f'no outlet has "{word}"; known: {", ".join(words)}',
                param_hint=option,
            )
