"""Topics: the query language, points, and which articles are on which topic.

engine = Engine([Topic(id="talks", query="title: (Putin OR Lavrov) AND talk*")])
engine.match("Lavrov arrives for talks", "…")  # → one Match with its spans
"""

from newswatch.match.document import Document
from newswatch.match.engine import Engine
from newswatch.match.evaluate import Evidence, Lack, Miss, evaluate, explain_miss
from newswatch.match.groups import read_group
from newswatch.match.mistakes import QueryError
from newswatch.match.query import Query, parse_query
from newswatch.match.scoring import Scorer

__all__ = [
    "Document",
    "Engine",
    "Evidence",
    "Lack",
    "Miss",
    "Query",
    "QueryError",
    "Scorer",
    "evaluate",
    "explain_miss",
    "parse_query",
    "read_group",
]
