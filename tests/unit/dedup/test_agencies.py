"""Agencies: named where a newsroom names its source, and nowhere else."""

from __future__ import annotations

import pytest
from builders import make_article

from newswatch.dedup.agencies import agencies
from newswatch.model import Author
from newswatch.model.agencies import AGENCIES

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
        ("Agence France-Presse in Geneva", ("AFP",)),
        ("AFP in Paris", ("AFP",)),
        ("Reuters Staff", ("Reuters",)),
        ("AP staff", ("AP",)),
        ("STAFF/AFP", ("AFP",)),
        ("By Reuters", ("Reuters",)),
        ("(dpa)", ("dpa",)),
        ("Ann Reporter (AP)", ("AP",)),
        ("With AP", ("AP",)),
        ("Herald staff and agencies, with AFP", ("AFP",)),
        ("Associated Press Writer", ("AP",)),
        ("Ann Reporter, AP National Security Writer", ("AP",)),
        ("Associated Press Writers ANN REPORTER and BO WRITER", ("AP",)),
        ("Ann Reporter of The Associated Press", ("AP",)),
        ("Ann Reporter for Reuters", ("Reuters",)),
        ("Ann Reporter van der Meer, dpa", ("dpa",)),
        ("dpa-Korrespondentin Anna Schreiber", ("dpa",)),
        ("Bloomberg News", ("Bloomberg",)),
        ("Reuters Institute", ()),
        ("AP Photo/Ann Reporter", ()),
        ("Ann Reporter worked for Reuters", ()),
        ("Ann Reporter is a former editor at Reuters", ()),
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
        ("By Ann Reporter, Associated Press Writer", ("AP",)),
        ("Von dpa", ("dpa",)),
        ("By Monday Reuters had the names", ()),
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
        ("Reuters Staff", ("Reuters",)),
        ("With AP", ("AP",)),
        ("(dpa)", ("dpa",)),
        ("Ann Reporter for AFP in Paris", ("AFP",)),
        ("Ann Reporter of the Associated Press contributed to this.", ("AP",)),
        ("They spoke to Reuters in the evening.", ()),
        ("Envoys met with AP.", ()),
        ("She works for Reuters.", ()),
        ("Reuters Staff left.", ()),
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
