from __future__ import annotations

import pytest
import trafilatura
from builders import make_outlet
from markup import STORY, json_ld, markup, page_of, read, story

from newswatch.extract import extract_article
from newswatch.extract.body import BLOCKS
from newswatch.model import Refusal, RefusalReason, Rules

LONG_STORY = tuple(
    f"{text} That was said on day {day} of the talks."
    for day in range(4)
    for text in STORY
)
LONG = " ".join(
    f"Sentence {number} of a body that a script paints." for number in range(40)
)


def test_rules_of_the_outlet_come_first() -> None:
    outlet = make_outlet(rules=(Rules(body=".text", remove=(".ad",)),))
    text = markup(
        f"<article>{story()}</article><div class='text'>Ours."
        "<p class='ad'>Buy.</p><p>And more.</p></div>"
    )

    found = read(text, outlet=outlet)

    assert found.paragraphs == ("Ours.", "And more.")
    assert found.extractor == "rules"
    assert found.evidence["content_text"] == "selector:.text"


def test_rules_that_find_nothing_are_told_of_and_the_text_is_still_found() -> None:
    outlet = make_outlet(rules=(Rules(body=".gone", remove=(".ad",)),))
    text = markup(f"<article>{story()}<p class='ad'>{'Buy this. ' * 9}</p></article>")

    found = read(text, outlet=outlet)

    assert found.paragraphs == STORY
    assert found.warnings.count("selector-empty") == 1
    assert found.extractor == BLOCKS
    assert str(found.evidence["content_text"]).startswith("extractor:blocks")


def test_rules_hold_for_the_days_they_are_meant_for() -> None:
    rules = Rules.model_validate({"body": ".text", "valid_until": "2026-11-22"})
    text = markup(f"<article>{story()}<div class='text'>Ours.</div></article>")

    found = read(text, outlet=make_outlet(rules=(rules,)))

    assert found.paragraphs[:3] == STORY
    assert "selector-empty" not in found.warnings


def test_body_in_json_ld_wins_only_where_the_page_has_far_less() -> None:
    body = json_ld(f'{{"@type":"NewsArticle","articleBody":"{LONG}"}}')

    short = read(markup(f"{body}<h1>Head</h1><p>Please switch on scripts.</p>"))
    cut = read(
        markup(json_ld('{"@type":"NewsArticle","articleBody":"Cut."}') + story())
    )

    assert short.paragraphs == (LONG,)
    assert short.evidence["content_text"] == "json-ld:NewsArticle.articleBody"
    assert short.extractor == "json-ld"
    assert cut.paragraphs == STORY


def test_markup_in_json_ld_is_cut_into_paragraphs() -> None:
    body = r"<p>One &amp; only.</p><p>Two<br>three.</p>\nFour."

    found = read(markup(json_ld(f'{{"@type":"NewsArticle","articleBody":"{body}"}}')))

    assert found.paragraphs == ("One & only.", "Two", "three.", "Four.")


def test_sound_without_text_has_its_description() -> None:
    sound = json_ld(
        '{"@type":"PodcastEpisode","name":"A sound","description":"The lake at dawn."}'
    )

    found = read(markup(sound))

    assert found.paragraphs == ("The lake at dawn.",)
    assert found.headline == "A sound"
    assert found.evidence["content_text"] == "json-ld:PodcastEpisode.description"


def test_page_without_text_is_refused_not_filled_with_its_summary() -> None:
    text = markup(json_ld('{"@type":"NewsArticle","headline":"x","description":"y"}'))

    found = extract_article(page_of(text))

    assert found == Refusal(reason=RefusalReason.EMPTY_BODY, detail="no text was found")


def test_failure_of_trafilatura_is_no_failure_of_the_page(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    flash = (
        "<h1>Talks end</h1><article><p>The talks have ended, both say.</p></article>"
    )

    assert read(markup(flash)).paragraphs == ("The talks have ended, both say.",)
    assert [record.message for record in caplog.records] == ["trafilatura failed"]


def test_trafilatura_is_not_asked_where_the_blocks_leave_no_doubt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        pytest.fail("it was asked")

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    text = f"<h1>Talks end</h1><article>{story(LONG_STORY)}</article>"

    found = read(markup(text))

    assert found.paragraphs == LONG_STORY
    assert found.evidence["content_text"] == "extractor:blocks"


def test_stated_body_that_says_the_same_confirms_the_blocks() -> None:
    stated = json_ld(f'{{"@type":"NewsArticle","articleBody":"{" ".join(STORY)}"}}')

    found = read(markup(f"{stated}<h1>Talks end</h1><article>{story()}</article>"))

    assert found.paragraphs == STORY
    assert found.evidence["content_text"] == "extractor:blocks+json-ld"


def test_reader_comments_are_no_part_of_the_article() -> None:
    comments = "".join(
        f"<div class='comment'><p>I, reader {n}, disagree with all of it.</p></div>"
        for n in range(5)
    )
    text = markup(f"<article>{story()}</article><div id='comments'>{comments}</div>")

    assert read(text).paragraphs == STORY
