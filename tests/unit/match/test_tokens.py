"""The tokenizer: what is one word, and where it stands in the text as it was."""

import unicodedata

import pytest

from newswatch.match.tokens import is_unspaced, tokenize


def words(text: str) -> list[str]:
    return list(tokenize(text).folded)


def covered(text: str) -> list[str]:
    return [text[token.start : token.end] for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("The talks, in Geneva!", ["the", "talks", "in", "geneva"]),
        ("U.S. and Russia", ["us", "and", "russia"]),
        ("the U.S.A", ["the", "usa"]),
        ("U.S.-led", ["us", "led"]),
        ("the U.S.'s offer", ["the", "us", "offer"]),
        ("С.Ш.А. и РФ", ["сша", "и", "рф"]),
        ("Ｕ．Ｓ． talks", ["us", "talks"]),
        ("version 3.5.2", ["version", "3", "5", "2"]),
        ("US-Russia", ["us", "russia"]),
        ("foo_bar", ["foo", "bar"]),
        ("Russia's Putin’s RUSSIA'S", ["russia", "putin", "russia"]),
        ("Russiaʼs word", ["russia", "word"]),
        ("don't O’Brien rock'n'roll", ["don't", "o'brien", "rock'n'roll"]),
        ("'talks' ‘talks’", ["talks", "talks"]),
        ("l'accord d’une qu'il", ["accord", "une", "il"]),
        ("L’ONU, l'O.N.U.", ["onu", "onu"]),
        ("dell'accordo sull’Ucraina", ["accordo", "ucraina"]),
        ("aujourd'hui", ["aujourd'hui"]),
        ("all's well", ["all", "well"]),
        ("об’єкт обʼєкт об'єкт", ["об'єкт"] * 3),
        ("Ёлка ёлка", ["елка", "елка"]),
        ("за́мок", ["замок"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("Gipfel\u00adtreffen", ["gipfeltreffen"]),
        ("ﬁne ｆｕｌｌ", ["fine", "full"]),
        ("ΑΘΗΝΑΣ αθηνας", ["αθηνασ", "αθηνασ"]),
        ("İstanbul IŞIK ışık", ["istanbul", "işik", "işik"]),
        ("مُحَمَّد مـحـمد", ["محمد", "محمد"]),
        ("أمريكا إيران آسيا", ["امريكا", "ايران", "اسيا"]),
        ("שָׁלוֹם", ["שלום"]),
        ("हिन्दी समाचार", ["हिन्दी", "समाचार"]),
        ("½ ﷺ", ["1", "2", "صلي", "الله", "عليه", "وسلم"]),
        ("会谈在", ["会谈", "谈在", "在"]),
        ("美", ["美"]),
        ("中US美", ["中", "us", "美"]),
        ("ﾄﾗﾝﾌﾟ", ["トラ", "ラン", "ンプ", "プ"]),
        ("한국은", ["한국", "국은", "은"]),
        ("ทรัมป์", ["ทรั", "รัม", "มป์", "ป์"]),
        ("々人", ["々人", "人"]),
        ("... — ' ’ _ \u0301", []),
        ("(U.S.)", ["us"]),
        ("“U.S.”, he said", ["us", "he", "said"]),
        ("the u.s. said", ["the", "us", "said"]),
        ("U.S.-Russia", ["us", "russia"]),
        ("anti-U.S.", ["anti", "us"]),
        ("U.K.;U.S.", ["uk", "us"]),
        ("end.Start", ["end", "start"]),
        ("talks.", ["talks"]),
        ("talks...", ["talks"]),
        ("«переговоры»", ["переговоры"]),
        ("„Treffen“", ["treffen"]),
        ("cease-fire cease–fire", ["cease", "fire", "cease", "fire"]),
        ("talks—which", ["talks", "which"]),
        ("e-mail@host.example", ["e", "mail", "host", "example"]),
        ("10:30 1,000", ["10", "30", "1", "000"]),
        ("G20 F-16", ["g20", "f", "16"]),
        ("AT&T R&D", ["at", "t", "r", "d"]),
        ("the boss's James' offer", ["the", "boss", "james", "offer"]),
        ("D'Angelo s'est", ["angelo", "est"]),
        ("l'«accord»", ["l", "accord"]),
        ("qu’une jusqu'ici", ["une", "ici"]),
        ("ÉLYSÉE Élysée", ["élysée", "élysée"]),
        ("GROẞ groß", ["gross", "gross"]),
        ("ÄÖÜ äöü", ["äöü", "äöü"]),
        ("Ljubljana ǈubljana", ["ljubljana", "ljubljana"]),
        ("Київ КИЇВ", ["київ", "київ"]),
        ("Пу́тин", ["путин"]),
        ("из-за", ["из", "за"]),
        ("ΟΔΥΣΣΕΥΣ οδυσσευς", ["οδυσσευσ", "οδυσσευσ"]),
        ("إيران ایران", ["ايران", "ايران"]),
        ("ארה״ב", ["ארה", "ב"]),
        ("中美（会谈）", ["中美", "美", "会谈", "谈"]),
        ("①", ["1"]),
        ("ＮＡＴＯ", ["nato"]),
        ("𝐭𝐚𝐥𝐤𝐬", ["talks"]),
        ("a\tb\u00a0c\u2028d", ["a", "b", "c", "d"]),
        ("Pu\u200btin Pu\u200dtin", ["pu", "tin", "putin"]),
        ("😀talks😀", ["talks"]),
        ("", []),
    ],
)
def test_a_text_is_read_as_these_words(text: str, folded: list[str]) -> None:
    assert words(text) == folded


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The U.S. said", ["The", "U.S.", "said"]),
        ("Russia's l'accord", ["Russia", "accord"]),
        ("a ﬀ ½ b", ["a", "ﬀ", "½", "½", "b"]),
        ("🕊 Путин e\u0301t\u0301e", ["Путин", "e\u0301t\u0301e"]),
        ("ｶﾞｽ", ["ｶﾞ", "ｽ"]),
        ("会谈 talks", ["会", "谈", "talks"]),
        ("Gipfel\u00adtreffen", ["Gipfel\u00adtreffen"]),
    ],
)
def test_spans_count_code_points_of_the_text_as_it_was(
    text: str, parts: list[str]
) -> None:
    assert covered(text) == parts


def test_positions_run_without_a_gap_over_hyphens() -> None:
    tokens = list(tokenize("the US-Russia talks"))
    assert [token.position for token in tokens] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("US", "US"),
        ("U.S.", "US"),
        ("us", "us"),
        ("u.s.", "u.s."),
        ("ＵＳ", "US"),
        ("Ё", "Е"),
        ("İ", "İ"),
        ("O’Brien", "O'Brien"),
    ],
)
def test_the_exact_form_keeps_the_case_and_nothing_else(text: str, exact: str) -> None:
    assert tokenize(text).exact == [exact]


@pytest.mark.parametrize("text", ["한국은 정상", "café été", "ガギグ", "Київ, й, ё"])
def test_decomposed_text_gives_the_same_words_as_composed(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(text)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("a" * 1_000_000, 10_000),
        ("a" + "\u0301\u0327" * 50_000, 1),
        ("\u0301" * 100_000, 0),
        ("中" + "\u0301\u0327" * 50_000, 1),
        ("\u1100" + "\u1161" * 100_000, 1),
        ("a." * 200_000, 20_000),
        ("l'" * 200_000, 20_000),
        ("a'" * 200_000, 20_000),
        ("'" * 200_000, 0),
    ],
)
def test_hostile_text_ends_in_few_words(text: str, most: int) -> None:
    # A quadratic step would take hours here, not fail: the suite's own time tells.
    tokens = tokenize(text)
    assert len(tokens) <= most
    assert max(map(len, tokens.folded), default=0) < 2_000


def test_scripts_without_spaces_are_told_from_the_others() -> None:
    assert [is_unspaced(word) for word in ["会谈", "ท", "한", "talks", "США"]] == [
        True,
        True,
        True,
        False,
        False,
    ]
