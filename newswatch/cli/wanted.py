"""What `--topic` and `--outlet` name must be somewhere: silence is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newswatch.errors import ExitCode, OutletError, TopicError

if TYPE_CHECKING:
    from newswatch.config import Configuration


def require_known(
    configuration: Configuration, *, topic: str | None, outlet: str | None
) -> None:
    """Nothing, if files or feed know *topic* and *outlet*; None is always known.

    Raises TopicError NW201 or OutletError NW304, both as wrong use (exit 2). The feed
    counts as well: what was watched once can still be read.
    """
    from newswatch.config.messages import near_match

    if topic is not None and topic not in configuration.topics:
        seen = {
            match["topic"] for r in _records(configuration) for match in r["matches"]
        }
        if topic not in seen:
            raise TopicError(
                f'unknown topic "{topic}": no file and no record has it',
                code="NW201",
                help=near_match(topic, seen | configuration.topics.keys()),
                exit_code=ExitCode.USAGE,
            )
    if outlet is not None and outlet not in configuration.outlets:
        seen = {record["outlet"]["id"] for record in _records(configuration)}
        if outlet not in seen:
            raise OutletError(
                f'unknown outlet "{outlet}": no file and no record has it',
                code="NW304",
                help=near_match(outlet, seen | configuration.outlets.keys()),
                exit_code=ExitCode.USAGE,
            )


def _records(configuration: Configuration) -> list[dict[str, Any]]:
    from newswatch.feed.reader import FeedTail, object_of

    return [object_of(line) for line in FeedTail(configuration.feed_dir).lines()]
