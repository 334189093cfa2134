"""Text from elsewhere, made fit for a terminal: one line that nothing will obey.

Headlines, addresses, file names and messages of other programs all pass through here.
What goes: controls (escape sequences begin with one, on either side of U+0080), marks
that reorder text, characters that show nothing, and accents piled up until they cover
the lines above. What stays is what a person would see.
"""

from __future__ import annotations

import re
import unicodedata

#: marks on one letter; Vietnamese needs two, pointed Hebrew three
MOST_MARKS = 4
# Unicode's Default_Ignorable_Code_Point, without those of category Cf: fillers,
# variation selectors, vowels that are not drawn. Two texts that differ in them only
# would look the same, and terminals disagree about their width.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0"
    "\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)


def safe(text: str) -> str:
    """*text* on one line, without anything that a terminal would obey."""
    if text.isascii() and text.isprintable():
        return text
    text = "".join(_shown(c) for c in _INVISIBLE.sub("", text))
    return text if text.isascii() else _with_few_marks(text)


def safe_lines(text: str) -> str:
    """The same for each line of *text*; its line ends stay."""
    return "\n".join(safe(line) for line in text.split("\n"))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    # Cc: controls. Cf: bidi marks, joiners. Zl, Zp, Zs: odd spaces and line ends.
    category = unicodedata.category(character)
    if category in ("Cf", "Cs", "Cn", "Co"):
        return ""
    return " "


def _with_few_marks(text: str) -> str:
    kept = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
