"""Page objects: code for the few outlets whose pages no rule can describe.

`pages/<outlet id>.py` has one function, `mend(page)`, which gives the page back as the
usual reading understands it: a text that stood in a script as an `<article>`, say.
Rules, fields, limits and evidence stay those of any page. docs/rules.md has an example.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from newswatch.model import FetchedPage

log = logging.getLogger(__name__)

Mend = Callable[[FetchedPage], FetchedPage]


def mended(page: FetchedPage, outlet_id: str) -> FetchedPage:
    """*page* as its outlet's page object gives it back, itself if there is none.

    A page object that fails on a page costs its mending, not the page.
    """
    mend = _mend_of(outlet_id)
    if mend is None:
        return page
    try:
        return mend(page)
    except MemoryError:
        raise
    except Exception:  # the boundary of one page
        log.exception("page object failed", extra={"outlet": outlet_id})
        return page


@lru_cache(maxsize=1024)
def _mend_of(outlet_id: str) -> Mend | None:
    # An id may be any slug, `__init__` among them.
    if outlet_id.startswith("_") or find_spec(f"{__name__}.{outlet_id}") is None:
        return None
    mend: Mend = import_module(f"{__name__}.{outlet_id}").mend
    return mend
