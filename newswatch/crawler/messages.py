"""What parent and crawler say to each other: one JSON object a line, on a socketpair.

parent → crawler   poll (run_id, outlet_id, started_at) · stop
crawler → parent   ready · beat · started (run_id)
                   progress (run_id, discovered, settled, emitted): news for people,
                        that may be lost
                   done (run_id, outlet_id, reached, discovered, refused,
                        outcomes, reasons, not_before, problems;
                        refused_by, carried, bytes, cut, halted, heard: may be left
                        out. The sources are in the store)
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from newswatch.errors import ExitCode
from newswatch.model import Ledger, Outcome, Poll, Standing
from newswatch.model.heard import Failure, Heard

#: seconds between two signs of life
BEAT_INTERVAL_S = 1.0
#: seconds between two pieces of news of a poll
PROGRESS_INTERVAL_S = 0.5
#: exit code of a crawler that could get no memory
OUT_OF_MEMORY = ExitCode.INTERNAL
#: no message of ours comes near it; a longer line is no message
MAX_LINE = 1 << 20

Message = dict[str, Any]


def encode(message: Message) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


async def receive(reader: asyncio.StreamReader) -> Message | None:
    """The next message; None when the other side is gone, or talks nonsense."""
    try:
        line = await reader.readline()
        message = json.loads(line) if line.endswith(b"\n") else None
    except (ConnectionError, ValueError):
        return None
    return message if isinstance(message, dict) and "op" in message else None


def poll_message(poll: Poll) -> Message:
    return {
        "op": "poll",
        "run_id": poll.run_id,
        "outlet_id": poll.outlet_id,
        "started_at": poll.started_at.isoformat(),
    }


def poll_of(message: Message) -> Poll:
    return Poll(
        run_id=message["run_id"],
        outlet_id=message["outlet_id"],
        started_at=datetime.fromisoformat(message["started_at"]),
    )


def progress_message(run_id: str, standing: Standing) -> Message:
    return {"op": "progress", "run_id": run_id, **asdict(standing)}


def standing_of(message: Message) -> Standing:
    """What a `progress` or `started` message says; what it leaves out is 0."""
    told = ((field.name, message.get(field.name)) for field in fields(Standing))
    return Standing(**{key: n for key, n in told if isinstance(n, int)})


def done_message(poll: Poll, ledger: Ledger, problems: list[str]) -> Message:
    return {
        "op": "done",
        "run_id": poll.run_id,
        "outlet_id": poll.outlet_id,
        "reached": ledger.reached,
        "discovered": ledger.discovered,
        "refused": ledger.refused,
        "outcomes": {outcome.value: n for outcome, n in ledger.outcomes.items()},
        "reasons": dict(ledger.reasons),
        "not_before": ledger.not_before and ledger.not_before.isoformat(),
        "problems": problems,
        "refused_by": dict(ledger.refused_by),
        "carried": ledger.carried,
        "bytes": ledger.size_bytes,
        "cut": ledger.is_cut,
        "halted": ledger.is_halted,
        "heard": _heard_fields(ledger.heard),
    }


def _heard_fields(heard: Heard) -> Message:
    whole_since = heard.whole_since
    return {
        "published": [at.timestamp() for at in heard.published_at],
        "undated": heard.undated,
        "scrolled": heard.scrolled,
        "whole_since": whole_since and whole_since.timestamp(),
        "fresh_s": heard.fresh_s,
        "failure": heard.failure,
    }


def _heard_of(fields: Message) -> Heard:
    whole_since, failure = fields["whole_since"], fields["failure"]
    return Heard(
        published_at=[datetime.fromtimestamp(at, UTC) for at in fields["published"]],
        undated=fields["undated"],
        scrolled=fields["scrolled"],
        whole_since=whole_since and datetime.fromtimestamp(whole_since, UTC),
        fresh_s=fields["fresh_s"],
        failure=failure and Failure(failure),
    )


def ledger_of(message: Message) -> Ledger:
    ledger = Ledger(
        reached=message["reached"],
        discovered=message["discovered"],
        refused=message["refused"],
        refused_by=Counter(message.get("refused_by", {})),
        carried=message.get("carried", 0),
        size_bytes=message.get("bytes", 0),
        is_cut=message.get("cut", False),
        is_halted=message.get("halted", False),
    )
    if heard := message.get("heard"):
        ledger.heard = _heard_of(heard)
    for name, count in message["outcomes"].items():
        ledger.outcomes[Outcome(name)] = count
    ledger.reasons.update(message["reasons"])
    if not_before := message["not_before"]:
        ledger.not_before = datetime.fromisoformat(not_before)
    return ledger
