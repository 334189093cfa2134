"""Pages that offer something else than an article: money, letters, films, pictures.

A donation or newsletter page shows itself twice: by its address, by its heading, by
what can be filled in there; so do a site's own pages, those about it, its terms, its
door. A film or a picture series is a page of its own only where
the page calls itself one and hardly a sentence stands with it; with a text, it is an
article with a film on top.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from newswatch.extract.dom import elements, tag_names, text_of
from newswatch.extract.jsonld import text
from newswatch.extract.own_story import is_announced
from newswatch.extract.service_words import SERVICE
from newswatch.extract.signs import Signs, claims_article
from newswatch.extract.view import View, key
from newswatch.extract.wordings import DONATION, NEWSLETTER
from newswatch.model import Refusal, RefusalReason

_DONATION_SEGMENTS = tag_names(
    "donate donation donations contribute contribution support support-us supportus"
    " support-our-journalism give giving spenden spende unterstuetzen faire-un-don don"
    " dons soutenir nous-soutenir donar donaciones dona doacao doar apoie apoyanos"
    " donazioni sostienici doneer doneren steun-ons steun stott wesprzyj wspieraj"
    " donacije podpora podderzhat podderzhi donat pozhertvovat pidtrymaty bagis"
)
_NEWSLETTER_SEGMENTS = tag_names(
    "newsletter newsletters newsletter-signup newsletter-sign-up email-newsletters"
    " email-signup nieuwsbrief nieuwsbrieven nyhetsbrev nyhedsbrev nyhedsbreve boletin"
    " boletines infolettre infolettres infobrief uutiskirje newsletter-anmeldung"
    " rassylka rozsylka bulten e-bulten signup sign-up"
)
#: what stands there may be a text of its own, as of any article
_ABOUT_SEGMENTS = tag_names(
    "about about-us aboutus who-we-are ueber-uns over-ons a-propos qui-sommes-nous"
    " quienes-somos sobre-nosotros sobre quem-somos chi-siamo om-os om-oss o-nas"
    " o-proekte team our-team careers help faq"
)
_SERVICE_SEGMENTS = _ABOUT_SEGMENTS | tag_names(
    "contact contact-us terms terms-of-use terms-of-service"
    " terms-and-conditions privacy privacy-policy cookie-policy legal imprint login"
    " log-in signin sign-in register account subscribe advertise sitemap impressum"
    " kontakt datenschutz agb nutzungsbedingungen anmelden registrieren voorwaarden"
    " inloggen mentions-legales connexion cgu cgv contacto aviso-legal contato contatti"
    " note-legali kontakta-oss regulamin kontakty hakkimizda iletisim kunye giris"
)
_DOOR = "//form[.//input[@type='password']][not(ancestor::footer or ancestor::aside)]"
_PAYMENT = (
    "(//form[.//input[contains(@name, 'amount') or contains(@name, 'donat')"
    " or contains(@id, 'amount') or contains(@id, 'donat')]]"
    " | //form[contains(@action, 'paypal.') or contains(@action, 'donat')]"
    " | //iframe[contains(@src, 'donorbox.org') or contains(@src, 'stripe.com')"
    " or contains(@src, 'fundraiseup.com') or contains(@src, 'twingle.de')]"
    " | //*[contains(@class, 'donation-form') or contains(@id, 'donation-form')])"
    "[not(ancestor::footer or ancestor::aside)]"
)
_LETTER_FORM = (
    "//form[.//input[@type='email' or @name='email' or contains(@name, 'EMAIL')]]"
    "[not(ancestor::footer or ancestor::aside)]"
)
_OTHER_TYPES = frozenset({"ContactPage", "CheckoutPage"})
_VIDEO_TYPES = frozenset({"VideoObject", "Clip", "Movie", "BroadcastEvent"})
_GALLERY_TYPES = frozenset({"ImageGallery", "MediaGallery"})
_VIDEO_SEGMENTS = tag_names("video videos watch videa wideo vidéo vídeo vídeos")
_GALLERY_SEGMENTS = tag_names(
    "gallery galleries photo-gallery photogalleries photogallery photos slideshow"
    " bildergalerie bildergalerien fotostrecke fotostrecken diaporama galeria galerias"
    " fotogalerie fotogaleria fotogalerias fotogalerij gallerie fotogallery"
)
_PLAYERS = (
    "//video | //iframe[contains(@src, 'youtube') or contains(@src, 'vimeo')"
    " or contains(@src, 'dailymotion') or contains(@src, 'player')]"
)
_FIGURES = "//figure[.//img] | //*[contains(@class, 'gallery')]//img"
_MANY_FIGURES = 6
#: paragraphs side by side that are more than a description; segments of an address
_TWO = 2
_MOST = 20


def offer(signs: Signs) -> Refusal | None:
    """A page for money, for letters, or by its own word for something else."""
    for reason, detail, evidence in (
        (
            RefusalReason.DONATION_PAGE,
            "a page that asks for money",
            _shown(signs, _DONATION_SEGMENTS, DONATION.fullmatch, _PAYMENT),
        ),
        (
            RefusalReason.NEWSLETTER_PAGE,
            "a page to sign up for letters",
            _shown(signs, _NEWSLETTER_SEGMENTS, NEWSLETTER.fullmatch, _LETTER_FORM),
        ),
        (
            RefusalReason.NOT_ARTICLE,
            "one of the site's own pages",
            _service(signs),
        ),
        (RefusalReason.NOT_ARTICLE, "another kind of page", _other(signs)),
    ):
        if evidence:
            return Refusal(reason=reason, detail=detail, evidence=tuple(evidence))
    return None


def _shown(
    signs: Signs, segments: frozenset[str], says: Callable[[str], object], form: str
) -> list[str]:
    """Evidence of two kinds among address, heading and form; the form never alone."""
    address = [f"url:/{part}" for part in signs.path[-1:] if part in segments]
    above = [f"url:/{part}/" for part in signs.path[-2:-1] if part in segments]
    heads = [e.evidence for e in signs.headings if e.where != "h2" and says(e.text)][:1]
    if not (address or above or heads):
        return []
    forms = ["html:form"] if elements(signs.view.root, form) else []
    if above and forms and not address and _is_nameless(signs):
        return [*above, *forms]
    if not (address and (heads or forms)) and not (heads and forms):
        return []
    # Without such an address, it is a heading over a text that may be a story.
    if not address and (signs.running or claims_article(signs.view)):
        return []
    return [*address, *above, *heads, *forms]


def _service(signs: Signs) -> list[str]:
    """Evidence of a page about the site, its terms or its door; headed so in any case.

    A film may be called "Contact", and its review stand at /film/contact. What a page
    tells of its site at length is a text like another; terms are none.
    """
    heads = signs.at("h1") if elements(signs.view.root, "//h1") else signs.at("title")
    said = [each.evidence for each in heads if SERVICE.fullmatch(each.text)][:1]
    if not said:
        return []
    address = [f"url:/{part}" for part in signs.path[-1:] if part in _SERVICE_SEGMENTS]
    is_text = signs.has_running_text and signs.path[-1] in _ABOUT_SEGMENTS
    is_deep = len(signs.path) > _TWO and signs.running > 0
    if address and not is_text and not is_deep:
        return [*address, *said]
    is_story = signs.running or claims_article(signs.view)
    if not is_story and elements(signs.view.root, _DOOR):
        return [*said, "html:form"]
    return []


def _is_nameless(signs: Signs) -> bool:
    """Whether the address ends in a word or two, and no story stands there.

    As one letter among a paper's letters has it; an edition has a day or a headline.
    """
    is_edition = any(char.isdigit() for char in signs.path[-1])
    if is_edition or signs.path[-1].count("-") > 1 or is_announced(signs):
        return False
    return signs.running < _TWO and not claims_article(signs.view)


def _other(signs: Signs) -> list[str]:
    if signs.has_running_text or claims_article(signs.view):
        return []
    tops = [name for node in signs.view.graph.nodes if node.top for name in node.types]
    return [f"json-ld:{name}" for name in tops if name in _OTHER_TYPES][:1]


def media_page(view: View, title: str | None) -> Refusal | None:
    """A film or a picture series that the page says it is; None for all else.

    To be asked where hardly any text was found.
    """
    if claims_article(view):
        return None
    if evidence := list(_video(view, title)):
        reason, detail = RefusalReason.VIDEO_PAGE, "a film without a text"
    elif evidence := list(_gallery(view, title)):
        reason, detail = RefusalReason.GALLERY_PAGE, "pictures without a text"
    else:
        return None
    return Refusal(reason=reason, detail=detail, evidence=tuple(evidence))


def _video(view: View, title: str | None) -> Iterator[str]:
    kinds = [v for _, v in view.meta.each("og:type") if v.lower().startswith("video")]
    yield from (f"opengraph:og:type {kind[:40]}" for kind in kinds[:1])
    yield from _stated(view, title, _VIDEO_TYPES)
    if address := _segment(view, _VIDEO_SEGMENTS):
        players = elements(view.root, _PLAYERS)
        if players:
            yield from [address, f"html:{players[0].tag}"]


def _gallery(view: View, title: str | None) -> Iterator[str]:
    kinds = [v for _, v in view.meta.each("og:type") if "gallery" in v.lower()]
    yield from (f"opengraph:og:type {kind[:40]}" for kind in kinds[:1])
    yield from _stated(view, title, _GALLERY_TYPES)
    if address := _segment(view, _GALLERY_SEGMENTS):
        count = len(elements(view.root, _FIGURES))
        if count >= _MANY_FIGURES:
            yield from [address, f"html: {count} pictures"]


def _stated(view: View, title: str | None, types: frozenset[str]) -> Iterator[str]:
    """The node of one of *types* that is called what the page is."""
    node = view.subject
    if node is None or not (found := [name for name in node.types if name in types]):
        return
    name = text(node.fields.get("name")) or text(node.fields.get("headline"))
    heads = [text_of(item) for item in elements(view.root, "//h1")[:_MOST]]
    called = {key(each) for each in heads or [title or ""]}
    if name and key(name) in called:
        yield f"json-ld:{found[0]}"


def _segment(view: View, segments: frozenset[str]) -> str | None:
    parts = view.page.url.lower().split("?")[0].split("/")[3:-1]
    return next((f"url:/{part}/" for part in parts if part in segments), None)
