"""Numbers that are written as words, and the days of the week: what they stand for.

The small numbers and the scales, in the languages whose texts write them so most often.
Names of days count, as a thing of every day names another one each time; in languages
that give them a capital they are names already. Hand-made, after grammars. Words that
are others in one of these languages, such as "on", "once", "due" and "Sept.", stand for
nothing. Ukrainian ones are written without their apostrophe.
"""

from __future__ import annotations

import re
from unicodedata import decimal

_COUNTED = (
    "one two three four five six seven eight nine ten eleven twelve",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "ein zwei drei",
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte",
    "ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten",
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo",
    "uno due tre quattro cinque sei sette otto nove dieci undici dodici",
    "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo",
    "um dois três quatro cinco seis sete oito nove dez onze doze",
    "primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo",
    "één twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "один два три четыре пять шесть семь восемь девять десять",
    "одного двух трёх четырёх пяти шести семи восьми девяти десяти",
    "один два три чотири пять шість сім вісім девять десять",
    "jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć",
    "en två tre fyra fem sex sju åtta nio tio elva tolv",
    "一 二 三 四 五 六 七 八 九 十",
    "bir iki üç dört beş altı yedi sekiz dokuz on",
)
_TENS = (
    "ten twenty thirty forty fifty sixty seventy eighty ninety",
    "zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "dix vingt trente quarante cinquante soixante",
    "diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "dieci venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "dez vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "десять двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят",
)
_TEENS = (
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "treize quatorze quinze seize",
    "trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    "tredici quattordici quindici sedici diciassette diciotto diciannove",
    "treze catorze quinze dezesseis dezessete dezoito dezenove",
)
_SCALES = {
    "100": "hundred hundreds dozens hundert cent cien cem cento honderd сто 百",
    "1000": "thousand thousands tausend mille mil duizend тысяча тысячи тысяч тис 千",
    "10000": "万 萬",
    "1000000": "million millions millionen millón millones milione milioni milhão"
    " milhões miljoen миллион миллиона миллионов млн мільйон мільйонів",
    "100000000": "億 亿",
    "1000000000": "billion billions milliarde milliarden milliard milliards miliardo"
    " miliardi miljard миллиард миллиарда миллиардов млрд мільярд мільярдів",
    "1000000000000": "trillion trillions billionen триллион триллиона триллионов",
}
_WEEK = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "понедельник вторник среду четверг пятницу субботу воскресенье",
    "понеділок вівторок середу четвер пятницю суботу неділю",
    "poniedziałek wtorek środę czwartek piątek sobotę niedzielę",
)
_DAY = "day "
_VALUES = {
    **{w: f"{n}" for line in _COUNTED for n, w in enumerate(line.split(), 1)},
    **{w: f"{n}0" for line in _TENS for n, w in enumerate(line.split(), 1)},
    **{w: f"{n}" for line in _TEENS for n, w in enumerate(line.split(), 13)},
    **{word: value for value, line in _SCALES.items() for word in line.split()},
    **{w: f"{_DAY}{n}" for line in _WEEK for n, w in enumerate(line.split(), 1)},
}
for _word in ("on", "once", "due", "sei", "um", "en", "un", "sept", "cent", "sex"):
    del _VALUES[_word]  # other words in one of the languages
#: between units and tens in German
_UND = re.compile(r"(?<=\w)und(?=\w+[zß]ig$)")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def value_of(word: str) -> str | None:
    """What a casefolded *word* that is a number or a day stands for; None for others.

    >>> value_of("seven"), value_of("7"), value_of("1,500"), value_of("lake")
    ('7', '7', '1500', None)
    >>> value_of("forty-two"), value_of("zweiundvierzig"), value_of("lake-side")
    ('42', '42', None)
    """
    if not word[0].isdecimal():
        return _VALUES.get(word) or _compound(word)
    digits = "".join(str(decimal(c)) if c.isdecimal() else c for c in word)
    if _GROUPED.fullmatch(digits):
        return re.sub(r"[.,]", "", digits)
    return digits.replace(",", ".")


def _compound(word: str) -> str | None:
    """The sum of the numbers in "forty-two", "two-year-old" or "zweiundvierzig"."""
    parts = [part for run in word.split("-") for part in _UND.split(run) if part]
    values = [_VALUES.get(part, "") for part in parts] if len(parts) > 1 else []
    numbers = [int(value) for value in values if value.isdecimal()]
    return str(sum(numbers)) if numbers else None


def parts_of(word: str) -> list[str]:
    """*word*, or the words that its hyphens join where but some of them are numbers.

    >>> parts_of("one-on-one"), parts_of("forty-two"), parts_of("half-brother")
    (['one', 'on', 'one'], ['forty-two'], ['half-brother'])
    """
    parts = word.split("-")
    numbers = sum(part.casefold() in _VALUES for part in parts)
    return parts if 0 < numbers < len(parts) and all(parts) else [word]


def is_day(value: str) -> bool:
    return value.startswith(_DAY)
