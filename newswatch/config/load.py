"""load(): the files of one folder as a Configuration, or all their mistakes.

    newswatch.toml            optional: options
    newswatch/outlets/*.toml  the catalogue, inside the package
    schedules/outlets/*.toml  private outlets; they replace the catalogue's by id
    schedules/topics/*.toml   topics that several schedules share
    schedules/*.toml          watches, with outlets and topics of their own

Every file is read to its end before anything is reported. A file that is no TOML
counts as one mistake, and what it may have declared is not missed elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from newswatch.config.configuration import Configuration
from newswatch.config.document import EACH, Document
from newswatch.config.files import (
    catalogue_files,
    read_text,
    shown_name,
    stray_folders,
    toml_files,
)
from newswatch.config.names import Names, same_source_warnings
from newswatch.config.options_table import FILE as OPTIONS_FILE
from newswatch.config.options_table import (
    is_usable_path,
    options_mistakes,
    options_warnings,
)
from newswatch.config.outlet_table import (
    outlet_mistakes,
    outlet_warnings,
    with_domains,
)
from newswatch.config.schedule_table import schedule_mistakes, schedule_warnings
from newswatch.config.shapes import (
    TopicFile,
    file_name_mistakes,
    outlet_data,
    watch_data,
)
from newswatch.config.syntax import parse
from newswatch.config.topic_table import topic_mistakes, topic_warnings
from newswatch.config.unbuilt import unbuilt_warnings
from newswatch.config.validation import unknown_key, validated
from newswatch.config.values import short_interval_warnings
from newswatch.errors import ConfigError, ConfigErrors, Place
from newswatch.model import Options, Outlet, Topic, Watch


def load(
    folder: Path,
    env: Mapping[str, str] = os.environ,
    *,
    instead: Mapping[str, str | None] = MappingProxyType({}),
) -> Configuration:
    """The configuration in *folder*, checked as far as it goes without the network.

    Of *env* NEWSWATCH_DATA counts, which overrides `paths.data` and like it is
    relative to *folder*, and whatever secrets are to be taken from it. A folder
    without a single file is a configuration too: the catalogue, and nothing watched.
    *instead* has the texts of files, as errors name them, that are not to be read from
    the disk; None for one that is passed over.

    Raises ConfigErrors with every mistake of every file, in the order of the files.
    """
    reading = _Reading(folder, env, instead)
    reading.everything()
    if reading.mistakes:
        raise ConfigErrors(
            reading.in_order(reading.mistakes), reading.in_order(reading.warnings)
        )
    return reading.configuration()


class _Reading:
    """The files read so far, and what was wrong with them."""

    def __init__(
        self,
        folder: Path,
        env: Mapping[str, str],
        instead: Mapping[str, str | None],
    ) -> None:
        self.folder = folder
        self.env = env
        self.instead = instead
        #: the text of each file of the deployer that is TOML
        self.texts: dict[str, str] = {}
        self.mistakes: list[ConfigError] = []
        self.warnings: list[ConfigError] = []
        self.names = Names()
        self.options = Options()
        self.options_known = False
        self.outlets: dict[str, Outlet] = {}
        self.topics: dict[str, Topic] = {}
        self.watches: list[Watch] = []
        self.schedules: list[Document] = []
        #: files as errors name them → the order of reading
        self.files: dict[str, int] = {}
        #: files of the deployer among them
        self.files_read = 0

    def everything(self) -> None:
        if not self.folder.is_dir():
            self.mistakes.append(
                ConfigError(
                    f"there is no folder {self.folder}",
                    code="NW110",
                    help="check the name after -C, or NEWSWATCH_DIR",
                )
            )
            return
        schedules = self.folder / self.read_options()
        self.read_catalogue()
        for path in self.listed(schedules / "outlets"):
            self.read_outlet(path, schedules)
        for path in self.listed(schedules / "topics"):
            self.read_topics(path, schedules)
        for path in self.listed(schedules):
            self.read_schedule(path, schedules)
        # Only now is every name declared.
        for document in self.schedules:
            self.mistakes += self.names.reference_mistakes(document)
        self.warnings += same_source_warnings(self.names, self.outlets)
        self.warnings += stray_folders(schedules, ("outlets", "topics"))

    def listed(self, folder: Path) -> list[Path]:
        try:
            paths = toml_files(folder, shown=shown_name(folder, self.folder))
        except ConfigError as error:
            self.mistakes.append(error)
            return []
        return [path for path in paths if not self.is_passed_over(path)]

    def is_passed_over(self, path: Path) -> bool:
        return self.instead.get(shown_name(path, self.folder), "") is None

    def document(self, path: Path, *, within: Path | None = None) -> Document | None:
        """The file as a Document; None, and a mistake more, if it is none."""
        shown = shown_name(path, self.folder)
        self.files[shown] = len(self.files)
        self.files_read += 1
        try:
            text = self.instead.get(shown)
            if text is None:
                text = read_text(path, shown=shown, within=within)
            document = parse(text, file=shown)
        except ConfigError as error:
            self.mistakes.append(error)
            return None
        self.texts[shown] = text
        return document

    def read_options(self) -> str:
        """Read newswatch.toml, if there is one; the name of the schedules' folder."""
        path = self.folder / OPTIONS_FILE
        is_there = os.path.lexists(path) and not self.is_passed_over(path)
        document = self.document(path) if is_there else None
        if document:
            options, mistakes = validated(Options, document, document.data)
            self.mistakes += mistakes
            self.mistakes += options_mistakes(document)
            self.warnings += unbuilt_warnings(document, "options")
            self.options = options or self.options
            self.options_known = options is not None
        # What a file that could not be read says of it is not known.
        if document or not is_there:
            self.warnings += options_warnings(document)
        self.options_known = self.options_known or not is_there
        # A mistake elsewhere in the file must not hide those of the schedules.
        named = document.value(("paths", "schedules")) if document else None
        if isinstance(named, str) and is_usable_path(named):
            return named
        return Options().paths.schedules

    def read_catalogue(self) -> None:
        # Its values are checked by the tests that newswatch is released with.
        for name, text in catalogue_files():
            shown = f"newswatch/outlets/{name}"
            self.files[shown] = len(self.files)
            document = parse(text, file=shown)
            data = outlet_data(document.data, name.removesuffix(".toml"))
            outlet, mistakes = validated(Outlet, document, data)
            self.mistakes += mistakes
            if outlet:
                self.names.add_from_catalogue(outlet)
                self.outlets[outlet.id] = with_domains(outlet)

    def read_outlet(self, path: Path, schedules: Path) -> None:
        document = self.document(path, within=schedules)
        if not document:
            self.names.all_outlets_known = False
            return
        if not document.has(("id",)):
            self.mistakes += file_name_mistakes(document, path.stem)
        data = outlet_data(document.data, path.stem)
        outlet, mistakes = validated(Outlet, document, data)
        self.mistakes += mistakes
        self.mistakes += outlet_mistakes(document)
        if isinstance(data["id"], str):
            self.mistakes += self.names.add_outlet(data["id"], document, ())
        if outlet:
            self.outlets[outlet.id] = with_domains(outlet)
            self.warnings += outlet_warnings(document, outlet_id=outlet.id)
            self.warnings += self.short_intervals(document, ("every",), outlet.id)

    def read_topics(self, path: Path, schedules: Path) -> None:
        document = self.document(path, within=schedules)
        if not document:
            self.names.all_topics_known = False
            return
        found, mistakes = validated(TopicFile, document, document.data)
        self.mistakes += mistakes
        self.mistakes += topic_mistakes(document)
        self.mistakes += self.names.add_inline(document)
        if found:
            self.topics.update((topic.id, topic) for topic in found.topic)
            self.warnings += topic_warnings(document)

    def read_schedule(self, path: Path, schedules: Path) -> None:
        document = self.document(path, within=schedules)
        if not document:
            # It may have held outlets and topics that other files name.
            self.names.all_outlets_known = False
            self.names.all_topics_known = False
            return
        self.schedules.append(document)
        self.mistakes += file_name_mistakes(document, path.stem)
        if document.has(("id",)):
            advice = "remove it: the name of the file is the id"
            self.mistakes.append(unknown_key(document, ("id",), help=advice))
        data = watch_data(document.data, path.stem)
        watch, mistakes = validated(Watch, document, data)
        self.mistakes += mistakes
        self.mistakes += schedule_mistakes(document, self.folder, self.env)
        self.mistakes += self.names.add_inline(document)
        self.warnings += unbuilt_warnings(document, "schedule")
        if watch:
            self.watches.append(watch)
            self.topics.update((topic.id, topic) for topic in watch.inline_topics)
            for outlet in watch.inline_outlets:
                self.outlets[outlet.id] = with_domains(outlet)
            self.warnings += schedule_warnings(document)
            self.warnings += self.short_intervals(document, ("schedule", "every"))
            self.warnings += self.short_intervals(document, ("outlet", EACH, "every"))

    def short_intervals(
        self,
        document: Document,
        pattern: tuple[str | int, ...],
        outlet_id: str | None = None,
    ) -> Iterator[ConfigError]:
        if not self.options_known:
            return
        for path, every in document.texts(*pattern):
            about = outlet_id or document.value((*path[:-1], "id"))
            for warning in short_interval_warnings(
                document, path, every, least_s=self.options.poll.min_s
            ):
                warning.about = about
                yield warning

    def in_order(self, errors: list[ConfigError]) -> list[ConfigError]:
        """*errors* in the order in which a person would meet them in the files."""

        def order(error: ConfigError) -> tuple[int, int, int]:
            place = error.place or Place(file="")
            file = self.files.get(place.file, len(self.files))
            return file, place.line or 0, place.column or 0

        return sorted(errors, key=order)

    def configuration(self) -> Configuration:
        data = self.env.get("NEWSWATCH_DATA") or self.options.paths.data
        return Configuration(
            folder=self.folder,
            data_dir=self.folder / data,
            options=self.options,
            outlets=self.outlets,
            origins={
                outlet_id: document.file
                for outlet_id, (document, _) in self.names.outlets.items()
            },
            topics=self.topics,
            topic_sources=self.names.topics,
            watches=tuple(self.resolved(watch) for watch in self.watches),
            warnings=tuple(self.in_order(self.warnings)),
            files_read=self.files_read,
            texts=self.texts,
        )

    def resolved(self, watch: Watch) -> Watch:
        """*watch* with plain ids: groups as their members, inline tables as well."""
        outlet_ids: list[str] = []
        for name in watch.outlets:
            group = name.removeprefix("group:")
            outlet_ids += (
                [name] if group == name else sorted(
                    outlet.id for outlet in self.outlets.values()
                    if group in outlet.groups
                )
            )  # fmt: skip
        outlet_ids += [outlet.id for outlet in watch.inline_outlets]
        topic_ids = [*watch.topics, *(topic.id for topic in watch.inline_topics)]
        return watch.model_copy(
            update={
                "outlets": tuple(dict.fromkeys(outlet_ids)),
                "topics": tuple(dict.fromkeys(topic_ids)),
            }
        )
