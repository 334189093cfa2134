from __future__ import annotations

import json

import pytest
from markup import STORY, markup, page_of, read, story

from newswatch.extract import extract_article
from newswatch.extract.dom import parse
from newswatch.extract.scripts import paragraphs_in_scripts
from newswatch.model import Refusal

HTML = {"article": {"title": "Talks end", "contentHtml": story()}, "menu": ["News"]}
PIECES = {
    "elements": [{"type": "text", "content": text} for text in STORY],
    "related": [
        {"title": "Other", "summary": f"{text} Elsewhere. " * 9} for text in STORY
    ],
}


def state(value: object) -> str:
    # "</" would end the script.
    return json.dumps(value).replace("</", "<\\/")


@pytest.mark.parametrize(
    "script",
    [
        f"<script type='application/json'>{state(HTML)}</script>",
        f"<script>window.__STATE__ = {state(HTML)};</script>",
        f"<script>self.push([1,{state('5:' + json.dumps(HTML))}])</script>",
        f"<script>Fusion.content={state(PIECES)};Fusion.x=1</script>",
    ],
    ids=["json", "assignment", "json-in-string", "pieces"],
)
def test_body_that_stands_only_in_a_script_is_found(script: str) -> None:
    found = read(markup(f"<h1>Talks end</h1><div id='app'></div>{script}"))

    assert found.paragraphs == STORY
    assert found.evidence["content_text"] == "extractor:script"


def test_scripts_are_not_asked_where_the_page_shows_its_text() -> None:
    shown = tuple(f"{text} Shown." for text in STORY)
    script = f"<script>x = {state(HTML)}</script>"

    assert (
        read(markup(f"<article>{story(shown)}</article>{script}")).paragraphs == shown
    )


def test_scripts_without_running_text_give_none() -> None:
    labels = state({"text": "Accept all", "content": "x" * 300 + "{}", "n": 1})

    found = extract_article(page_of(markup(f"<script>x = {labels}</script>")))

    assert isinstance(found, Refusal)


@pytest.mark.parametrize(
    "script",
    [
        '"content":"' * 20_000,
        '"content":"' + "\\" * 100_001,
        '"' * 100_001,
        '\\"a\\":\\"',
    ],
)
def test_broken_script_gives_nothing(script: str) -> None:
    root = parse(markup(f"<script>{script}</script>"))

    assert root is not None
    assert paragraphs_in_scripts(root) == ()
