"""`newswatch schema`: what a line of the feed is."""

from __future__ import annotations

import json
import sys

from newswatch.cli.app import app
from newswatch.cli.terminal import result


@app.command()
def schema() -> None:
    """Print the JSON Schema of a feed line."""
    from newswatch.feed.schema import record_schema

    with result():
        json.dump(record_schema(), sys.stdout, indent=2)
        sys.stdout.write("\n")
