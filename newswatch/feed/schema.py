"""The JSON Schema of a feed line, made from the model (JSON Schema 2020-12)."""

from __future__ import annotations

from typing import Any

from newswatch.model.record import SCHEMA_NAME, FeedRecord


def record_schema() -> dict[str, Any]:
    """Validates any line of the feed; further keys are allowed, as readers of 1.x
    must expect them.
    """
    schema = FeedRecord.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA_NAME.replace('/', ':')}",
        **schema,
    }
