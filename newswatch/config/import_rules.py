"""Which outlet a file of site rules is for, and the outlet file that comes of it.

    example.com.txt        www.example.com and example.com
    sport.example.com.txt  that host
    .example.com.txt       every host below example.com

An outlet's rules hold for all its pages. So a file that covers only a part of a known
outlet makes nothing, and neither does one for an outlet that has rules already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from newswatch.config.claims import claiming_outlet, unclaimed_outlet
from newswatch.config.configuration import Configuration
from newswatch.config.files import catalogue_files
from newswatch.config.site_config import SiteConfig
from newswatch.config.written import outlet_toml, rules_toml, toml_comments
from newswatch.model import Outlet
from newswatch.urls import host_of

#: addresses to try that are written into an outlet's file
_MOST_TESTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a file's name says that its rules are for."""

    host: str
    #: only hosts below it
    below: bool


def site_of(file_name: str) -> Site | None:
    """The site that *file_name* names; None for `global.txt` and files of text."""
    name = file_name.removesuffix(".txt")
    host = host_of(f"https://{name.removeprefix('.')}/")
    if "." not in host:
        return None
    bare = host.removeprefix("www.")
    return Site(host=bare if "." in bare else host, below=name.startswith("."))


def in_order(file_names: Iterable[str]) -> list[str]:
    """*file_names* so that the better of two for one outlet comes first."""

    def order(name: str) -> tuple[bool, str]:
        return name.startswith("."), name

    return sorted(file_names, key=order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The outlet that rules go to; *why_not* says in words why they go nowhere."""

    outlet_id: str | None = None
    #: whether the catalogue has it, so that its file has to be repeated
    in_catalogue: bool = False
    why_not: str = ""


def placed(site: Site, configuration: Configuration) -> Placed:
    """Where the rules of *site* belong among the outlets of *configuration*."""
    address = f"https://{site.host}/"
    outlet = claiming_outlet(address, configuration.outlets.values())
    if outlet is None:
        new = unclaimed_outlet(address).id
        if new in configuration.outlets:
            return Placed(outlet_id=new, why_not="its id is another outlet's")
        return Placed(outlet_id=new)
    if site.below or site.host not in outlet.domains:
        return Placed(
            outlet_id=outlet.id, why_not="it covers only a part of this outlet"
        )
    if outlet.rules:
        return Placed(outlet_id=outlet.id, why_not="this outlet has rules already")
    if origin := configuration.origins.get(outlet.id):
        why = f"this outlet is declared in {origin}: add [[rules]] there"
        return Placed(outlet_id=outlet.id, why_not=why)
    return Placed(outlet_id=outlet.id, in_catalogue=True)


def catalogue_texts() -> Mapping[str, str]:
    """The catalogue's files by the id of their outlet."""
    return {name.removesuffix(".toml"): text for name, text in catalogue_files()}


def outlet_file(
    file_name: str, site: Site, config: SiteConfig, catalogue_text: str | None
) -> str:
    """The outlet's file with the rules of *config*: what goes to schedules/outlets/.

    *catalogue_text* is that of a known outlet, which such a file replaces as a whole.
    """
    notes = [f"Rules from the site config file {file_name}"]
    notes += [
        f"not used: line {unused.line}, {unused.directive}: {unused.reason}"
        for unused in config.unused
        if not unused.reason.startswith("not needed")
    ]
    notes += [f"newswatch outlets test {url}" for url in config.tests[:_MOST_TESTS]]
    comments = toml_comments(notes)
    if catalogue_text is not None:
        return f"{catalogue_text.rstrip()}\n\n{comments}{rules_toml(config.rules)}"
    outlet = Outlet(
        id=unclaimed_outlet(f"https://{site.host}/").id,
        name=site.host,
        homepage=f"https://{site.host}/",
        domains=(site.host,),
        rules=(config.rules,),
    )
    return f"{comments}\n{outlet_toml(outlet)}"
