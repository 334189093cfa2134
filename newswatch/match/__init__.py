"""Topics: the query language, points, and which articles are on which topic.

matcher = Matcher([Topic(id="talks", query="title: (Putin OR Lavrov) AND talk*")])
matcher.match("Lavrov arrives for talks", "…")  # → one Match with its spans

`Engine` does the same for plain queries, without points.
"""

from newswatch.match.document import Document
from newswatch.match.engine import Engine, reloaded
from newswatch.match.evaluate import Evidence, Lack, Miss, evaluate, explain_miss
from newswatch.match.groups import read_group
from newswatch.match.matcher import Matcher
from newswatch.match.mistakes import QueryError
from newswatch.match.query import Query, parse_query
from newswatch.match.scoring import Scorer

__all__ = [
    "Document",
    "Engine",
    "Evidence",
    "Lack",
    "Matcher",
    "Miss",
    "Query",
    "QueryError",
    "Scorer",
    "evaluate",
    "explain_miss",
    "parse_query",
    "read_group",
    "reloaded",
]
