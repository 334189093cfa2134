"""Looking at admitted articles again: what is new in them, and telling it."""

from newswatch.again.revisits import Revisits

__all__ = ["Revisits"]
