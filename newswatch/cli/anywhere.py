"""The options that every command shares may stand behind the command as well.

`newswatch once -q` is what people type; the parser knows `newswatch -q once` only. So
what is meant for all commands is moved to the front before it is parsed. Behind `--`
nothing is touched, and no command has a short option of the same letter.
"""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperGroup

#: options that stand alone, and those that another word follows
_ALONE = re.compile(r"-v+|-q|-[vq]{2,}")
_WITH_VALUE = frozenset({"-C", "--color", "--log-format"})
_JOINED = re.compile(r"-C.+|--(color|log-format)=.*", re.DOTALL)
#: what is typed in place of a command and options of it
_ALIASES = {"tail": ("read", "--follow")}


class OptionsAnywhere(TyperGroup):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, in_front(args))


def in_front(arguments: list[str]) -> list[str]:
    """*arguments* with the shared options first, in their order; aliases resolved."""
    shared: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in _WITH_VALUE:
            shared += [word, *_next(words)]
        elif _ALONE.fullmatch(word) or _JOINED.fullmatch(word):
            shared.append(word)
        else:
            rest.append(word)
    if rest:
        rest[:1] = _ALIASES.get(rest[0], rest[:1])
    return [*shared, *rest]


def _next(words: Any) -> list[str]:
    # Without one the parser says what is missing.
    return [word for word in (next(words, None),) if word is not None]
