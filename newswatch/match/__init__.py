"""Topics: the query language, and which articles are on which topic.

engine = Engine([Topic(id="talks", query="title: (Putin OR Lavrov) AND talk*")])
engine.match("Lavrov arrives for talks", "…")  # → one Match with its spans
"""

from newswatch.match.engine import Engine
from newswatch.match.mistakes import QueryError
from newswatch.match.query import Query, parse_query

__all__ = ["Engine", "Query", "QueryError", "parse_query"]
