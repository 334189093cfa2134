"""Third-party cases: how many newswatch answers as others expect, beside the peers.

    python benchmarks/suites.py --cases DIR [--json FILE] [--quick]

DIR has *.jsonl files, one case an object: id, kind, input or input_base64, context,
expect. Cases, kinds and operations that are not understood are counted and named,
never passed over. An output that newswatch does not make is not judged, and counted.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suite_kinds import KINDS, NAMED, Case, MalformedCaseError, canonical_value
from suite_operations import (
    Crash,
    Refusal,
    UnknownOperationError,
    found_at,
    fulfils,
    is_made,
)
from suite_peers import PEERS, courlan_value

QUICK_CASES = 40
#: characters of an input or an answer in the list of failures
SHOWN = 300
#: operations that compare two addresses, both in canonical form
PAIRED = frozenset(("same_resource", "same_as", "differs"))


@dataclass(slots=True)
class Tally:
    """What became of the cases of one kind in one file."""

    cases: int = 0
    passed: int = 0
    peer_passed: int = 0
    #: expectations on outputs that are not made
    not_made: int = 0


@dataclass(slots=True)
class Figures:
    tallies: dict[tuple[str, str], Tally] = field(
        default_factory=lambda: defaultdict(Tally)
    )
    unknown_kinds: Counter[str] = field(default_factory=Counter)
    unknown_operations: Counter[str] = field(default_factory=Counter)
    malformed: Counter[str] = field(default_factory=Counter)
    failures: list[dict[str, Any]] = field(default_factory=list)


def main() -> int:
    arguments = _arguments()
    files = sorted(arguments.cases.glob("*.jsonl"))
    if not files:
        print(f"{arguments.cases} has no *.jsonl: name it by --cases", file=sys.stderr)
        return 2
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    figures = Figures()
    for path in files:
        for number, line in _lines(path, quick=arguments.quick):
            judge_line(line, path.name, f"{path.name}:{number}", figures)
    print_table(figures)
    summary = summary_of(figures)
    if arguments.json:
        arguments.json.write_text(
            json.dumps({**summary, "failures": figures.failures}, indent=1) + "\n",
            encoding="utf-8",
        )
    print(json.dumps(summary))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=Path, required=True, help="folder of *.jsonl")
    parser.add_argument("--json", type=Path, help="where every failure is written")
    parser.add_argument(
        "--quick", action="store_true", help=f"about {QUICK_CASES} cases of each file"
    )
    return parser.parse_args()


def _lines(path: Path, *, quick: bool) -> Iterator[tuple[int, bytes]]:
    # Not splitlines(): texts may hold what Python takes for line ends.
    numbered = [
        (number, line)
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1)
        if line.strip()
    ]
    step = max(1, len(numbered) // QUICK_CASES) if quick else 1
    yield from numbered[::step]


def judge_line(line: bytes, file: str, place: str, figures: Figures) -> None:
    """Judge one line; whatever is wrong with it is counted, and nothing raised."""
    try:
        case = json.loads(line)
    except (ValueError, RecursionError):
        figures.malformed[f"{place}: no JSON"] += 1
        return
    if not isinstance(case, dict) or not isinstance(case.get("kind"), str):
        figures.malformed[f"{place}: no case"] += 1
        return
    if (kind := case["kind"]) not in KINDS:
        figures.unknown_kinds[kind] += 1
        return
    expected = case.get("expect")
    if (
        not isinstance(expected, list)
        or not expected
        or not all(isinstance(expectation, dict) for expectation in expected)
    ):
        figures.malformed[f"{place}: nothing to expect"] += 1
        return
    try:
        answer = _answer(KINDS[kind], case)
    except MalformedCaseError as error:
        figures.malformed[f"{place}: {error}"] += 1
        return
    tally = figures.tallies[file, kind]
    tally.cases += 1
    _judge(case, answer, tally, figures, place)
    if kind in PEERS:
        tally.peer_passed += _peer_passes(case)


def _judge(
    case: Case, answer: object, tally: Tally, figures: Figures, place: str
) -> None:
    judged, failed = 0, []
    for expectation in case["expect"]:
        if not is_made(answer, expectation):
            tally.not_made += 1
            continue
        judged += 1
        try:
            holds = _holds(answer, expectation, case, canonical_value)
        except UnknownOperationError as error:
            figures.unknown_operations[str(error)] += 1
            holds = False
        if not holds:
            failed.append(expectation)
    if judged and not failed:
        tally.passed += 1
        return
    figures.failures.append(
        {
            "place": place,
            "id": case.get("id"),
            "kind": case["kind"],
            "input": _shown(case.get("input", case.get("input_base64"))),
            "failed": [
                {**expectation, "found": _shown(_found(answer, expectation))}
                for expectation in failed
            ],
        }
    )


def _holds(
    answer: object,
    expectation: Mapping[str, Any],
    case: Case,
    canonical: Callable[[object], object],
) -> bool:
    """Whether *answer* fulfils an expectation, in whatever shape that came."""
    try:
        if expectation.get("op") in PAIRED:
            expectation = {**expectation, "value": canonical(expectation.get("value"))}
        return fulfils(answer, expectation, case.get("input"))
    except UnknownOperationError:
        raise
    except Exception:  # a value of another type than its operation compares
        return False


def _answer(answered: Callable[[Case], object], case: Case) -> object:
    try:
        return answered(case)
    except MalformedCaseError:
        raise
    except NAMED as error:
        return Refusal(type(error).__name__)
    except Exception as error:  # counted as a crash of what is judged
        return Crash(f"{type(error).__name__}: {error}")


def _peer_passes(case: Case) -> bool:
    _, answered = PEERS[case["kind"]]
    try:
        answer = _answer(answered, case)
        return all(
            _holds(answer, expectation, case, courlan_value)
            for expectation in case["expect"]
        )
    except (MalformedCaseError, UnknownOperationError):
        return False


def _found(answer: object, expectation: Mapping[str, Any]) -> object:
    path = expectation.get("path") or []
    steps = path if isinstance(path, list) else [path]
    return answer if isinstance(answer, Refusal | Crash) else found_at(answer, steps)


def _shown(value: object) -> str:
    return ascii(value)[:SHOWN]


def print_table(figures: Figures) -> None:
    print(f"{'file':<24} {'kind':<16} {'passed/cases':>14}  beside")
    for (file, kind), tally in sorted(figures.tallies.items()):
        beside = "-"
        if kind in PEERS:
            beside = f"{PEERS[kind][0]} {tally.peer_passed}"
        note = f"  ({tally.not_made} not made)" if tally.not_made else ""
        share = f"{tally.passed}/{tally.cases}"
        print(f"{file:<24} {kind:<16} {share:>14}  {beside}{note}")
    named = {
        "unknown kinds": figures.unknown_kinds,
        "unknown operations": figures.unknown_operations,
        "malformed cases": figures.malformed,
    }
    for title, counts in named.items():
        if counts:
            words = ", ".join(f"{k!a} {n}" for k, n in counts.most_common(20))
            print(f"{title}: {words}")


def summary_of(figures: Figures) -> dict[str, Any]:
    files: dict[str, dict[str, Any]] = defaultdict(dict)
    for (file, kind), tally in sorted(figures.tallies.items()):
        files[file][kind] = {
            "passed": tally.passed,
            "cases": tally.cases,
            "not_made": tally.not_made,
            "peer": PEERS[kind][0] if kind in PEERS else None,
            "peer_passed": tally.peer_passed if kind in PEERS else None,
        }
    return {
        "passed": sum(tally.passed for tally in figures.tallies.values()),
        "cases": sum(tally.cases for tally in figures.tallies.values()),
        "files": files,
        "unknown_kinds": dict(figures.unknown_kinds),
        "unknown_operations": dict(figures.unknown_operations),
        "malformed": dict(figures.malformed),
    }


if __name__ == "__main__":
    raise SystemExit(main())
