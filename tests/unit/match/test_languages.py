"""One term against one text, over languages, cases and typewriters."""

import pytest

from newswatch.match import Engine
from newswatch.model import Topic

YES, NO = True, False


@pytest.mark.parametrize(
    ("query", "text", "met"),
    [
        # us and US
        ("US", "The US said", YES),
        ("US", "They told us so", NO),
        ("US", "US-led talks", YES),
        ("US", "the US's offer", YES),
        ("US", "The USA said", NO),
        ("US", "THE U.S. SAID", YES),
        ("=US", "the U.S. said", YES),
        ("=US", "Give us peace", NO),
        ("=us", "Give us peace", YES),
        ("=us", "the U.S. said", NO),
        ("=us", "the u.s. said", NO),
        ("us", "The US said", YES),
        ('"US"', "Give us peace", NO),
        ('"US talks"', "told us talks failed", NO),
        ('"us talks"', "The US talks failed", YES),
        ("US*", "USAF jets", YES),
        ("US*", "the usual use", NO),
        ("NATO", "NATO met", YES),
        ("NATO", "Nato met", NO),
        ("nato", "Nato met", YES),
        ("WHO", "Who knows", NO),
        # dotted acronyms
        ("U.S.", "the US said", YES),
        ("U.S.", "the U.S said", YES),
        ("U.S.", "tell us.", NO),
        ('"U.S."', "tell us.", NO),
        ('"U.S. State Department"', "US State Department", YES),
        ("U.N.", "l'U.N. a dit", YES),
        ("USSR", "the U.S.S.R.", YES),
        ("3.5", "version 35", NO),
        # exact case
        ("=Polish", "a Polish minister", YES),
        ("=Polish", "to polish the deal", NO),
        ("polish", "a Polish minister", YES),
        ('="The Hill"', "told The Hill", YES),
        ('="The Hill"', "on the hill", NO),
        # hyphens and slashes
        ("US-Russia", "US Russia summit", YES),
        ('"US Russia"', "US–Russia summit", YES),
        ("US-Russia", "between us, Russia", NO),
        ("cease-fire", "a cease fire", YES),
        ("Russia", "Russia-based", YES),
        ("talks", "talks/negotiations", YES),
        # possessives and apostrophes
        ("Russia", "Russia's envoy", YES),
        ("Russia", "Russia’s envoy", YES),
        ("O'Brien", "Mr O’Brien said", YES),
        ("don't", "don`t do it", YES),
        # French and Italian
        ("accord", "l’accord de paix", YES),
        ("l'accord", "un accord", YES),
        ("ONU", "à l'ONU", YES),
        ("ONU", "qu'ONU", YES),
        ("aujourd'hui", "aujourd’hui", YES),
        ("Élysée", "l'ÉLYSÉE", YES),
        ("Élysée", "E\u0301lyse\u0301e", YES),
        ("cafe", "café", NO),
        ("accordo", "dell'accordo", YES),
        # German
        ("Straße", "STRASSE", YES),
        ("strasse", "Straße", YES),
        ("Außen*", "AUSSENMINISTER", YES),
        ("Müller", "Mu\u0308ller", YES),
        ("Muller", "Müller", NO),
        ("Gipfeltreffen", "Gipfel\u00adtreffen", YES),
        ("treffen", "Gipfeltreffen", NO),
        # Cyrillic
        ("переговор*", "На переговорах", YES),
        ("елка", "Ёлка", YES),
        ("Ёлка", "елка", YES),
        ("США", "в США", YES),
        ("США", "С.Ш.А.", YES),
        ("сша", "США", YES),
        ("Байден", "БАЙДЕН", YES),
        ("Путін*", "з Путіним", YES),
        ("об'єкт", "об’єкт", YES),
        ("Київ", "Киі\u0308в", YES),
        # Greek and Turkish
        ("Μόσχας", "μόσχασ", YES),
        ("İstanbul", "istanbul", YES),
        ("istanbul", "İSTANBUL", YES),
        ("ışık", "IŞIK", YES),
        ("Erdoğan*", "ERDOĞAN'IN", YES),
        # Chinese, Japanese, Korean, Thai
        ("会谈", "中美会谈举行", YES),
        ("会谈", "会议谈判", NO),
        ("会谈", "会、谈", NO),
        ("美", "中美会谈", YES),
        ("日", "中美会谈", NO),
        ('"中美会谈"', "中美会谈", YES),
        ("US会谈", "US会谈", YES),
        ("トランプ", "ドナルド・トランプ氏", YES),
        ("トランプ", "ﾄﾗﾝﾌﾟ氏", YES),
        ("한국", "한국은", YES),
        ("한국", "북한 국방", NO),
        ("ทรัมป์", "โดนัลด์ทรัมป์พบปูติน", YES),
        # Arabic, Persian, Hebrew
        ("محمد", "مُحَمَّد", YES),
        ("مُحَمَّد", "محمد", YES),
        ("امريكا", "أمريكا", YES),
        ("روسيا", "روسیا", YES),
        ("الروس*", "الروسية", YES),
        ("שלום", "שָׁלוֹם", YES),
        ("ארה״ב", 'ארה"ב', YES),
        # Hindi
        ("हिन्दी", "हिन्दी समाचार", YES),
        ("हिन", "हिन्दी", NO),
        # other forms of the same letters
        ("fine", "ﬁne", YES),
        ("US", "ＵＳ", YES),
        ("talks", "𝐭𝐚𝐥𝐤𝐬", YES),
        ("Putin", "Pu\u200dtin", YES),
        ("Putin", "Pu\u200btin", NO),
    ],
)
def test_a_term_meets_a_text_as_its_reader_would(
    query: str, text: str, met: bool
) -> None:
    engine = Engine([Topic(id="topic", query=query)])
    assert bool(engine.match(None, text)) is met
