"""Looking at admitted articles again: what is new in them, and telling it."""

from newswatch.again.revisits import Revisits, answer_of

__all__ = ["Revisits", "answer_of"]
