"""Agencies: named where a newsroom names its source, and nowhere else."""

from __future__ import annotations

import pytest
from builders import make_article

from newswatch.dedup.agencies import AGENCIES, agencies
from newswatch.model import Author

PLAIN = "Envoys met by the lake. They parted in the evening."


def credited(*paragraphs: str, by: tuple[str, ...] = ()) -> tuple[str, ...]:
    authors = tuple(Author(name=name) for name in by)
    return agencies(make_article(paragraphs=paragraphs or (PLAIN,), authors=authors))


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Reuters", ("Reuters",)),
        ("By The Associated Press", ("AP",)),
        ("Ann Reporter, Associated Press", ("AP",)),
        ("ANN REPORTER | AP", ("AP",)),
        ("Agence France-Presse in Geneva", ()),
        ("AFP - Genève", ("AFP",)),
        ("dpa/AFP", ("dpa", "AFP")),
        ("Anna Pa", ()),
        ("Sid", ()),
        ("Ann Reporter", ()),
        ("ТАСС", ("TASS",)),
        ("新华社", ("Xinhua",)),
    ],
)
def test_bylines(byline: str, names: tuple[str, ...]):
    assert credited(by=(byline,)) == names


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("MOSCOW, Nov 23 (Reuters) - Envoys met by the lake.", ("Reuters",)),
        ("WASHINGTON (AP) — Envoys met by the lake.", ("AP",)),
        ("Berlin (dpa/lby) - Am See trafen sich Gesandte.", ("dpa",)),
        ("Genf (dpa/AFP) - Am See trafen sich Gesandte.", ("dpa", "AFP")),
        ("МОСКВА, 23 ноября. /ТАСС/. Посланники встретились.", ("TASS",)),
        ("Москва. 23 ноября. ИНТЕРФАКС - Посланники встретились.", ()),
        ("(ANSA) - ROMA, 23 NOV - Gli inviati si sono visti.", ("ANSA",)),
        ("Madrid, 23 nov (EFE).- Los enviados se reunieron.", ("EFE",)),
        ("【ロンドン共同】特使が会談した。", ("Kyodo",)),
        ("BEIJING, Nov. 23 (Xinhua) -- Envoys met.", ("Xinhua",)),
        ("Envoys met, an official told Reuters on Monday.", ()),
        ("Reuters cut forty jobs on Monday, the company said.", ()),
        ("The agency (Reuters has confirmed it) is moving.", ()),
    ],
)
def test_datelines(opening: str, names: tuple[str, ...]):
    assert credited(opening, PLAIN) == names


@pytest.mark.parametrize(
    ("closing", "names"),
    [
        ("They parted in the evening. (AFP)", ("AFP",)),
        ("They parted in the evening. — AP", ("AP",)),
        ("dpa/AFP", ("dpa", "AFP")),
        ("Source: Interfax", ("Interfax",)),
        ("With reporting by Reuters and AP", ("Reuters", "AP")),
        ("Quelle: dpa", ("dpa",)),
        ("Источник: РИА Новости", ("RIA Novosti",)),
        ("The Associated Press contributed to this report.", ("AP",)),
        ("They spoke to Reuters in the evening.", ()),
        ("He left in a taxi with reporting still to do.", ()),
    ],
)
def test_credits_at_the_end(closing: str, names: tuple[str, ...]):
    assert credited(PLAIN, closing) == names


def test_each_is_named_once_in_order():
    assert credited("PARIS (AFP) — Envoys met.", "(AP)", by=("AP",)) == ("AP", "AFP")


@pytest.mark.parametrize("name", AGENCIES)
def test_every_agency_is_known_by_all_its_names(name: str):
    for form in AGENCIES[name]:
        assert credited(by=(form,)) == (name,)


def test_an_article_without_text_credits_none():
    assert agencies(make_article(paragraphs=())) == ()
