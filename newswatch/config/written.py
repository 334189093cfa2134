"""TOML that newswatch writes for a person to keep: outlets and their rules.

The standard library reads TOML and does not write it. Only what an outlet's file needs
is here: texts, lists of texts, tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from newswatch.model import Outlet, Rules
from newswatch.model.outlet import RULED_FIELDS, RULED_LINKS

#: columns that a list on one line may take
_WIDTH = 88
_RULES_KEYS = (RULED_FIELDS[0], "remove", *RULED_FIELDS[1:], *RULED_LINKS)


def toml_text(text: str) -> str:
    """*text* as a TOML string, in single quotes where that spares backslashes."""
    if "'" not in text and ('"' in text or "\\" in text) and text.isprintable():
        return f"'{text}'"
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    # TOML has no code for half of a surrogate pair.
    number = 0xFFFD if 0xD800 <= ord(char) <= 0xDFFF else ord(char)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def toml_list(texts: Sequence[str]) -> str:
    """*texts* as a TOML array, one a line where they are many or long."""
    written = [toml_text(text) for text in texts]
    line = f"[{', '.join(written)}]"
    if len(line) <= _WIDTH:
        return line
    return "[\n" + "".join(f"  {text},\n" for text in written) + "]"


def toml_comments(lines: Iterable[str]) -> str:
    """*lines* as comments; what could end one early is left out."""
    shown = ("".join(c if c.isprintable() else " " for c in line) for line in lines)
    return "".join(f"# {line}".rstrip() + "\n" for line in shown)


def rules_toml(rules: Rules, *, table: str = "rules") -> str:
    """*rules* as a `[[rules]]` table."""
    lines = [f"[[{table}]]"]
    for key in _RULES_KEYS:
        selectors: tuple[str, ...] = getattr(rules, key)
        if len(selectors) == 1 and key != "remove":
            lines.append(f"{key} = {toml_text(selectors[0])}")
        elif selectors:
            lines.append(f"{key} = {toml_list(selectors)}")
    return "\n".join(lines) + "\n"


def outlet_toml(outlet: Outlet, *, inline: bool = False) -> str:
    """*outlet* as a file of its own, or as an `[[outlet]]` table of a schedule."""
    above = "outlet." if inline else ""
    blocks = ["\n".join(_outlet_lines(outlet, inline)) + "\n"]
    blocks += [
        f"[[{above}source]]\nkind = {toml_text(source.kind.value)}\n"
        f"url = {toml_text(source.url)}\n"
        for source in outlet.sources
    ]
    blocks += [rules_toml(rules, table=f"{above}rules") for rules in outlet.rules]
    return "\n".join(blocks)


def _outlet_lines(outlet: Outlet, inline: bool) -> Iterator[str]:
    if inline:
        yield "[[outlet]]"
        yield f"id = {toml_text(outlet.id)}"
    yield f"name = {toml_text(outlet.name)}"
    if outlet.homepage:
        yield f"homepage = {toml_text(outlet.homepage)}"
    if outlet.domains:
        yield f"domains = {toml_list(outlet.domains)}"
    if outlet.country:
        yield f"country = {toml_text(outlet.country)}"
    if outlet.languages:
        yield f"languages = {toml_list(outlet.languages)}"
