"""What parent and crawler say to each other: one JSON object a line, on a socketpair.

parent → crawler   poll (run_id, outlet_id, started_at) · stop
crawler → parent   ready · beat · started (run_id)
                   progress (run_id, discovered, settled, emitted): news for people,
                        that may be lost
                   done (run_id, outlet_id, reached, discovered, refused,
                        outcomes, reasons, not_before, problems;
                        refused_by, carried, bytes, cut, halted: may be left out. The
                        sources are in the store)
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from newswatch.model import Ledger, Outcome, Poll, Standing

#: seconds between two signs of life
BEAT_INTERVAL_S = 1.0
#: seconds between two pieces of news of a poll
PROGRESS_INTERVAL_S = 0.5
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
    }


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
    for name, count in message["outcomes"].items():
        ledger.outcomes[Outcome(name)] = count
    ledger.reasons.update(message["reasons"])
    if not_before := message["not_before"]:
        ledger.not_before = datetime.fromisoformat(not_before)
    return ledger
