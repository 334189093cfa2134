"""An appeal amid every article of one site: what is left of it, page by page.

    python benchmarks/furniture.py [--quick] [--corpus DIR]

Forty texts are set in the pages of one invented site, in one template. Five sentences
of an appeal are put at a random place in each body, without any class; from page 30 on
their wording is another. newswatch reads the pages in order through lane, store and
admission, as a crawl does; trafilatura reads each by itself.

Beside it, real articles of outlets that the labelled documents hold fifteen or more of,
in the order of their dates: how many lose something, and every wording that is cut, for
a person to judge. Nothing of the story should be among them. `ended` says how many of
them would lose more if an appeal of five sentences had stood on every article but the
newest two, three, four: what then is new and repeated is the stories' own.

Remaining: appeal sentences in the text, of those on the page. Lost: sentences of the
story that the same reader has from the same page without the appeal, and not with it.
Some of the story's sentences are repeated on purpose (follow-ups with one quotation, a
sentence that every newsroom uses): they count as the story's.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from newswatch.clean import (
    blocks_of,
    clean_line,
    clean_paragraphs,
    furniture_among,
    without_furniture,
)
from newswatch.clean.boilerplate import WINDOW
from newswatch.clean.sentences import sentences
from newswatch.crawler.lane import ReadPage, read_page
from newswatch.dedup.classify import classify
from newswatch.dedup.identity import addresses_of
from newswatch.match import Engine
from newswatch.model import Article, FetchedPage, Link, Outlet, PageBlocks, Removed, Via
from newswatch.model.revision import Candidate
from newswatch.store.sqlite import SqliteStore

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
PAGES, LEARNED, CHANGED = 40, 20, 30
#: articles after a change until three of them have taught the new wording
RELEARNED = CHANGED + 3
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEFORE = (
    "A message to everyone who reads the Lantern from its editors.",
    "Our newsroom has been declared an unwanted guest in the country it reports on.",
    "That puts the people who talk to our reporters at risk of prosecution.",
    "We need readers like you to keep this work free for everybody.",
    "Give a little each month and help us to go on.",
)
#: two sentences edited, three as before
EDITED = (
    *BEFORE[:2],
    "That puts everyone who speaks with our reporters in danger of a trial.",
    BEFORE[3],
    "Give a little before the end of the year and help us to go on.",
)
#: nothing as before
ANEW = (
    "The Lantern turns twenty this winter and has no owner but its readers.",
    "Last week a court blocked our pages in three more regions.",
    "You can still reach them, and so can those who need them most.",
    "It takes less than two minutes to stand by us with a gift.",
    "Choose your amount below and keep the light burning.",
)
QUOTE = (
    "“We will sign nothing that our people have not read,” the minister said on Monday."
)
COMMONPLACE = "The company did not immediately respond to a request for comment."
#: pages of one story, on which the quotation stands, and of the commonplace
FOLLOW_UPS, COMMON = (4, 9, 10, 17, 24, 35), (2, 7, 12, 21, 28, 36)
#: sources of the labelled documents that are no outlet: a mixture, and made-up pairs
NO_OUTLETS = ("mh2500", "syn")
OUTLET = Outlet(id="lantern", name="The Lantern", domains=("lantern.example",))

Read = Callable[[int, str], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Story:
    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Score:
    page: int
    remaining: float
    lost: int


def main() -> int:
    arguments = _arguments()
    manifest = arguments.corpus / "pages.jsonl"
    if not manifest.exists():
        print(f"{manifest} is not here: name the folder with --corpus", file=sys.stderr)
        return 2
    stories = _stories(manifest)
    forms = list(FORMS)[:1] if arguments.quick else list(FORMS)
    figures = {}
    print(f"{'form':<12} {'change':<8} {'reader':<22} {HEADS}")
    for form in forms:
        for change, after in (("edited", EDITED), ("anew", ANEW)):
            for name, reader in READERS.items():
                scores = _scores(stories, FORMS[form], after, reader)
                figures[f"{form}/{change}/{name}"] = summary = _summary(scores)
                cells = " ".join(f"{cell:>9}" for cell in summary.values())
                print(f"{form:<12} {change:<8} {name:<22} {cells}")
    real = _real_articles(arguments.corpus / "labelled" / "dedup_docs.jsonl")
    per_page_ms = _cost(stories)
    print(f"\nreal articles: {real}\nCPU ms: {per_page_ms}")
    print(
        json.dumps(
            {
                "pages": len(stories),
                "results": figures,
                "real": real,
                "ms": per_page_ms,
            }
        )
    )
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one form of the appeal")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    return parser.parse_args()


def _stories(manifest: Path) -> list[Story]:
    pages = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    found = []
    for page in pages:
        paragraphs = [clean_line(p) for p in page["gold"].get("body", "").split("\n")]
        paragraphs = [p for p in paragraphs if len(p) > 60][:12]
        title = page["gold"].get("title")
        if page.get("lang") == "en" and title and len(paragraphs) >= 6:
            found.append(Story(headline=title, paragraphs=tuple(paragraphs)))
        if len(found) == PAGES:
            break
    return [_seasoned(number, story) for number, story in enumerate(found, 1)]


def _seasoned(number: int, story: Story) -> Story:
    """*story* with what is rightly repeated."""
    paragraphs = list(story.paragraphs)
    headline = story.headline
    if number in FOLLOW_UPS:
        paragraphs.insert(2, QUOTE)
        headline = f"Harbour treaty talks: {headline}"
    if number in COMMON:
        paragraphs[1] = f"{paragraphs[1]} {COMMONPLACE}"
    return Story(headline=headline, paragraphs=tuple(paragraphs))


def _own_paragraphs(body: Sequence[str], place: int, appeal: Sequence[str]) -> str:
    return _in_order([*body[:place], *appeal, *body[place:]])


def _box(body: Sequence[str], place: int, appeal: Sequence[str]) -> str:
    box = f"<div><p>{' '.join(appeal)}</p></div>" if appeal else ""
    return _in_order(body[:place]) + box + _in_order(body[place:])


def _glued(body: Sequence[str], place: int, appeal: Sequence[str]) -> str:
    glued = " ".join([body[place], *appeal])
    return _in_order([*body[:place], glued, *body[place + 1 :]])


def _in_order(texts: Sequence[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


FORMS = {"paragraphs": _own_paragraphs, "box": _box, "glued": _glued}


def _page(story: Story, body: str) -> str:
    return (
        f"<!doctype html><html lang='en'><head><title>{story.headline}</title></head>"
        "<body><header><nav><a href='/'>Home</a></nav></header><main><article>"
        f"<h1>{story.headline}</h1>{body}</article></main></body></html>"
    )


def _scores(
    stories: Sequence[Story],
    form: Callable[[Sequence[str], int, Sequence[str]], str],
    after: Sequence[str],
    reader: Callable[[], Read],
) -> list[Score]:
    chance = random.Random(4)
    with_appeal, without = reader(), reader()
    scores = []
    for number, story in enumerate(stories, 1):
        appeal = BEFORE if number < CHANGED else after
        body = list(story.paragraphs)
        place = chance.randrange(1, len(body))
        text = " ".join(with_appeal(number, _page(story, form(body, place, appeal))))
        plain = " ".join(without(number, _page(story, form(body, place, ()))))
        told = [s for p in story.paragraphs for s in sentences(p)]
        scores.append(
            Score(
                page=number,
                remaining=sum(_has(text, s) for s in appeal) / len(appeal),
                lost=sum(_has(plain, s) and not _has(text, s) for s in told),
            )
        )
    return scores


def _has(text: str, sentence: str) -> bool:
    return _bare(sentence) in _bare(text)


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


SPANS = {
    "1-3": (1, 3), "4-20": (4, LEARNED), "21-29": (LEARNED + 1, CHANGED - 1),
    "30-32": (CHANGED, RELEARNED - 1), "33-40": (RELEARNED, PAGES),
}  # fmt: skip
HEADS = " ".join(f"{head:>9}" for head in (*SPANS, "lost"))


def _summary(scores: Sequence[Score]) -> dict[str, float | int]:
    """Share of the appeal that remains on the pages of each span; sentences lost."""
    shares = {
        name: round(
            statistics.mean(s.remaining for s in scores if first <= s.page <= last), 3
        )
        for name, (first, last) in SPANS.items()
    }
    return {**shares, "lost": sum(score.lost for score in scores)}


def _newswatch() -> Read:
    store = SqliteStore(":memory:")
    return partial(_read_and_admit, store, Engine(()))


def _read_and_admit(
    store: SqliteStore, engine: Engine, number: int, html: str
) -> Sequence[str]:
    url = f"https://lantern.example/{number}"
    page = FetchedPage(
        requested_url=url, url=url, status=200, body=html.encode(),
        fetched_at=NOON + timedelta(minutes=number), content_type="text/html",
    )  # fmt: skip
    link = Link(url=url, via=Via.LINK)
    work = ReadPage(
        page=page, outlet=OUTLET, link=link, topic_ids=frozenset(),
        furniture=store.furniture(OUTLET.id, b"", page.fetched_at),
    )  # fmt: skip
    reading = read_page(work, engine)
    article, print_ = reading.result, reading.fingerprint
    if not isinstance(article, Article) or print_ is None:
        return ()
    candidate = Candidate(
        outlet_id=OUTLET.id, addresses=addresses_of(page, article, link, OUTLET),
        article=article, fingerprint=print_, matches=(), observed_at=page.fetched_at,
        blocks=reading.blocks, removed=reading.removed,
    )  # fmt: skip
    store.admit(candidate, None, partial(classify, drop_copies=False), lambda *_: b"\n")
    return article.paragraphs


def _trafilatura(*, precision: bool) -> Read:
    import trafilatura

    def read(_: int, html: str) -> Sequence[str]:
        text = trafilatura.extract(html, favor_precision=precision)
        return (text or "").splitlines()

    return read


READERS: dict[str, Callable[[], Read]] = {
    "newswatch": _newswatch,
    "trafilatura": partial(_trafilatura, precision=False),
    "trafilatura precision": partial(_trafilatura, precision=True),
}


def _real_articles(path: Path) -> dict[str, int]:
    """What is cut from the articles of each outlet in *path*, printed as it is."""
    if not path.exists():
        return {}
    texts = path.read_text("utf-8").splitlines()
    by_outlet: dict[str, list[dict[str, str]]] = {}
    for document in map(json.loads, texts):
        by_outlet.setdefault(document["source"], []).append(document)
    figures = Counter(outlets=0, articles=0, cut_articles=0, cut_sentences=0, ended=0)
    wordings: Counter[tuple[str, str]] = Counter()
    for outlet, documents in by_outlet.items():
        if len(documents) < 15 or outlet in NO_OUTLETS:
            continue
        figures["outlets"] += 1
        figures["ended"] += sum(_lose_when_an_appeal_ends(documents))
        for removed in _cut_in_turn(documents):
            figures["articles"] += 1
            figures["cut_articles"] += bool(removed)
            figures["cut_sentences"] += len(removed)
            wordings.update((outlet, each.text) for each in removed)
    print()
    for (outlet, text), count in sorted(
        wordings.items(), key=lambda e: (e[0][0], -e[1])
    ):
        print(f"{count:>5}  {outlet[:20]:<20} {text[:90]}")
    return {**figures, "wordings": len(wordings)}


def _cut_in_turn(documents: list[dict[str, str]]) -> Iterator[Sequence[Removed]]:
    known: list[PageBlocks] = []
    for document in sorted(documents, key=lambda d: (d["date"] or "", d["id"])):
        paragraphs = clean_paragraphs(document["text"].split("\n"))
        article = Article(headline=document["title"], paragraphs=paragraphs)
        yield without_furniture(article, furniture_among(known))[1]
        known = [blocks_of(article, NOON), *known][:WINDOW]


def _lose_when_an_appeal_ends(documents: list[dict[str, str]]) -> Iterator[bool]:
    """Whether each article loses more where an appeal ended just before it."""
    appeal = frozenset(range(len(BEFORE)))
    known: list[PageBlocks] = []
    for document in sorted(documents, key=lambda d: (d["date"] or "", d["id"])):
        paragraphs = clean_paragraphs(document["text"].split("\n"))
        article = Article(headline=document["title"], paragraphs=paragraphs)
        usual = len(without_furniture(article, furniture_among(known))[1])
        yield any(
            len(without_furniture(article, furniture_among(ended))[1]) > usual
            for since in (2, 3, 4)
            for ended in [
                [
                    *known[:since],
                    *(replace(p, blocks=p.blocks | appeal) for p in known[since:]),
                ]
            ]
        )
        known = [blocks_of(article, NOON), *known][:WINDOW]


def _cost(stories: Sequence[Story]) -> dict[str, float]:
    """CPU of what furniture adds to a page, with a full window of other articles."""
    articles = [
        Article(headline=s.headline, paragraphs=(*s.paragraphs, *BEFORE))
        for s in stories
    ]
    began = time.process_time()
    pages = [blocks_of(article, NOON) for article in articles]
    hashing = time.process_time() - began
    window = [
        type(page)(
            seen_at=page.seen_at,
            blocks=frozenset(block ^ n if n else block for block in page.blocks),
            subject=page.subject,
        )
        for n in range(WINDOW // len(pages))
        for page in pages
    ]
    began = time.process_time()
    known = furniture_among(window)
    counting = time.process_time() - began
    began = time.process_time()
    for article in articles:
        without_furniture(article, known)
    cutting = time.process_time() - began
    return {
        "hash": round(1000 * hashing / len(articles), 2),
        "count": round(1000 * counting, 2),
        "cut": round(1000 * cutting / len(articles), 2),
    }


if __name__ == "__main__":
    sys.exit(main())
