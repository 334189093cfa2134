from __future__ import annotations

from collections import Counter

import pytest

from newswatch.demo.newsroom import Fate
from newswatch.demo.story import Story, stories
from newswatch.demo.world import WORLD

PAGES = [page for newsroom in WORLD for page in newsroom.pages]


def test_every_story_is_printed() -> None:
    printed = {
        story.id for page in PAGES for story in (page.story, page.later) if story
    }
    assert printed == set(stories())


def test_main_stories_have_five_to_twelve_paragraphs() -> None:
    lengths = {
        page.story.id: len(page.story.paragraphs)
        for page in PAGES
        if page.story and page.fate is Fate.STORY
    }
    assert [each for each, length in lengths.items() if not 5 <= length <= 12] == []


def test_no_two_stories_share_a_paragraph() -> None:
    originals = [story for story in stories().values() if story.of is None]
    seen = Counter(text for story in originals for text in story.paragraphs)
    assert [text for text, count in seen.items() if count > 1] == []


@pytest.mark.parametrize("story", stories().values(), ids=lambda story: story.id)
def test_linked_words_stand_in_one_paragraph(story: Story) -> None:
    assert sum(story.linked in text for text in story.paragraphs) == 1


def test_retold_story_has_paragraphs_of_its_own_and_of_its_original() -> None:
    retold = [story for story in stories().values() if story.of]
    assert {story.of for story in retold} == {"envoys_meet", "talks_timetable"}
    for story in retold:
        original = stories()[story.of or ""].paragraphs
        shared = [text for text in story.paragraphs if text in original]
        assert 1 < len(shared) < len(story.paragraphs)
        assert story.paragraphs[0] not in original


def test_folded_lines_of_a_story_file_become_paragraphs() -> None:
    story = Story.model_validate(
        {
            "id": "short",
            "headline": "A headline",
            "summary": "",
            "authors": [],
            "section": "World",
            "tags": [],
            "topics": [],
            "linked": "line",
            "body": "\nOne line\nand a second.\n\nAnother paragraph.\n",
        }
    )
    assert story.paragraphs == ("One line and a second.", "Another paragraph.")
