"""What `--topic` and `--outlet` name must be somewhere: silence is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newswatch.errors import ExitCode, NewswatchError, OutletError, TopicError

if TYPE_CHECKING:
    from newswatch.config import Configuration


def require_known(
    configuration: Configuration, *, topic: str | None, outlet: str | None
) -> None:
    """Nothing, if files or feed know *topic* and *outlet*; None is always known.

    Raises TopicError NW201 or OutletError NW304, both as wrong use (exit 2). The feed
    counts as well: what was watched once can still be read.
    """
    if topic is not None and topic not in configuration.topics:
        seen = {
            match["topic"] for r in _records(configuration) for match in r["matches"]
        }
        if topic not in seen:
            known = seen | configuration.topics.keys()
            raise _unknown(TopicError, "NW201", f'topic "{topic}"', topic, known)
    if outlet is not None and outlet not in configuration.outlets:
        seen = {record["outlet"]["id"] for record in _records(configuration)}
        if outlet not in seen:
            known = seen | configuration.outlets.keys()
            raise _unknown(OutletError, "NW304", f'outlet "{outlet}"', outlet, known)


def _unknown(
    error: type[NewswatchError], code: str, what: str, name: str, known: set[str]
) -> NewswatchError:
    from newswatch.config.messages import near_match

    return error(
        f"unknown {what}: no file and no record has it",
        code=code,
        help=near_match(name, known),
        exit_code=ExitCode.USAGE,
    )


def _records(configuration: Configuration) -> list[dict[str, Any]]:
    from newswatch.feed.reader import FeedTail

    return [record for _, record in FeedTail(configuration.feed_dir).objects()]
