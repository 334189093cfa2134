"""Configuration: everything in force, checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from newswatch.config.document import Document
from newswatch.config.positions import Path as DocumentPath
from newswatch.errors import ConfigError, Place
from newswatch.model import Options, Outlet, Topic, Watch


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """What `load` found in one folder; every reference in it is good.

    The watches' `outlets` and `topics` hold plain ids: groups are resolved and the
    inline ones are among them.
    """

    folder: Path
    #: where state, lock and feed live
    data_dir: Path
    options: Options
    #: catalogue, private and inline outlets by id; each has its domains
    outlets: Mapping[str, Outlet]
    #: outlet id → the file of the deployer that declares it; none for the catalogue's
    origins: Mapping[str, str]
    topics: Mapping[str, Topic]
    #: topic id → the file that declares it, and where in it
    topic_sources: Mapping[str, tuple[Document, DocumentPath]] = field(
        default_factory=dict, repr=False
    )
    #: one per schedule file, by id; those that are not enabled too
    watches: tuple[Watch, ...]
    #: what a person may want to mend, though it works
    warnings: tuple[ConfigError, ...] = ()
    #: how many files of the deployer were read
    files_read: int = 0
    #: what those files said, by the names that errors give them
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def watched_outlets(self) -> tuple[Outlet, ...]:
        """The outlets of all enabled watches, by id."""
        ids = {id_ for watch in self.watches if watch.enabled for id_ in watch.outlets}
        return tuple(self.outlets[outlet_id] for outlet_id in sorted(ids))

    def topics_for(self, outlet_id: str) -> tuple[Topic, ...]:
        """The topics that any enabled watch wants from this outlet, by id."""
        watches = self._watches_by_outlet.get(outlet_id, ())
        ids = {topic_id for watch in watches for topic_id in watch.topics}
        return tuple(self.topics[topic_id] for topic_id in sorted(ids))

    def topic_ids_for(self, outlet_id: str) -> frozenset[str]:
        """What a page of this outlet is matched with.

        An outlet that no watch follows, but that is crawled or replayed all the same,
        is matched with every topic: its articles would count as seen otherwise.
        """
        watches = self._watches_by_outlet.get(outlet_id, ())
        asking = tuple(watch.id for watch in watches)
        if asking not in self._topic_ids:  # every poll asks; watches are few
            topics = self.topics_for(outlet_id) or self.topics.values()
            self._topic_ids[asking] = frozenset(topic.id for topic in topics)
        return self._topic_ids[asking]

    @cached_property
    def _watches_by_outlet(self) -> Mapping[str, Sequence[Watch]]:
        """The enabled watches of each outlet, in their order."""
        found: dict[str, list[Watch]] = {}
        for watch in self.watches:
            for outlet_id in set(watch.outlets) if watch.enabled else ():
                found.setdefault(outlet_id, []).append(watch)
        return found

    @cached_property
    def _topic_ids(self) -> dict[tuple[str, ...], frozenset[str]]:
        return {}

    def to_crawl_by(self) -> Configuration:
        """The same without what only people read: quick to hand to a process."""
        return replace(self, topic_sources={}, warnings=(), texts={})

    @property
    def feed_dir(self) -> Path:
        """Where the day files are."""
        return self.data_dir / "feed"

    def require_watches(self) -> None:
        """Raises ConfigError NW123 if no enabled watch asks for anything."""
        if any(watch.enabled for watch in self.watches):
            return
        schedules = self.options.paths.schedules
        disabled = ", ".join(watch.id for watch in self.watches)
        raise ConfigError(
            f"every schedule is disabled: {disabled}"
            if disabled
            else "there is no schedule: nothing to watch",
            code="NW123",
            place=Place(file=schedules),
            help="set enabled = true in one of them"
            if disabled
            else f"write {schedules}/NAME.toml with outlets, topics and a cadence",
        )

    @cached_property
    def config_hash(self) -> str:
        """`sha256:` + hex over the normal form of all that is in force.

        In force are the options, the enabled watches, and the outlets and topics that
        they name. The order of keys and files does not count, nor do comments; the
        value of a secret is not part of it.
        """
        watches = [watch for watch in self.watches if watch.enabled]
        topic_ids = sorted({id_ for watch in watches for id_ in watch.topics})
        form = {
            "options": self.options.model_dump(mode="json", by_alias=True),
            "outlets": [
                outlet.model_dump(mode="json", by_alias=True)
                for outlet in self.watched_outlets()
            ],
            "topics": [
                self.topics[topic_id].model_dump(mode="json", by_alias=True)
                for topic_id in topic_ids
            ],
            "watches": [_normal_form(watch) for watch in watches],
        }
        text = json.dumps(form, sort_keys=True, ensure_ascii=False)
        return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


def _normal_form(watch: Watch) -> dict[str, Any]:
    form: dict[str, Any] = watch.model_dump(
        mode="json", by_alias=True, exclude={"inline_outlets", "inline_topics"}
    )
    form["outlets"] = sorted(set(watch.outlets))
    form["topics"] = sorted(set(watch.topics))
    # The hash stands in the feed, where a short secret could be guessed from it.
    if isinstance(form["notify"]["secret"], str):
        form["notify"]["secret"] = bool(form["notify"]["secret"])
    return form
