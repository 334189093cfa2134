"""robots.txt (RFC 9309): what may be asked, how fast, and which line forbids it.

bytes ─ lines ─▶ groups ─ rules ─▶ those for one agent ─ patterns ─▶ a verdict
"""

from newswatch.robots.lines import looks_like_markup
from newswatch.robots.rules import MAX_BYTES, Robots, Rule

__all__ = ["MAX_BYTES", "Robots", "Rule", "looks_like_markup"]
