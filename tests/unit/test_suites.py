"""The runner of third-party cases: every kind judged, nothing passed over."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "suites.py"
RSS = (
    b'<rss version="2.0"><channel><title>T</title><item><title>A &amp;amp; B</title>'
    b"<link>/a</link><pubDate>Mon, 23 Nov 2026 11:05:06 GMT</pubDate></item>"
    b"</channel></rss>"
)
SITEMAP = b"<urlset><url><loc>https://news.example/a</loc></url></urlset>"
ROBOTS = "User-agent: *\nDisallow: /private"
KOI8 = b"<meta charset=koi8-r>"
TAGGED = [{"status": 200, "headers": {"ETag": '"v1"'}}]
DATED = [{"response_headers": [["Last-Modified", -60], ["Date", 0]]}]
SECRET = [{"response_headers": [["ETag", "x"], ["Cache-Control", "no-store"]]}]


def case(kind: str, given: str | bytes, *expect: Any, **context: Any) -> dict[str, Any]:
    body = (
        {"input": given}
        if isinstance(given, str)
        else {"input_base64": base64.b64encode(given).decode()}
    )
    expected = [{"op": op, "path": path, "value": value} for op, path, value in expect]
    return {
        "id": f"{kind}/invented",
        "kind": kind,
        "context": context,
        "expect": expected,
        **body,
    }


def item(key: str) -> list[str | int]:
    return ["entries", 0, key]


AT = "2026-11-23T12:05:06+01:00"
WEB = "https://news.example/"
TRACKED = WEB + "a?utm_source=x"
#: each must pass
RIGHT = [
    case(
        "feed",
        RSS,
        ("eq", ["feed", "title"], "T"),
        ("text", item("title"), "A & B"),
        ("url", item("url"), WEB + "a/"),
        ("instant", item("published"), AT),
        ("count", ["entries"], 1),
        ("absent", item("summary"), True),
        url=WEB,
    ),
    case("feed_robust", b"\x00\x01", ("no_crash", [], True), ("reject", [], True)),
    case("sitemap", SITEMAP, ("list", ["locs"], [WEB + "a"])),
    case("sitemap_robots", "Sitemap: /s.xml", ("has", ["locs"], WEB + "s.xml")),
    case("robots", ROBOTS, ("eq", ["allowed"], False), agent="x", url=WEB + "private"),
    case("url_parse", "/b", ("eq", ["url"], WEB + "b"), base=WEB),
    case("url_parse", "http://[", ("reject", ["url"], True)),
    case("url_canon", TRACKED, ("same_resource", ["url"], WEB + "a")),
    case("url_track", TRACKED, ("same_as", ["url"], WEB + "a")),
    case("url_distinct", WEB + "a", ("differs", ["url"], WEB + "b")),
    case("date", "26-11-23", ("instant", ["date"], "2026-11-23T00:00:00Z")),
    case("date", "soon", ("reject", ["date"], True)),
    case("html_encoding", KOI8, ("encoding", ["encoding"], "KOI8-R")),
    case("ssrf_address", "10.0.0.1", ("eq", ["blocked"], True)),
    case("html_render", "<p>a\x1b[31m</p>", ("inert", ["cli"], True)),
    case(
        "text",
        "a\u2028\x1b[2J\u202eb",
        ("no_control", ["cli"], True),
        ("one_line", ["log"], True),
        ("round_trip_one_line", ["jsonl"], True),
    ),
    case("http_conditional", "", ("revalidate", [], True), requests=TAGGED),
    case("http_conditional", "", ("eq", ["conditional"], True), requests=DATED),
    case("http_conditional", "", ("must_not_reuse", [], True), requests=SECRET),
    case("http_conditional", "", ("eq", ["conditional"], False), requests=SECRET),
]
#: each must fail: what is expected is not so
WRONG = [
    case("feed", RSS, ("text", item("title"), "C")),
    case("feed", RSS, ("reject", [], True)),
    case("feed", RSS, ("instant", item("published"), "2026-11-23T11:05:07Z")),
    case("feed", RSS, ("eq", ["entries", 7, "title"], None)),
    case("feed_robust", b"", ("count", ["entries"], 0)),
    case("sitemap", SITEMAP, ("list", ["locs"], [])),
    case("sitemap_robots", "Sitemap: /s.xml", ("has", ["locs"], WEB)),
    case("robots", ROBOTS, ("eq", ["allowed"], True), agent="x", url=WEB + "private"),
    case("url_parse", WEB, ("reject", ["url"], True)),
    case("url_canon", WEB + "a", ("same_resource", ["url"], WEB + "b")),
    case("url_track", WEB + "a?id=1", ("same_as", ["url"], WEB + "a")),
    case("url_distinct", TRACKED, ("differs", ["url"], WEB + "a")),
    case("date", "2026-11-23", ("reject", ["date"], True)),
    case("html_encoding", KOI8, ("encoding", ["encoding"], "utf-8")),
    case("ssrf_address", "10.0.0.1", ("eq", ["blocked"], False)),
    case("html_render", "<p>a</p>", ("contains", ["cli"], "b")),
    case("text", "a", ("contains", ["cli"], "b")),
    case("http_conditional", "", ("eq", ["conditional"], False), requests=TAGGED),
    case("http_conditional", "", ("must_revalidate", [], True), requests=SECRET),
    case("date", "2026-11-23", ("count", ["date"], "many")),
]


def run(folder: Path, lines: list[object], *options: str) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    written = [
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=True)
        for line in lines
    ]
    (folder / "cases.jsonl").write_text("\n".join(written), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--cases", str(folder), *options],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def test_answers_that_are_right_pass(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    figures = run(tmp_path / "cases", list(RIGHT), "--json", str(report))
    assert json.loads(report.read_text())["failures"] == []
    assert (figures["passed"], figures["cases"]) == (len(RIGHT), len(RIGHT))


def test_answers_that_are_wrong_fail_and_are_listed(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    figures = run(tmp_path / "cases", list(WRONG), "--json", str(report))
    failures = json.loads(report.read_text())["failures"]
    assert (figures["passed"], figures["cases"]) == (0, len(WRONG))
    assert [failure["kind"] for failure in failures] == [
        wrong["kind"] for wrong in WRONG
    ]
    assert all(failure["failed"] for failure in failures)


def test_what_is_not_understood_is_counted_by_name(tmp_path: Path) -> None:
    figures = run(
        tmp_path / "cases",
        [
            case("astrology", "x", ("eq", [], 1)),
            case("date", "2026-11-23", ("is_nice", ["date"], True)),
            "no JSON",
            "[]",
            {"kind": "date", "expect": [{"op": "eq"}]},
            {"kind": "date", "input": "x", "expect": "nothing"},
            case("robots", ROBOTS, ("eq", ["allowed"], True)),
            case("http_conditional", "", ("eq", [], 1), requests=[7]),
            case("text", "=1+1", ("no_formula", ["csv"], True)),
        ],
    )
    assert figures["unknown_kinds"] == {"astrology": 1}
    assert figures["unknown_operations"] == {"is_nice": 1}
    assert len(figures["malformed"]) == 6
    assert figures["passed"] == 0
    assert figures["files"]["cases.jsonl"]["text"]["not_made"] == 1


@pytest.mark.parametrize("options", [(), ("--quick",)])
def test_many_cases_may_be_sampled(tmp_path: Path, options: tuple[str, ...]) -> None:
    one = case("date", "soon", ("reject", ["date"], True))
    figures = run(tmp_path / "cases", [one] * 100, *options)
    assert figures["cases"] == (50 if options else 100)


@pytest.mark.parametrize(
    ("output", "harm"),
    [
        ("inert", "<script>alert(1)</script>"),
        ("inert", "<b onclick=alert(1)>x</b>"),
        ("inert", "<a href=' java\tscript:alert(1)'>x</a>"),
        ("inert", "a\x1b[2J"),
        ("no_control", "a\u202eb"),
        ("one_line", "a\u2028b"),
        ("round_trip_one_line", '{"a": "other"}'),
        ("no_formula", "=1+1"),
    ],
)
def test_harm_is_seen(output: str, harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    from suite_operations import fulfils

    expectation = {"op": output, "path": ["shown"], "value": True}
    assert not fulfils({"shown": harm}, expectation, "the text")
    harmless = {"shown": '{"a":"the text"}'}
    assert fulfils(harmless, expectation, "the text")


#: what was reached; benchmarks/README.md says what is judged
FLOORS = {
    "feed": 757,
    "sitemap": 9,
    "sitemap_robots": 1,
    "robots": 263,
    "html_encoding": 82,
    "date": 62,
    "url_parse": 532,
    "url_canon": 95,
    "url_distinct": 56,
    "ssrf_address": 33,
    "show_text": 515,
}


@pytest.mark.slow
def test_third_party_cases_pass_as_often_as_they_did(shared_dir: Path) -> None:
    cases = shared_dir / "suites"
    if not cases.is_dir():
        pytest.skip(f"no {cases}")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--cases", str(cases)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    figures = json.loads(done.stdout.splitlines()[-1])
    passed = {
        kind: tally["passed"]
        for kinds in figures["files"].values()
        for kind, tally in kinds.items()
    }
    fallen = {
        kind: passed.get(kind) for kind in FLOORS if passed.get(kind, 0) < FLOORS[kind]
    }
    assert fallen == {}
