"""Words that newsrooms and their pages use about an article, in many languages.

`says_correction` knows notices of correction, `is_clockwork` lines of what a page
counts and clocks by itself: "3 hours ago", "Updated 14:05", "128 comments". Short fixed
phrases at fixed places: a story about corrections has none.
"""

from __future__ import annotations

import re

#: a notice stands at the head of its paragraph, or says what the article was before
_HEAD = (
    r"correction|corrected|clarification|clarified|amendment|editor['’]?s note"
    r"|korrektur|berichtigung|richtigstellung|klarstellung|anm(?:erkung)?\.? der "
    r"redaktion|rectificat(?:if|ion)|erratum|correctif|précision|correcci[oó]n"
    r"|rectificaci[oó]n|fe de erratas|corre[çc][aã]o|errata|correzione|rettifica"
    r"|errata corrige|correctie|rectificatie|rettelse|rättelse|oikaisu|sprostowanie"
    r"|korekta|oprava|исправление|уточнение|поправка|виправлення|уточнення|düzeltme"
    r"|תיקון|تصحيح|تصويب|訂正|更正|勘误|정정"
)
_STATED = (
    r"an? (?:earlier|previous|prior) version of (?:this|the) (?:article|story|report"
    r"|headline|piece|post)"
    r"|this (?:article|story|report|piece|headline) (?:has been|was) (?:amended"
    r"|corrected|updated to correct)"
    r"|this (?:version|story|article) (?:corrects|fixes)\b"
    r"|in einer (?:früheren|vorherigen|ersten) (?:version|fassung) (?:dieses|des)"
    r"|une (?:première|précédente) version de cet? article"
    r"|dans une (?:première|précédente) version"
    r"|una versi[oó]n anterior de est[ea] (?:art[ií]culo|noticia|nota)"
    r"|uma vers[aã]o anterior d(?:est|ess)[ea] (?:artigo|reportagem|mat[eé]ria)"
    r"|una versione precedente di questo articolo"
    r"|in een eerdere versie van dit"
    r"|в (?:предыдущей|ранней|первоначальной) версии (?:этой|этого|статьи|новости)"
    r"|у попередній версії"
)
_CORRECTION = re.compile(
    rf"^\W*(?:{_HEAD})(?:\s+[^:：]{{1,30}})?\s*(?:[:：.—–-]|\)|\]|\(|$|\d)|{_STATED}",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 1500

_UNIT = (
    r"s|sec|secs|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|wks?|weeks?|months?"
    r"|sekunden?|minuten?|stunden?|tage?n?|wochen?|secondes?|heures?|jours?|semaines?"
    r"|segundos?|minutos?|horas?|d[ií]as?|semanas?|secondi|minuti|minuto|or[ae]|giorn[io]"
    r"|uur|uren|dagen|dag|min\.|tim(?:mar)?|dagar?|minuter"
    r"|секунд\w*|сек\.?|минут\w*|мин\.?|час\w*|ч\.?|дн(?:я|ей)|день|хвилин\w*|хв\.?"
    r"|годин\w*"
    r"|dakika|saat|gün|godzin\w*|minut\w*"
)
_AGO = re.compile(
    rf"\b(?:\d{{1,3}}|an?|one)\s*(?:{_UNIT})\s+(?:ago|geleden|fa|atrás|назад|тому|önce|temu|sedan"
    rf"|siden|sitten)\b"
    rf"|\b(?:vor|il y a|hace|há)\s+\d{{1,3}}\s*(?:{_UNIT})\b"
    r"|\b(?:just now|moments ago|yesterday|gestern|hier|ayer|вчера)\b"
    r"|\d{1,3}\s*(?:秒|分|分钟|分鐘|時間|小时|小時|日|天)\s*[前]"
    r"|\d{1,3}\s*(?:초|분|시간|일)\s*전"
    r"|قبل\s+\d{1,3}\s*\w+|منذ\s+\d{1,3}\s*\w+|לפני\s+\d{1,3}\s*\w+",
    re.IGNORECASE,
)
_COUNTED = (
    r"comments?|shares?|views?|(?:dis)?likes?|reactions?|reads?|votes?|kommentare?|aufrufe"
    r"|commentaires?|partages?|vues|comentarios|compartidos|visitas|coment[aá]rios"
    r"|commenti|reacties|kommentarer|комментари\w+|просмотр\w*|коментар\w*|yorum"
    r"|komentarz\w*|閲覧数|コメント|评论|阅读|조회수|댓글"
)
_COUNTER = re.compile(
    rf"^\W*[\d.,]+\s*[km]?\s*(?:{_COUNTED})\W*$"
    rf"|^\W*(?:{_COUNTED})\W*[\d.,]+\s*[km]?\W*$"
    r"|^\W*(?:this (?:article|story|page|post|video) (?:has been|was) )?"
    r"(?:shared|read|viewed|liked|geteilt|gelesen)\s+[\d.,]+\s*(?:times|mal|x)?\W*$"
    r"|^\W*[\d.,]+\s+(?:people|readers|users)\s+(?:are|have)\s+"
    r"(?:(?:reading|read|watching|viewing)\b|(?:viewed|shared|liked)\s+this\b).{0,20}$"
    r"|^\W*rated\s+\d(?:[.,]\d+)?\s*(?:/|out of)\s*\d+\b.{0,20}$",
    re.IGNORECASE,
)
#: counters that stand side by side on one line
_BESIDE = re.compile(r"\s*[|·•]\s*")
#: "3 min read" and its likes
_READING_TIME = re.compile(
    r"^\W*(?:reading time:?\s*)?\d{1,3}\s*(?:-\s*)?(?:min(?:ute)?s?\.?)\s*(?:read)?\W*$"
    r"|^\W*lesezeit:?\s*\d{1,3}.{0,12}$",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"^\W*(?:(?:last )?(?:updated|modified|published|posted)"
    r"|(?:zuletzt )?aktualisiert|stand|veröffentlicht|mis à jour|publié"
    r"|actualizado|publicado|atualizado|aggiornato|pubblicato|bijgewerkt"
    r"|gepubliceerd|oppdatert|uppdaterad|opdateret|обновлено|опубликовано|оновлено"
    r"|güncelleme|aktualizacja)\b(?P<when>.{1,100})$",
    re.IGNORECASE,
)
#: a clock time, a year, a date in numbers
_WHEN = re.compile(r"\b\d{1,2}[:.h]\d\d\b|\b20\d\d\b|\b\d{1,2}[./]\d{1,2}\b")
#: words of three letters and more in a stamp: a weekday, a month, a zone
_STAMP_WORDS = 4
#: a line of the clockwork is short
_LONGEST_CLOCKWORK = 120


def says_correction(paragraph: str) -> bool:
    """Whether *paragraph* is a newsroom's notice that it corrects its article."""
    return bool(_CORRECTION.search(paragraph[:_LONGEST_NOTICE]))


def is_clockwork(paragraph: str) -> bool:
    """Whether *paragraph* is a time stamp or a counter, and nothing else."""
    text = paragraph.strip()
    if len(text) > _LONGEST_CLOCKWORK:
        return False
    if _READING_TIME.search(text) or _is_stamp(text):
        return True
    if all(map(_COUNTER.search, _BESIDE.split(text))):
        return True
    rest = _AGO.sub("", text)
    return rest != text and len(re.findall(r"\w{4,}", rest)) <= 1


def _is_stamp(text: str) -> bool:
    found = _STAMP.search(text)
    if found is None or not _WHEN.search(found["when"]):
        return False
    return len(re.findall(r"[^\W\d_]{3,}", found["when"])) <= _STAMP_WORDS
