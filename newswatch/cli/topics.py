"""`newswatch topics`: what is watched for, and what a topic makes of articles."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newswatch import clock
from newswatch.cli.app import app, shared
from newswatch.cli.terminal import count_of, result, safe
from newswatch.errors import ExitCode, TopicError, UsageError

if TYPE_CHECKING:
    from newswatch.cli.topics_compare import Comparison
    from newswatch.config import Configuration
    from newswatch.match import Document, Scorer

#: what is admitted while a command starts counts as well
_A_MOMENT = timedelta(seconds=1)
COLUMNS = ("topic", "name", "today", "7 days", "30 days", "tests")

topics_app = typer.Typer(
    name="topics",
    help="List topics, and try them on articles.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(topics_app)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line")]


@topics_app.command("list")
def list_topics(context: typer.Context, as_json: AsJson = False) -> None:
    """List topics with the articles of today (UTC), of 7 and of 30 days."""
    from newswatch.config import load
    from newswatch.store import open_lookup

    options = shared(context)
    configuration = load(options.folder)
    now = clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = [midnight, now - timedelta(days=7), now - timedelta(days=30)]
    lookup = open_lookup(configuration.options, configuration.data_dir)
    counts = {}
    if lookup is not None:
        counts = dict(lookup.topic_counts(since))
        lookup.close()
    topics = [topic for _, topic in sorted(configuration.topics.items())]
    found = [(topic, counts.get(topic.id, (0, 0, 0))) for topic in topics]
    with result():
        if as_json:
            for topic, numbers in found:
                days = dict(zip(("today", "days_7", "days_30"), numbers, strict=True))
                _print_json({"topic": topic.id, "name": topic.display_name, **days})
        else:
            rows = [
                (t.id, t.display_name, *map(str, numbers), str(len(t.tests)))
                for t, numbers in found
            ]
            options.terminal.table(COLUMNS, rows)
    if not options.quiet:
        options.terminal.tell(count_of(len(topics), "topic"))


@topics_app.command("test")
def try_topic(
    context: typer.Context,
    topic_id: Annotated[str, typer.Argument(metavar="ID", help="The topic's id")],
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="T", help="Its first line is the headline"),
    ] = None,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="F", help='Such a text; "-" reads'),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="U", help="One that was crawled"),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="30d", help="On all that were kept since then"),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="Q", help="What it would change"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a topic makes of an article, or what an edit would change.

    Prints the topic as it was understood, with all brackets; then which rules an
    article meets and what it lacks. --since compares the topic in the files with what
    was found when each article came; with --against, that query with the topic.
    """
    from newswatch.cli.topics_trial import Trial, tree_lines
    from newswatch.config import load

    options = shared(context)
    configuration = load(options.folder)
    if against is not None and since is None:
        raise UsageError(
            "--against compares over kept articles",
            code="NW512",
            help="add --since 30d",
        )
    scorer = scorer_of(configuration, topic_id)
    lines: list[str] = [*tree_lines(scorer)]
    objects: list[dict[str, Any]] = []
    for document in _documents(configuration, text, file, url):
        trial = Trial.of(scorer, document)
        lines += trial.lines()
        objects.append(trial.as_object())
    if since is not None:
        changed = _comparison(configuration, scorer, since, against)
        lines += changed.lines()
        objects.append(changed.as_object())
    with result():
        for entry in objects if as_json else ():
            _print_json(entry)
        for line in () if as_json else lines:
            sys.stdout.write(safe(line) + "\n")


def scorer_of(configuration: Configuration, topic_id: str) -> Scorer:
    from newswatch.config.messages import near_match
    from newswatch.match import Scorer

    if topic_id not in configuration.topics:
        raise TopicError(
            f'unknown topic "{topic_id}"',
            code="NW201",
            help=near_match(topic_id, configuration.topics),
            exit_code=ExitCode.USAGE,
        )
    return Scorer(configuration.topics[topic_id])


def _documents(
    configuration: Configuration, text: str | None, file: str | None, url: str | None
) -> Iterable[Document]:
    from newswatch.match import Document
    from newswatch.model.topic import headline_and_body

    if text is not None:
        yield Document(*headline_and_body(text))
    if file is not None:
        yield Document(*headline_and_body(_read(file)))
    if url is not None:
        yield _kept(configuration, url)


def _read(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read()
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"cannot read {file}: {getattr(error, 'strerror', None) or error}",
            code="NW513",
            help="a text file in UTF-8; of a page `newswatch extract` gives the text",
        ) from error


def _kept(configuration: Configuration, ref: str) -> Document:
    from newswatch.cli.why_case import case_of
    from newswatch.feed.stored import document_of, said_of
    from newswatch.store import open_lookup

    lookup = open_lookup(configuration.options, configuration.data_dir)
    article_id = stored = None
    if lookup is not None:
        try:
            article_id = case_of(ref, configuration, lookup).article_id
            stored = lookup.text(article_id) if article_id else None
        finally:
            lookup.close()
    if stored is not None:
        outlet = configuration.outlets.get(stored.outlet_id)
        return document_of(stored, said_of(stored), outlet)
    if article_id is not None:
        raise UsageError(
            f"the text of {ref} is not kept",
            code="NW517",
            help='[store] texts = "all" keeps those on no topic too; --text tries any',
        )
    raise UsageError(
        f"no article is stored of {ref}",
        code="NW517",
        help=f"newswatch why {ref} says why; newswatch extract {ref} shows the text"
        " for --file",
    )


def _comparison(
    configuration: Configuration, scorer: Scorer, since: str, against: str | None
) -> Comparison:
    from newswatch.cli.moments import moment
    from newswatch.cli.topics_compare import compare
    from newswatch.store import open_lookup

    now = clock.now()
    start = moment("--since", since, now)
    other = None if against is None else _edited(scorer, against)
    lookup = open_lookup(configuration.options, configuration.data_dir)
    if lookup is None:
        return compare((), configuration, scorer, other)
    try:
        ids = lookup.ids_between(start, now + _A_MOMENT)
        texts = (lookup.text(article_id) for article_id in ids)
        return compare(texts, configuration, scorer, other)
    finally:
        lookup.close()


def _edited(scorer: Scorer, query: str) -> Scorer:
    """The topic with one query in place of its own; its word groups stay."""
    from newswatch.match import QueryError, Scorer, parse_query, read_group
    from newswatch.match.contradictions import contradiction

    words = scorer.topic.words
    try:
        groups = {name: read_group(entries) for name, entries in words.items()}
        mistake = contradiction(parse_query(query, groups).root)
    except QueryError as error:
        mistake = error
    if mistake:
        raise TopicError(
            mistake.message,
            code=mistake.code,
            place=mistake.inside(query, "--against").place,
            help=mistake.help,
            exit_code=ExitCode.USAGE,
        )
    edited = {"query": query, "score": (), "threshold": 1.0, "low": None}
    return Scorer(scorer.topic.model_copy(update=edited))


def _print_json(entry: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(entry, ensure_ascii=False) + "\n")
