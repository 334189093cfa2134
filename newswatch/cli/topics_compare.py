"""A topic tried on all articles that are kept: what an edit gains and loses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newswatch.cli.terminal import count_of
from newswatch.cli.topics_trial import Trial, found_in
from newswatch.cli.why_topics import miss_words
from newswatch.feed.stored import document_of, said_of
from newswatch.match.clauses import shortened
from newswatch.match.nearest import near_misses

if TYPE_CHECKING:
    from newswatch.config import Configuration
    from newswatch.match import Scorer
    from newswatch.match.scoring import Met
    from newswatch.store.texts import StoredText

#: articles shown of those that an edit gains, and of those that it loses
MOST_LISTED = 10
#: rules that are given as the reason for one article
_MOST_RULES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An article that is on the topic now and was not, or the other way round."""

    id: str
    url: str
    title: str | None
    #: the rules that let it in; or what it lacks, or what counts against it
    why: tuple[str, ...]

    def lines(self, sign: str) -> Iterator[str]:
        yield f"  {sign} {self.title or '(no headline)'}  {self.url}"
        yield from (f"      {reason}" for reason in self.why)

    def as_object(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "url": self.url,
            "title": self.title,
            "why": list(self.why),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What an edit changes among the articles that were kept."""

    tried: int
    matched: int
    gained: tuple[Changed, ...]
    lost: tuple[Changed, ...]
    #: not tried: their text is not kept
    textless: int = 0
    #: tried without section, authors and tags: they came before these were kept
    factless: int = 0

    def lines(self) -> Iterator[str]:
        tried = count_of(self.tried, "kept article")
        gained, lost = len(self.gained), len(self.lost)
        yield f"{tried}: {self.matched} match, {gained} gained, {lost} lost"
        for sign, articles in (("+", self.gained), ("-", self.lost)):
            for article in articles[:MOST_LISTED]:
                yield from article.lines(sign)
            if len(articles) > MOST_LISTED:
                more = len(articles) - MOST_LISTED
                yield f"  {sign} and {more} more: --json lists all"
        if self.factless:
            yield f"{self.factless} of them tried without section, authors and tags,"
            yield "  which were not kept when they came"
        if self.textless:
            yield f"{count_of(self.textless, 'more article')} without a kept text"

    def as_object(self) -> dict[str, Any]:
        return {
            "tried": self.tried,
            "matched": self.matched,
            "gained": [each.as_object() for each in self.gained],
            "lost": [each.as_object() for each in self.lost],
            "without_text": self.textless,
            "without_facts": self.factless,
        }


def compare(
    texts: Iterable[StoredText | None],
    configuration: Configuration,
    scorer: Scorer,
    against: Scorer | None,
) -> Comparison:
    """The topic as the files have it, beside what was found when each article came.

    With *against* it is that query beside the topic of the files. None stands for an
    article whose text is not kept.
    """
    tried = matched = textless = factless = 0
    gained, lost = [], []
    for text in texts:
        if text is None:
            textless += 1
            continue
        outlet = configuration.outlets.get(text.outlet_id)
        document = document_of(text, said_of(text), outlet)
        was = scorer.topic.id in text.topics_matched
        trial = Trial.of(scorer, document)
        if against is not None:
            was, trial = trial.is_on, Trial.of(against, document)
        tried += 1
        matched += trial.is_on
        factless += text.line is None
        if trial.is_on and not was:
            gained.append(_changed(text, _for(trial)))
        elif was and not trial.is_on:
            lost.append(_changed(text, _against(trial)))
    return Comparison(
        tried=tried,
        matched=matched,
        gained=tuple(gained),
        lost=tuple(lost),
        textless=textless,
        factless=factless,
    )


def _changed(text: StoredText, why: Sequence[str]) -> Changed:
    return Changed(id=text.id, url=text.url, title=text.title, why=tuple(why))


def _for(trial: Trial) -> list[str]:
    """The rules that gave most points, each with what met it."""
    met = sorted(trial.score.met, key=lambda each: -each.points)[:_MOST_RULES]
    return [_said(each) for each in met if each.points > 0]


def _against(trial: Trial) -> list[str]:
    """What an article lacks to be on the topic, and what counts against it."""
    topic = trial.scorer.topic
    reasons = [f"{trial.score.points:g} of {topic.least:g} points"]
    reasons += [_said(met) for met in trial.score.met if met.points < 0]
    near = near_misses(trial.scorer, trial.document)[: _MOST_RULES - 1]
    return reasons + [miss_words(miss) for each in near for miss in each.misses]


def _said(met: Met) -> str:
    """`+3  title: @russia AND @usa  (@russia: Lavrov in title, …)`."""
    found = ", ".join(found_in(met))
    rule = f"{met.points:+g}  {shortened(met.rule.stated.when)}"
    return f"{rule}  ({found})" if found else rule
