"""Whether an article can be read without paying, as its page declares.

https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
asks for `isAccessibleForFree`, once for the article and once for its paid parts;
`article:content_tier` is Facebook's word for it. Metered articles are declared as not
free in both.
"""

from __future__ import annotations

from collections.abc import Iterator

from newswatch.extract.jsonld import Json, each
from newswatch.extract.meta import method
from newswatch.extract.view import Found, View
from newswatch.model import Caution

_TIERS = {"free": True, "metered": False, "locked": False}


def free_of(view: View) -> Found[bool] | None:
    """What the page claims; the article's own word counts before that of its parts."""
    claims = list(_claims(view))
    if len({claim.value for claim in claims}) > 1:
        view.doubt(Caution.ACCESS_CONFLICT)
    return next(iter(claims), None)


def _claims(view: View) -> Iterator[Found[bool]]:
    for found in view.stated("isAccessibleForFree"):
        if (free := _claim(found.value)) is not None:
            yield Found(free, found.evidence)
    for found in view.stated("hasPart"):
        parts = [part for part in each(found.value) if isinstance(part, dict)]
        # A part that is free says nothing of the rest.
        if any(_claim(part.get("isAccessibleForFree")) is False for part in parts):
            yield Found(False, f"{found.evidence}.isAccessibleForFree")
    for _, value in view.meta.each("isaccessibleforfree"):
        if (free := _claim(value)) is not None:
            yield Found(free, "microdata:isAccessibleForFree")
    for name, value in view.meta.each("article:content_tier"):
        if (free := _TIERS.get(value.lower())) is not None:
            yield Found(free, method(name))


def _claim(value: Json) -> bool | None:
    word = str(next(each(value), "")).rpartition("/")[2].strip().lower()
    return {"true": True, "1": True, "false": False, "0": False}.get(word)
