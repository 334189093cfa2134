"""One case: files, a command, and what it must say on standard error.

A case is a text file that reads like what a person would see:

    # what is wrong, in a sentence
    $ newswatch check
    exit 78
    tells NW103 newswatch.toml:2:9         code and place; one line each, in order
    setup link schedules/a.toml a.toml     what plain files cannot express
    ==== newswatch.toml                    a file, up to the next ====
    …
    ==== newswatch.toml escaped            the same with Python's \\x, \\t, \\r
    ==== stderr                            exactly what is said

All but the last part is written by hand and stays when cases are renewed.
"""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

_PART = re.compile(r"^==== (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    path: Path
    #: the program and what follows it
    command: list[str]
    exit_code: int
    #: "NW103 newswatch.toml:2:9", or the code alone where there is no place
    tells: list[str]
    setup: list[list[str]]
    files: dict[str, bytes]
    stderr: str

    @property
    def is_real(self) -> bool:
        """Whether it needs a process of its own."""
        return any(step[0] in ("real", "lock", "stdout") for step in self.setup)

    def lay_out(self, folder: Path) -> None:
        """Make in *folder* what the case starts from."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for step in self.setup:
            match step:
                case ["folder", name]:
                    (folder / name).mkdir(parents=True)
                case ["link", name, target]:
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    (folder / name).symlink_to(target)
                case ["pipe", name]:
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    os.mkfifo(folder / name)
                case ["real"] | ["lock"] | ["stdout", _]:
                    pass
                case _:
                    raise ValueError(f"{self.path}: unknown setup {step}")

    def renew(self, stderr: str) -> None:
        """Write *stderr* into the case's file, and nothing else."""
        text = self.path.read_text(encoding="utf-8")
        head = text.partition("==== stderr\n")[0]
        self.path.write_text(head + "==== stderr\n" + stderr, encoding="utf-8")


def read_case(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    head, *parts = _PART.split(text)
    lines = [line for line in head.splitlines() if line and not line.startswith("#")]
    files, stderr = {}, ""
    for title, content in zip(parts[::2], parts[1::2], strict=True):
        name = title.removesuffix(" escaped")
        if name == "stderr":
            stderr = content
        elif name != title:
            plain = content.removesuffix("\n").encode("latin-1", "backslashreplace")
            files[name] = plain.decode("unicode_escape").encode("latin-1")
        else:
            files[name] = content.encode()
    (command,) = (line for line in lines if line.startswith("$ "))
    (code,) = (line for line in lines if line.startswith("exit "))
    return Case(
        path=path,
        command=shlex.split(command)[1:],
        exit_code=int(code.split()[1]),
        tells=[line[6:].strip() for line in lines if line.startswith("tells ")],
        setup=[shlex.split(line)[1:] for line in lines if line.startswith("setup ")],
        files=files,
        stderr=stderr,
    )
