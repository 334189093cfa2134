"""Page objects: code that mends the pages of one outlet before they are read."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import make_outlet
from markup import STORY, markup, page_of

from newswatch import pages
from newswatch.crawler.lane import ReadPage, read_page
from newswatch.match import Engine
from newswatch.model import Article, Outlet, Rules
from newswatch.pages import mended

DOCS = Path(__file__).parents[3] / "docs" / "rules.md"

Write = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Puts a page object beside those of the package."""
    monkeypatch.setattr(pages, "__path__", [*pages.__path__, str(tmp_path)])
    pages._mend_of.cache_clear()

    def write(outlet_id: str, code: str) -> None:
        (tmp_path / f"{outlet_id}.py").write_text(code, "utf-8")

    yield write
    pages._mend_of.cache_clear()
    for name in [n for n in sys.modules if n.startswith("newswatch.pages.")]:
        del sys.modules[name]


def example() -> str:
    """The page object that docs/rules.md shows."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.S)
    return str(code)


def outlet(outlet_id: str) -> Outlet:
    return make_outlet(outlet_id, rules=(Rules.model_validate({"body": "#state"}),))


@pytest.mark.parametrize("outlet_id", ["herald", "__init__", "_x", "a" * 64])
def test_outlet_without_a_page_object_keeps_its_pages(outlet_id: str) -> None:
    page = page_of("x")

    assert mended(page, outlet_id) is page


def test_example_of_the_documentation_reads_a_text_out_of_a_script(
    write: Write,
) -> None:
    write("post", example())
    told = "".join(f"<p>{text}</p>" for text in STORY)
    state = f'<script>window.STATE = {{"story": "{told}"}};</script>'
    page = page_of(markup(f"<h1>Talks end</h1>{state}"))

    work = ReadPage(page=page, outlet=outlet("post"), link=None, topic_ids=frozenset())
    found = read_page(work, Engine(())).result

    assert isinstance(found, Article)
    assert found.paragraphs == STORY
    assert found.evidence["content_text"] == "selector:#state"


def test_page_without_what_is_to_be_mended_is_left_alone(write: Write) -> None:
    write("post", example())
    page = page_of(markup("<h1>Talks end</h1>"))

    assert mended(page, "post") is page


def test_page_object_that_fails_costs_its_mending_only(
    write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    write("post", "def mend(page):\n    raise KeyError('story')\n")
    page = page_of("x")

    assert mended(page, "post") is page
    assert caplog.messages == ["page object failed"]


def test_every_page_object_belongs_to_an_outlet_of_the_catalogue() -> None:
    package = Path(pages.__file__).parent
    catalogue = {path.stem for path in (package.parent / "outlets").glob("*.toml")}

    assert {path.stem for path in package.glob("*.py")} - {"__init__"} <= catalogue
