"""Word groups: what @name stands for, and the forms of ~word."""

from collections.abc import Mapping

import pytest

from newswatch.match import QueryError, forms, parse_query, read_group
from newswatch.match.document import Document
from newswatch.match.evaluate import evaluate
from newswatch.match.tree import Group, Piece, Term

GROUPS = {
    "russia": read_group(["Putin", "росси*", "White House", "=Pole", '"trade deal"']),
    "usa": read_group(["=US", "Rubio"]),
}


def test_a_group_is_any_of_its_words_and_phrases() -> None:
    printed = '(Putin OR росси* OR "White House" OR =Pole OR "trade deal")'
    assert str(GROUPS["russia"]) == printed


def test_a_group_of_one_word_is_that_word_and_twice_is_once() -> None:
    assert str(read_group(["Putin", "Putin"])) == "Putin"


def test_a_query_prints_its_groups_by_name() -> None:
    query = parse_query("lede: @russia NEAR/14 @usa talks", GROUPS)
    assert str(query) == "lede:((@russia NEAR/14 @usa) AND talks)"
    assert parse_query(str(query), GROUPS).root == query.root


def test_the_hash_changes_with_the_words_of_a_group_that_is_named() -> None:
    query = parse_query("@usa talks", GROUPS)
    other = {**GROUPS, "usa": read_group(["=US"])}
    assert parse_query("@usa talks", other).hash != query.hash
    unnamed = {**GROUPS, "russia": read_group(["Lavrov"])}
    assert parse_query("@usa talks", unnamed).hash == query.hash


def test_what_is_found_says_its_group() -> None:
    document = Document("Putin and Rubio", "")
    evidence = evaluate(parse_query("@russia @usa Rubio", GROUPS).root, document)
    assert evidence is not None
    assert [(found.term.written, found.group) for found in evidence.found] == [
        ("Putin", "russia"),
        ("Rubio", "usa"),
        ("Rubio", None),
    ]


@pytest.mark.parametrize(
    ("text", "offset", "help"),
    [
        ("a1 @rusia", 3, "did you mean @russia"),
        ("title:@xyz", 6, "the topic's groups are @russia, @usa"),
    ],
)
def test_an_unknown_group_is_told_with_its_place(
    text: str, offset: int, help: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text, GROUPS)
    error = caught.value
    assert (error.code, error.offset, error.help) == ("NW206", offset, help)


@pytest.mark.parametrize(
    ("word", "code", "offset", "message"),
    [
        ("a*", "NW203", 0, "the prefix a* is too short"),
        ("(Putin)", "NW203", 0, "a bracket or a quotation mark within (Putin)"),
        ("*", "NW203", 0, '"*" is no word'),
        ("…", "NW204", 0, "the term … can never match"),
        ("White Ho*se", "NW203", 8, '"*" is not at the end of a word'),
        ("AND", None, 0, ""),
        ("@usa", "NW203", 0, '"@" has no meaning here'),
        ("Putin OR Lavrov", "NW203", 6, "OR within a phrase"),
        ("Putin NEAR/3 Lavrov", "NW203", 6, "NEAR/3 within a phrase"),
        ('"Dead OR Alive"', None, 0, ""),
        ("dead or alive", None, 0, ""),
    ],
)
def test_a_word_that_cannot_be_read_is_told_with_its_place(
    word: str, code: str | None, offset: int, message: str
) -> None:
    if code is None:
        assert str(read_group([word])).strip('"') == word.strip('"')
        return
    with pytest.raises(QueryError) as caught:
        read_group(["Putin", word])
    error = caught.value
    assert (error.code, error.offset) == (code, offset)
    assert error.message.startswith(message)
    assert error.help


def test_a_group_without_words_is_a_mistake() -> None:
    with pytest.raises(QueryError, match="an empty group"):
        read_group([])


DICTIONARIES: Mapping[str, Mapping[str, str]] = {
    "en": {"talk": "talk", "talks": "talk", "talked": "talk", "met": "meet"},
    "de": {"Treffen": "Treffen", "Treffens": "Treffen"},
    "fr": {},
    "ru": {"встреча": "встреча", "встречи": "встреча"},
    "uk": {},
}


@pytest.fixture
def dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    forms._known.clear()
    monkeypatch.setattr(forms, "_dictionary", DICTIONARIES.__getitem__)


@pytest.mark.usefixtures("dictionaries")
class TestForms:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("~talks", {"talk", "talks", "talked"}),
            ("~treffen", {"treffen", "treffens"}),
            ("~Встречи", {"встреча", "встречи"}),
        ],
    )
    def test_a_word_is_met_in_all_its_forms(self, text: str, found: set[str]) -> None:
        root = parse_query(text).root
        assert isinstance(root, Term)
        assert str(root) == text
        assert root.pieces[0].forms == found

    def test_a_hit_shows_the_words_that_stand_there(self) -> None:
        document = Document("They talked", "of talks")
        evidence = evaluate(parse_query("~talk").root, document)
        assert evidence is not None
        assert evidence.count == 2

    def test_a_group_may_hold_forms(self) -> None:
        query = parse_query("@talk", {"talk": read_group(["~talk", "summit"])})
        assert isinstance(query.root, Group)
        assert evaluate(query.root, Document("talked", ""))

    def test_all_words_are_looked_up_at_one_reading_of_a_dictionary(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[str] = []

        def counted(language: str) -> Mapping[str, str]:
            read.append(language)
            return DICTIONARIES[language]

        monkeypatch.setattr(forms, "_dictionary", counted)
        texts = ["~talks AND (title:~met OR x)", "~Treffen", "y ~встречи"]
        forms.learn_forms(texts)
        assert sorted(read) == ["de", "en", "fr", "ru", "uk"]
        assert forms.forms_of("talks") == {"talk", "talks", "talked"}
        assert forms.forms_of("treffen") == {"treffen", "treffens"}
        assert forms.forms_of("met") == {"met", "meet"}
        assert len(read) == 5

    def test_a_word_that_no_dictionary_knows_is_a_mistake(self) -> None:
        with pytest.raises(QueryError) as caught:
            parse_query("a1 ~zzyzx")
        assert (caught.value.offset, caught.value.width) == (3, 6)
        assert caught.value.message == "no dictionary knows the word of ~zzyzx"


def test_without_the_extra_the_mistake_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(language: str) -> Mapping[str, str]:
        raise ModuleNotFoundError("simplemma")

    forms._known.clear()
    monkeypatch.setattr(forms, "_dictionary", absent)
    with pytest.raises(
        QueryError, match="needs the extra newswatch\\[lang\\]"
    ) as caught:
        parse_query("a1 ~talk")
    assert (caught.value.code, caught.value.offset) == ("NW207", 3)


def test_the_dictionaries_of_the_extra_unite_what_stemmers_split() -> None:
    pytest.importorskip("simplemma")
    forms._known.clear()
    assert forms.forms_of("met") >= {"meet", "meets", "met", "meeting"}


def test_a_piece_with_forms_accepts_each_of_them() -> None:
    piece = Piece("talk", forms=frozenset({"talked"}))
    assert piece.accepts("talk", "Talk")
    assert piece.accepts("talked", "Talked")
    assert not piece.accepts("talks", "talks")
