"""The nouns: frozen types without I/O or clock. Which word means what
stands in docs/architecture.md.
"""

from newswatch.model.article import (
    Article,
    Author,
    LiveBlog,
    LivePost,
    Precision,
    Refusal,
    RefusalReason,
)
from newswatch.model.caution import Caution
from newswatch.model.furniture import NO_FURNITURE, Furniture, PageBlocks, Removed
from newswatch.model.matching import ClauseMet, Confidence, Hit, Match, RuleMet
from newswatch.model.options import Options
from newswatch.model.outlet import Outlet, Rules, Source, SourceKind
from newswatch.model.page import FetchedPage, Link, Via
from newswatch.model.paging import Turn
from newswatch.model.poll import (
    LOOKED_AT,
    UNBALANCED,
    Ledger,
    Outcome,
    Poll,
    SourceOutcome,
    SourceReport,
    Standing,
)
from newswatch.model.reading import Fingerprint, LiveReading, PostReading, Reading
from newswatch.model.topic import ScoreRule, Topic, TopicTest
from newswatch.model.watch import Cadence, Watch

__all__ = [
    "LOOKED_AT",
    "NO_FURNITURE",
    "UNBALANCED",
    "Article",
    "Author",
    "Cadence",
    "Caution",
    "ClauseMet",
    "Confidence",
    "FetchedPage",
    "Fingerprint",
    "Furniture",
    "Hit",
    "Ledger",
    "Link",
    "LiveBlog",
    "LivePost",
    "LiveReading",
    "Match",
    "Options",
    "Outcome",
    "Outlet",
    "PageBlocks",
    "Poll",
    "PostReading",
    "Precision",
    "Reading",
    "Refusal",
    "RefusalReason",
    "Removed",
    "RuleMet",
    "Rules",
    "ScoreRule",
    "Source",
    "SourceKind",
    "SourceOutcome",
    "SourceReport",
    "Standing",
    "Topic",
    "TopicTest",
    "Turn",
    "Via",
    "Watch",
]
