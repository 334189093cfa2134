from __future__ import annotations

import hashlib

import pytest

from newswatch.clean import word_count
from newswatch.dedup.fingerprint import fingerprint

TEXT = ("Envoys met by the lake.", "They parted in the evening.")


def words_of(*paragraphs: str) -> bytes | None:
    return fingerprint("A headline", paragraphs).words_hash


@pytest.mark.parametrize(
    "same",
    [
        ("ENVOYS met by the lake.", "They parted in the evening."),
        ("Envoys met by the lake. They parted in the evening.",),
        ("“Envoys” met – by the lake", "they parted in the evening!"),
        ("Envoys  met by the\u00a0lake.", "They par\u00adted in the evening."),
        ("Ｅnvoys met by the lake.", "They parted in the evening."),
    ],
)
def test_same_words_are_the_same_text(same: tuple[str, ...]) -> None:
    assert words_of(*same) == words_of(*TEXT)


@pytest.mark.parametrize(
    "other",
    [
        ("Envoys met by the lake.",),
        ("They parted in the evening.", "Envoys met by the lake."),
        ("Envoys met by the lakes.", "They parted in the evening."),
        ("Envoys met by the lake.", "They parted in the evening.", "2"),
    ],
)
def test_other_words_are_another_text(other: tuple[str, ...]) -> None:
    assert words_of(*other) != words_of(*TEXT)


def test_headline_is_no_part_of_the_words() -> None:
    assert fingerprint("A", TEXT).words_hash == fingerprint("B", TEXT).words_hash


@pytest.mark.parametrize("paragraphs", [(), ("",), ("…", "– –")])
def test_text_without_words_has_no_hash_of_them(paragraphs: tuple[str, ...]) -> None:
    found = fingerprint("A headline", paragraphs)

    assert found.words_hash is None
    assert found.word_count == 0


def test_words_hash_is_sha_256_of_the_folded_words() -> None:
    expected = hashlib.sha256("strasse ﬁ 2".replace("ﬁ", "fi").encode()).digest()

    assert words_of("Straße: ﬁ – ２.") == expected


def test_content_hash_is_over_title_and_paragraphs_as_lines() -> None:
    expected = hashlib.sha256("Été\nOne  two\nThree".replace("  ", " ").encode())

    found = fingerprint("E\u0301te\u0301", ["One \n two", "Three"])

    assert found.content_hash == f"sha256:{expected.hexdigest()}"


def test_content_hash_sees_case_title_and_paragraphs() -> None:
    hashes = {
        fingerprint(title, paragraphs).content_hash
        for title, paragraphs in [
            ("A", ("one", "two")),
            ("a", ("one", "two")),
            ("A", ("One", "two")),
            ("A", ("one two",)),
            (None, ("one", "two")),
        ]
    }

    assert len(hashes) == 5


def test_lone_surrogate_is_no_obstacle() -> None:
    assert fingerprint("\ud800", ["a \udfff b"]).word_count == 2


@pytest.mark.parametrize("text", ["It's U.S.-led – 会谈 in 2026…", "회담이 끝났다", ""])
def test_words_are_counted_as_everywhere_else(text: str) -> None:
    assert fingerprint(None, [text]).word_count == word_count(text)
