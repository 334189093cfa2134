"""Ids that files declare and refer to: each declared once, each reference good.

Ids are taken from the files as they are written, valid or not, so that a mistake in
an outlet's table does not make every schedule that names it wrong as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from newswatch.config.document import EACH, Document
from newswatch.config.messages import near_match
from newswatch.config.positions import Path
from newswatch.errors import ConfigError, TopicError
from newswatch.model import Outlet

_GROUP = "group:"


@dataclass(slots=True, kw_only=True)
class Names:
    """What the files declare so far, and where."""

    #: id → where a file of the deployer declares it
    outlets: dict[str, tuple[Document, Path]] = field(default_factory=dict)
    topics: dict[str, tuple[Document, Path]] = field(default_factory=dict)
    catalogue: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    #: outlets that announce their articles nowhere
    without_source: set[str] = field(default_factory=set)
    #: False once a file could not be read: what it declares is not known
    all_outlets_known: bool = True
    all_topics_known: bool = True

    def add_from_catalogue(self, outlet: Outlet) -> None:
        """Declare an outlet that a file of the deployer may still replace."""
        self.catalogue.add(outlet.id)
        self.groups.update(outlet.groups)
        if not outlet.sources:
            self.without_source.add(outlet.id)

    def add_outlet(
        self, outlet_id: str, document: Document, path: Path
    ) -> Iterator[ConfigError]:
        """Declare the outlet whose table is at *path*; NW114 if its id is taken."""
        if first := self.outlets.get(outlet_id):
            yield document.error(
                "NW114",
                f'a second outlet "{outlet_id}": the first one is at '
                f"{first[0].place((*first[1], 'id'))}",
                (*path, "id"),
                help="give one of them another id, or keep it in schedules/outlets/",
            )
            return
        self.outlets[outlet_id] = (document, path)
        self.groups.update(g for _, g in document.texts(*path, "groups", EACH))
        self.without_source.discard(outlet_id)
        if not document.value((*path, "source")):
            self.without_source.add(outlet_id)

    def add_inline(self, document: Document) -> Iterator[ConfigError]:
        """Declare every `[[outlet]]` and `[[topic]]` of a file: NW114, NW202."""
        for path, outlet_id in document.texts("outlet", EACH, "id"):
            yield from self.add_outlet(outlet_id, document, path[:-1])
        for path, topic_id in document.texts("topic", EACH, "id"):
            if first := self.topics.get(topic_id):
                yield TopicError(
                    f'a second topic "{topic_id}": the first one is at '
                    f"{first[0].place(first[1])}",
                    code="NW202",
                    place=document.place(path),
                    help="give one of them another id, or keep it in schedules/topics/",
                )
            else:
                self.topics[topic_id] = (document, path)

    def reference_mistakes(self, schedule: Document) -> Iterator[ConfigError]:
        """Unknown outlets (NW108), groups (NW109) and topics (NW201) of a schedule,
        none at all of them (NW115, NW116), outlets without a source (NW122).
        """
        for path, name in schedule.texts("outlets", EACH):
            yield from self._outlet_reference(schedule, path, name)
        for path, outlet_id in schedule.texts("outlet", EACH, "id"):
            yield from self._sourceless(schedule, path, outlet_id)
        for path, topic_id in schedule.texts("topics", EACH):
            if topic_id not in self.topics and self.all_topics_known:
                yield TopicError(
                    f'unknown topic "{topic_id}"',
                    code="NW201",
                    place=schedule.place(path),
                    help=near_match(topic_id, self.topics),
                )
        if not schedule.value(("outlets",)) and not schedule.has(("outlet",)):
            yield schedule.error(
                "NW115",
                "this schedule names no outlet",
                ("outlets",),
                help='outlets = ["moscow_times"], or an [[outlet]] table',
            )
        if not schedule.value(("topics",)) and not schedule.has(("topic",)):
            yield schedule.error(
                "NW116",
                "this schedule names no topic",
                ("topics",),
                help='a [[topic]] table with query = "*" takes every article',
            )

    def _outlet_reference(
        self, schedule: Document, path: Path, name: str
    ) -> Iterator[ConfigError]:
        known_ids = self.catalogue | self.outlets.keys()
        if name.startswith(_GROUP):
            group = name.removeprefix(_GROUP)
            if group not in self.groups and self.all_outlets_known:
                message = f'no outlet is in the group "{group}"'
                advice = near_match(group, self.groups)
                advice = advice.replace('mean "', f'mean "{_GROUP}')
                yield schedule.error("NW109", message, path, help=advice)
        elif not re.fullmatch(r"[a-z0-9_]{1,64}", name):
            return  # the model reports it
        elif name not in known_ids:
            if self.all_outlets_known:
                message, advice = (
                    f'unknown outlet "{name}"',
                    near_match(name, known_ids),
                )
                if name in self.groups:
                    advice = f'did you mean "{_GROUP}{name}"?'
                yield schedule.error("NW108", message, path, help=advice)
        else:
            yield from self._sourceless(schedule, path, name)

    def _sourceless(
        self, schedule: Document, path: Path, outlet_id: str
    ) -> Iterator[ConfigError]:
        if outlet_id in self.without_source:
            yield schedule.error(
                "NW122",
                f'outlet "{outlet_id}" has no source: nothing says what is new there',
                path,
                help="give it a [[source]] table, or leave it out",
            )


def same_source_warnings(
    names: Names, outlets: Mapping[str, Outlet]
) -> Iterator[ConfigError]:
    """NW128 for each source of a deployer's outlet that another outlet has as well."""
    first = {
        source.url: outlet.id
        for outlet in outlets.values()
        if outlet.id not in names.outlets
        for source in outlet.sources
    }
    for outlet_id, (document, path) in names.outlets.items():
        for at, url in document.texts(*path, "source", EACH, "url"):
            other = first.setdefault(url, outlet_id)
            if other == outlet_id:
                continue
            warning = document.error(
                "NW128",
                f'outlet "{other}" has the same source: its articles are found twice',
                at,
                help=f'remove one, or use the id "{other}" to replace that outlet',
            )
            warning.about = outlet_id
            yield warning
