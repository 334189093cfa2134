"""Wrong use of the command line, told in the form of every other error.

Typer words its errors by itself, and otherwise from version to version; here they are
told from what was typed and what there is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import typer
from typer.exceptions import TyperException

from newswatch.errors import ExitCode, UsageError

UNKNOWN_COMMAND, UNKNOWN_OPTION, MISSING, BAD_VALUE, TOO_MANY = (
    *("NW510", "NW511", "NW512", "NW513", "NW514"),
)
#: what typer says of a value → what was expected
_EXPECTED = (
    (r"valid integer", "a whole number"),
    (r"valid number", "a number"),
    (r"greater than or equal to (\S+)", "at least {}"),
    (r"less than or equal to (\S+)", "at most {}"),
    (r"is not one of (.+?)\.?$", "one of {}"),
)


def run(
    app: typer.Typer, arguments: Sequence[str] | None = None, *, obj: object = None
) -> int:
    """Run a command line to its end; its exit code. *obj* is the context's object.

    Raises UsageError for a wrong one, and whatever the command itself raises.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = typer.main.get_command(app)
    try:
        code = command.main(
            words, prog_name="newswatch", standalone_mode=False, obj=obj
        )
    except typer.Abort:
        return ExitCode.INTERRUPTED
    except TyperException as error:
        # A group of commands alone: the help is what a person wants then.
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(str(error), err=True)
            return ExitCode.USAGE
        raise explained(error, words) from None
    return code if isinstance(code, int) else ExitCode.OK


def explained(error: Any, words: Sequence[str]) -> UsageError:
    """What typer found wrong with *words*, and one thing to do about it."""
    context = getattr(error, "ctx", None)
    message = str(getattr(error, "message", "") or error)
    parameter = getattr(error, "param", None)
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _unknown_option(error.option_name, context)
    if found := re.match(r"No such command '(.*?)'", message, re.DOTALL):
        known = _visible_commands(context)
        return UsageError(
            f'unknown command "{found[1]}"',
            code=UNKNOWN_COMMAND,
            help=_near(found[1], known, "newswatch --help lists them"),
        )
    if kind == "BadOptionUsage":
        return _bad_option(error.option_name, message, context)
    if kind == "MissingParameter" or message == "Missing command.":
        name = _shown_name(parameter) if parameter else "a command"
        return UsageError(f"{name} is missing", code=MISSING, help=_usage_of(context))
    if "unexpected extra argument" in message:
        extra = message.partition(" (")[2].removesuffix(")")
        return UsageError(
            f"more was given than this command takes: {extra}",
            code=TOO_MANY,
            help=_usage_of(context),
        )
    name = getattr(error, "param_hint", None) or _shown_name(parameter)
    return UsageError(
        f"{name}: {_reason(message, _typed(words, parameter))}" if name else message,
        code=BAD_VALUE,
        help=_usage_of(context) if context else "newswatch COMMAND --help says more",
    )


def _unknown_option(name: str, context: Any) -> UsageError:
    """Typed with a value (`--sinc=2h`) or without."""
    name = name.partition("=")[0]
    here = _options_of(context.command) if context else {}
    if context and context.parent:
        here |= _options_of(context.parent.command)
    advice = _near(name, here, _usage_of(context))
    return UsageError(f"unknown option {name}", code=UNKNOWN_OPTION, help=advice)


def _bad_option(name: str, message: str, context: Any) -> UsageError:
    if "does not take a value" in message:
        return UsageError(
            f"{name} takes no value", code=BAD_VALUE, help=f"write {name} alone"
        )
    return UsageError(
        f"{name} lacks its value",
        code=MISSING,
        help=_usage_of(context) if context else f"write {name} and a value after it",
    )


def _reason(message: str, typed: str) -> str:
    for pattern, expected in _EXPECTED:
        if found := re.search(pattern, message):
            bounds = found[1].replace("'", '"') if found.groups() else ""
            return f"expected {expected.format(bounds)}{typed}"
    return message


def _typed(words: Sequence[str], parameter: Any) -> str:
    """`, got "…"`: typer's own sentences do not always say what was typed."""
    names = {*getattr(parameter, "opts", ())}
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name in names:
            return f', got "{value if equals else following}"'
    return ""


def _shown_name(parameter: Any) -> str:
    if parameter is None:
        return ""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(max(parameter.opts, key=len))


def _options_of(command: Any) -> dict[str, Any]:
    return {
        name: parameter
        for parameter in command.params
        if parameter.param_type_name == "option" and not parameter.hidden
        for name in parameter.opts
    }


def _visible_commands(context: Any) -> list[str]:
    commands = getattr(context.command, "commands", {}) if context else {}
    return sorted(name for name, command in commands.items() if not command.hidden)


def _near(word: str, known: Iterable[str], otherwise: str) -> str:
    if near := get_close_matches(word, list(known), n=1, cutoff=0.6):
        return f"did you mean {near[0]}?"
    return otherwise


def _usage_of(context: Any) -> str:
    if context is None:
        return "newswatch --help lists the commands"
    return f"{context.command_path} --help says what it takes"
