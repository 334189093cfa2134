"""Imported by the server that lanes are forked from, and by nobody else.

What is loaded here every lane has from its birth, in memory that they share: a lane
that died is back at once, and no page pays for a model or for ten thousand topics in
time.
"""

from __future__ import annotations

import os

from newswatch.crawler import kept_topics
from newswatch.extract.language import installed_detector

# A lane reads one page at a time, and threads do not live through a fork.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
installed_detector()
kept_topics.inherit()
