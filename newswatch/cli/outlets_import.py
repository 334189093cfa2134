"""`newswatch outlets import-rules`: rules that others collected, as outlet files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newswatch.cli.app import shared
from newswatch.cli.outlets import AsJson, outlets_app
from newswatch.cli.terminal import Terminal, count_of, result
from newswatch.errors import ExitCode, NewswatchError, OutletError, Place, StorageError

if TYPE_CHECKING:
    from newswatch.config import Configuration
    from newswatch.config.site_config import SiteConfig, UnusedLine

#: the largest of 2,041 files has 6 kB
MAX_FILE = 256 * 1024
COLUMNS = ("file", "outlet", "used", "what became of it")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """What became of one file."""

    file: str
    outlet_id: str | None = None
    written: Path | None = None
    why_not: str = ""
    used: dict[str, int] = field(default_factory=dict)
    unused: tuple[UnusedLine, ...] = ()

    def row(self) -> tuple[str, ...]:
        taken = sum(self.used.values())
        used = f"{taken if self.written else 0} of {taken + len(self.unused)}"
        fate = f"written to {self.written}" if self.written else self.why_not
        lines: dict[tuple[str, str], list[str]] = {}
        for unused in self.unused:
            kind = unused.directive, unused.reason
            lines.setdefault(kind, []).append(str(unused.line))
        notes = [
            f"{directive} in line {', '.join(numbers)} is {reason}"
            if reason.startswith("not ")
            else f"{directive} in line {', '.join(numbers)}: {reason}"
            for (directive, reason), numbers in lines.items()
        ]
        return self.file, self.outlet_id or "-", used, "; ".join([fate, *notes])

    def json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "outlet": self.outlet_id,
            "written": str(self.written) if self.written else None,
            "why_not": self.why_not or None,
            "used": self.used if self.written else {},
            "unused": [
                {"line": u.line, "directive": u.directive, "reason": u.reason}
                for u in self.unused
            ],
        }


@outlets_app.command("import-rules")
def import_rules(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of ftr-site-config files")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Write there; schedules/outlets if left out"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write outlet files from ftr-site-config rules; none is overwritten.

    Says for each file what of it could not be used. Exit 1 if a file cannot be read
    or nothing was written.
    """
    from newswatch.config import load

    options = shared(context)
    configuration = load(options.folder)
    names = _file_names(folder)
    schedules = configuration.folder / configuration.options.paths.schedules
    importer = _Importer(configuration, folder, out or schedules / "outlets")
    accounts: list[_Account] = []
    for name in names:
        try:
            accounts.append(importer.account(name))
        except NewswatchError as error:
            # One bad file never stops the others.
            importer.unreadable += 1
            options.terminal.complain(error)
            if isinstance(error, StorageError):
                raise typer.Exit(error.exit_code) from error
    with result():
        _print(options.terminal, accounts, as_json=as_json)
    if not options.quiet:
        for line in _summary(accounts):
            options.terminal.tell(line)
    if importer.unreadable or not any(account.written for account in accounts):
        raise typer.Exit(ExitCode.PROBLEMS)


def _file_names(folder: Path) -> list[str]:
    """The folder's files of rules; OutletError NW311 if there are none to be had."""
    from newswatch.config.import_rules import in_order

    place = Place(file=str(folder))
    try:
        found = [path.name for path in folder.iterdir() if path.name.endswith(".txt")]
    except OSError as error:
        raise OutletError(
            f"cannot list this folder: {error.strerror}",
            code="NW311",
            place=place,
            help="name the unpacked folder of site config files",
        ) from error
    if not found:
        raise OutletError(
            "there is no .txt file in this folder",
            code="NW311",
            place=place,
            help="site config files are named after their site: example.com.txt",
        )
    return in_order(found)


class _Importer:
    def __init__(self, configuration: Configuration, folder: Path, out: Path) -> None:
        from newswatch.config.import_rules import catalogue_texts

        self._configuration = configuration
        self._folder = folder
        self._out = out
        self._catalogue = catalogue_texts()
        #: outlets that have their rules from a file of this run
        self._taken: set[str] = set()
        self.unreadable = 0

    def account(self, name: str) -> _Account:
        """Import one file. Raises NewswatchError if it cannot be read, or written."""
        from newswatch.config.import_rules import outlet_file, placed, site_of
        from newswatch.config.site_config import read_site_config

        site = site_of(name)
        if site is None:
            return _Account(file=name, why_not="its name is no site's")
        config = read_site_config(self._text(name))
        place = placed(site, self._configuration)
        path = self._out / f"{place.outlet_id}.toml"
        why_not = place.why_not or self._obstacle(place.outlet_id or "", config)
        if not why_not:
            known = (
                self._catalogue[place.outlet_id or ""] if place.in_catalogue else None
            )
            why_not = self._write(path, outlet_file(name, site, config, known))
            self._taken.add(place.outlet_id or "")
        return _Account(
            file=name,
            outlet_id=place.outlet_id,
            written=None if why_not else path,
            why_not=why_not,
            used=dict(config.used),
            unused=config.unused,
        )

    def _obstacle(self, outlet_id: str, config: SiteConfig) -> str:
        if config.is_empty:
            return "no line of it can be used"
        if outlet_id in self._taken:
            return "another file is for this outlet"
        return ""

    def _text(self, name: str) -> str:
        from newswatch.config.files import read_text

        path = self._folder / name
        place = Place(file=str(path))
        try:
            size = path.stat().st_size
        except (OSError, RuntimeError):
            size = 0  # what is wrong is said where it is read
        if size > MAX_FILE:
            raise OutletError(
                f"this file is larger than {MAX_FILE // 1024} KiB",
                code="NW312",
                place=place,
                help="a site config file has a few lines; look what this is",
            )
        return read_text(path, shown=str(path), within=self._folder)

    def _write(self, path: Path, text: str) -> str:
        """Write a new file; why that was not done, or "" if it was."""
        try:
            self._out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(self._out, error) from error
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            return "its file exists already: it is never overwritten"
        except OSError as error:
            raise _unwritable(path, error) from error
        return ""


def _unwritable(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"cannot write here: {error.strerror}",
        code="NW410",
        place=Place(file=str(path)),
        help="choose another folder with --out",
    )


def _print(terminal: Terminal, accounts: Iterable[_Account], *, as_json: bool) -> None:
    if not as_json:
        rows = [account.row() for account in accounts]
        if terminal.is_interactive:
            told = [(name, f"{told}  [{used} used]") for name, _, used, told in rows]
            terminal.table(("file", "what became of it"), told)
        else:
            terminal.table(COLUMNS, rows)
        return
    for account in accounts:
        print(json.dumps(account.json(), ensure_ascii=False))


def _summary(accounts: list[_Account]) -> Iterator[str]:
    """The files and directives in numbers, the most frequent first."""
    used: Counter[str] = Counter()
    unused: Counter[tuple[str, str]] = Counter()
    fates: Counter[str] = Counter()
    for account in accounts:
        unused.update((u.directive, u.reason) for u in account.unused)
        if account.written:
            used.update(account.used)
        else:
            fates[account.why_not] += 1
    for directive, number in used.most_common():
        yield f"used      {number:6} {directive}"
    for (directive, reason), number in unused.most_common():
        yield f"not used  {number:6} {directive}: {reason}"
    for fate, number in fates.most_common():
        yield f"no file   {number:6} {fate}"
    written = sum(account.written is not None for account in accounts)
    yield f"{count_of(len(accounts), 'file')} read, {written} written"
