"""The catalogue's files as they are written, and the outlets that they make."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from newswatch.config.document import Document
from newswatch.config.outlet_table import with_domains
from newswatch.config.shapes import outlet_data
from newswatch.config.syntax import parse
from newswatch.config.validation import validated
from newswatch.model import Outlet

ROOT = Path(__file__).parents[1]
IDS = sorted(path.stem for path in (ROOT / "newswatch" / "outlets").glob("*.toml"))


@cache
def document(outlet_id: str) -> Document:
    path = ROOT / "newswatch" / "outlets" / f"{outlet_id}.toml"
    return parse(path.read_text(encoding="utf-8"), file=path.name)


@cache
def outlet(outlet_id: str) -> Outlet:
    found = document(outlet_id)
    made, mistakes = validated(Outlet, found, outlet_data(found.data, outlet_id))
    assert made, [str(mistake) for mistake in mistakes]
    return with_domains(made)


def outlets() -> list[Outlet]:
    return [outlet(outlet_id) for outlet_id in IDS]


# https://www.iso.org/iso-3166-country-codes.html
_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM "
    "BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX "
    "CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG "
    "GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV "
    "LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE "
    "NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO "
    "RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF "
    "WS YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_COUNTRIES.split())

# ISO 639-1, from which BCP 47 takes the languages that have two letters.
_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs "
    "cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv "
    "ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl "
    "km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt "
    "my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru "
    "rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn "
    "to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES = frozenset(_LANGUAGES.split())
