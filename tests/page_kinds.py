"""Small pages of every kind that is no article; look_alikes.py has the articles."""

from __future__ import annotations

from dataclasses import dataclass

from markup import ADDRESS, STORY, json_ld, markup, story

from newswatch.model import Link, RefusalReason, Via

#: one sentence
FLASH = "<p>The two ministers have left the hall, a spokesman said.</p>"
#: five paragraphs side by side
LONG = story(STORY + STORY[:2])
CARDS = "".join(
    f"<div><h3><a href='/{n}-a-story-with-a-slug'>A story, number {n}</a></h3>"
    f"<p>Its first words, cut.</p></div>"
    for n in range(20)
)
LINKS = "".join(
    f"<li><a href='/2026/{n}-story'>A headline of seven words or eight, number {n}</a>"
    for n in range(30)
)
#: of headings, of a heading with a text behind it, and of links without any heading
FEW = "".join(
    f"<div class='teaser'><h3><a href='/{n}-a-story'>A story of its own, number {n}"
    f"</a></h3><p>The first sentence of that story, all of it, number {n}.</p></div>"
    for n in range(8)
)
FLAT = "".join(
    f"<h2><a href='/{n}-a-story'>A story of its own, number {n}</a></h2>"
    f"<p>The first sentence of that story, all of it, number {n}.</p>"
    for n in range(8)
)
BOXES = "".join(
    f"<article class='card'><a href='/{n}-a-story'><img src='{n}.jpg'><div>A story of "
    f"its own, number {n}</div><p>The first sentence of it, number {n}.</p></a>"
    "</article>"
    for n in range(14)
)
NOINDEX = '<meta name="robots" content="noindex, follow">'
OG = '<meta property="og:type" content="{}">'
DATE = '<meta property="article:published_time" content="2026-11-20T10:00Z">'
HOST = "https://herald.example"


@dataclass(frozen=True, kw_only=True)
class Kind:
    name: str
    #: None: an article
    reason: RefusalReason | None
    body: str
    head: str = ""
    url: str = ADDRESS
    #: what the listing called it
    announced: str | None = None
    body_class: str = ""

    @property
    def html(self) -> str:
        text = markup(self.body, self.head)
        return text.replace("<body>", f'<body class="{self.body_class}">')

    @property
    def link(self) -> Link | None:
        if self.announced is None:
            return None
        return Link(url=self.url, via=Via.FEED, title=self.announced)


def _no(reason: str, name: str, body: str, head: str = "", **more: str) -> Kind:
    return Kind(name=name, reason=RefusalReason(reason), body=body, head=head, **more)


#: one phrase a language, as content systems word it
NOT_FOUND = {
    "en": "Sorry, this page is no longer available",
    "de": "Die angeforderte Seite wurde leider nicht gefunden",
    "fr": "La page que vous recherchez n'existe plus",
    "es": "La página solicitada no se ha encontrado",
    "pt": "Página não encontrada",
    "it": "La pagina richiesta non è stata trovata",
    "nl": "Deze pagina bestaat niet",
    "sv": "Sidan kunde inte hittas",
    "no": "Siden finnes ikke",
    "da": "Siden blev ikke fundet",
    "fi": "Sivua ei löytynyt",
    "pl": "Nie znaleziono strony",
    "cs": "Stránka nenalezena",
    "hu": "Az oldal nem található",
    "ro": "Pagina nu a fost găsită",
    "bg": "Страницата не е намерена",
    "ru": "Запрошенная страница не существует",
    "uk": "Сторінку не знайдено",
    "sr": "Stranica nije pronađena",
    "el": "Η σελίδα δεν βρέθηκε",
    "tr": "Aradığınız sayfa bulunamadı",
    "ar": "الصفحة غير موجودة",
    "fa": "صفحه مورد نظر یافت نشد",
    "he": "העמוד לא נמצא",
    "hi": "पृष्ठ नहीं मिला",
    "id": "Halaman tidak ditemukan",
    "vi": "Không tìm thấy trang",
    "zh": "您访问的页面不存在",
    "ja": "お探しのページは見つかりませんでした",
    "ko": "페이지를 찾을 수 없습니다",
}

#: a first sentence, or a heading
GONE = {
    "en": "This article is no longer available.",
    "de": "Der Artikel ist leider nicht mehr verfügbar.",
    "nl": "Dit artikel is helaas niet meer beschikbaar.",
    "es": "El contenido que busca ya no está disponible.",
    "pt": "Este artigo já não está disponível.",
    "fr": "Cet article n’est plus disponible.",
    "it": "Il contenuto che cerchi non è più disponibile.",
    "sv": "Artikeln finns inte längre.",
    "no": "Artikkelen er dessverre ikke lenger tilgjengelig.",
    "pl": "Ten artykuł nie jest już dostępny.",
    "ru": "Этот материал больше не доступен.",
    "uk": "Ця сторінка більше не доступна.",
}

MISSING = [
    *(
        _no("soft-404", f"gone, {where}, {language}", form.format(said))
        for language, said in GONE.items()
        for where, form in {
            "heading": "<h1>{}</h1><p>Please try our home page.</p>",
            "below an apology": "<h1>Lo sentimos</h1><p>{} www.herald.example</p>",
            "all there is": "<h1>The Herald</h1><p>{}</p>",
        }.items()
    ),
    *(
        _no("soft-404", f"not found, heading, {language}", f"<h1>{said}</h1>{FLASH}")
        for language, said in NOT_FOUND.items()
    ),
    _no("soft-404", "404 in the title", CARDS, "<title>404 - The Herald</title>"),
    _no("soft-404", "error code", "<h1>Fehler 404</h1>"),
    _no("soft-404", "bare", "<h1>Not Found</h1><p>Nothing at this address.</p>"),
    _no(
        "soft-404",
        "oops",
        "<h1>Oops!</h1><p>The page you are looking for does not exist.</p>",
    ),
    _no(
        "soft-404",
        "long help, noindex",
        f"<h1>Page not found: here is what you can do</h1>{LONG}",
        NOINDEX,
    ),
    _no("soft-404", "WordPress", f"<h1>Hm</h1>{CARDS}", body_class="error404 wp-x"),
    _no(
        "soft-404",
        "front page sent instead",
        CARDS,
        f'<link rel="canonical" href="{HOST}/">'
        + json_ld('{"@type":"CollectionPage"}'),
    ),
    _no("error-page", "gateway", "<h1>502 Bad Gateway</h1>"),
    _no("error-page", "database", "<h1>Error establishing a database connection</h1>"),
    _no("error-page", "maintenance", "<h1>Wartungsarbeiten</h1><p>Bald zurück.</p>"),
    _no("error-page", "French", "<h1>Une erreur est survenue</h1><p>Réessayez.</p>"),
    _no("error-page", "Russian", "<title>x</title><h1>Технические работы</h1>"),
    _no(
        "error-page",
        "script",
        "<h2>Application error: a client-side exception has occurred</h2>",
    ),
    _no("error-page", "edge", "<div id='cf-error-details'><h1>Error 522</h1></div>"),
    _no("error-page", "PHP", "<h1>Fatal error: x() undefined in /a.php on line 3</h1>"),
    _no("error-page", "title only", "", "<title>503 Service Unavailable</title>"),
]

WALLS = [
    _no(
        "robot-check",
        "Cloudflare",
        "<noscript><p>Enable JavaScript and cookies to continue</p></noscript>"
        "<script>window._cf_chl_opt={};</script>",
        "<title>Just a moment...</title>",
    ),
    _no("robot-check", "Cloudflare, other title", "<form id='challenge-form'></form>"),
    _no(
        "robot-check",
        "DataDome",
        "<p id='cmsg'>Please enable JS and disable any ad blocker</p>"
        "<script>var dd={'host':'geo.captcha-delivery.com'}</script>",
        "<title>herald.example</title>",
    ),
    _no(
        "robot-check",
        "PerimeterX",
        "<h1>Press and hold</h1><div id='px-captcha'></div>",
        "<title>Access to this page has been denied</title>",
    ),
    _no(
        "robot-check",
        "Akamai",
        "<h1>Access Denied</h1><p>Reference #18.2d</p><p>https://errors.edgesuite.net/18"
        "</p>",
    ),
    _no(
        "robot-check",
        "Imperva",
        "<iframe id='main-iframe' src='/_Incapsula_Resource?x=1'>Request unsuccessful."
        "</iframe>",
    ),
    _no(
        "robot-check", "Anubis", "<h1>One moment</h1><div id='anubis_challenge'></div>"
    ),
    _no("robot-check", "AWS", "<script>window.gokuProps = {};</script><p>Wait.</p>"),
    _no("robot-check", "Russian", "<h1>Вы не робот?</h1><form action='/check'></form>"),
    _no("robot-check", "German", "<h1>Sind Sie ein Mensch?</h1><p>Bitte prüfen.</p>"),
    _no(
        "region-block",
        "region",
        "<h1>Sorry, this content is not available in your region.</h1>",
    ),
    _no(
        "region-block",
        "legal",
        "<h1>451: Unavailable due to legal reasons</h1><p>EU</p>",
    ),
    *(
        _no(
            "consent-wall",
            f"consent, {language}",
            f"<h1>{said}</h1><p>Partners store things.</p><button>OK</button>",
        )
        for language, said in {
            "en": "We value your privacy",
            "de": "Ihre Privatsphäre ist uns wichtig",
            "fr": "Le respect de votre vie privée est notre priorité",
            "es": "Valoramos tu privacidad",
            "it": "Il rispetto della tua privacy è la nostra priorità",
            "nl": "Wij respecteren uw privacy",
            "pl": "Cenimy Twoją prywatność",
            "ru": "Мы ценим вашу конфиденциальность",
        }.items()
    ),
    _no(
        "consent-wall", "long", f"<h1>Privacy settings</h1><div id='didomi-host'>{LONG}"
    ),
    _no(
        "consent-wall",
        "pay or consent",
        "<h1>Herald mit Werbung lesen</h1><p>Oder im Abo.</p>",
    ),
    _no(
        "consent-wall",
        "dialog alone, no heading",
        "<nav><a href='/'>Home of the Herald since 1883</a></nav>"
        "<div id='sp_message_container_1'><p>We and 214 partners store and read data "
        "on your device to show you personal advertising.</p></div>",
        "<title>Herald</title>",
    ),
    _no(
        "consent-wall",
        "wall over an article's own metadata",
        "<div class='fc-consent-root'><p>Herald asks for your consent to use your "
        "personal data for these purposes.</p></div>",
        DATE,
    ),
    _no(
        "paywall-stub",
        "two prompts",
        "<article><h1>Port shut</h1><p>Subscribe to continue reading this story.</p>"
        "<p>Already a subscriber? Sign in.</p></article>",
        DATE,
    ),
    _no(
        "paywall-stub",
        "German prompt under a mark",
        "<article><h1>Hafen zu</h1><div class='paywall'><p>Dieser Artikel ist nur für "
        "Abonnenten lesbar.</p></div></article>",
        json_ld('{"@type":"NewsArticle","isAccessibleForFree":false}'),
    ),
    _no(
        "paywall-stub",
        "nothing at all",
        "<h1>Port shut</h1>",
        json_ld('{"@type":"NewsArticle","isAccessibleForFree":"False"}'),
    ),
]

LISTINGS = [
    _no("index-page", "front page", CARDS, url=f"{HOST}/"),
    _no("index-page", "section", CARDS, url=f"{HOST}/world/europe/"),
    _no("index-page", "section, page 3", CARDS, url=f"{HOST}/world/page/3"),
    _no("index-page", "CollectionPage", json_ld('{"@type":"CollectionPage"}') + CARDS),
    _no("index-page", "ItemList", json_ld('{"@type":"ItemList"}') + f"<ol>{LINKS}"),
    _no("index-page", "list of links", f"<h1>Europe</h1><ul>{LINKS}</ul>",
        OG.format("website")),
    _no("index-page", "WordPress archive", CARDS, body_class="archive date",
        url=f"{HOST}/2026/11/"),
    _no("tag-page", "by address", f"<h1>Riyadh</h1>{CARDS}", url=f"{HOST}/tag/riyadh"),
    _no("tag-page", "German", f"<h1>Riad</h1><ul>{LINKS}</ul>",
        url=f"{HOST}/thema/riad?seite=2"),
    _no("tag-page", "author", json_ld('{"@type":"ProfilePage"}') + CARDS,
        url=f"{HOST}/author/ann-reporter"),
    _no("tag-page", "heading", f"<h1>Тег: переговоры</h1>{CARDS}"),
    _no("tag-page", "WordPress", f"<h1>Riyadh</h1>{CARDS}", body_class="archive tag"),
    _no("tag-page", "profile", f"<h1>Ann</h1>{CARDS}", OG.format("profile")),
    _no("search-page", "SearchResultsPage",
        json_ld('{"@type":"SearchResultsPage"}') + CARDS),
    _no("search-page", "by address", f"<h1>Search results for talks</h1>{CARDS}",
        url=f"{HOST}/search?q=talks"),
    _no("search-page", "WordPress", "<h1>Nichts da</h1>", body_class="search"),
    _no("search-page", "Spanish", f"<h1>Resultados de búsqueda</h1><ul>{LINKS}</ul>",
        url=f"{HOST}/buscar/dialogo"),
    *(
        _no(reason, f"{name}, {kind}", f"<main>{above}{cards}</main>", head, url=url)
        for kind, cards in {"few": FEW, "flat": FLAT, "boxes": BOXES}.items()
        for reason, name, url, above, head in (
            ("index-page", "short section", f"{HOST}/business", "<h1>Business</h1>",
             ""),
            ("index-page", "section without heading", f"{HOST}/business/", "",
             "<title>Business News | The Herald</title>"),
            ("index-page", "section of two words", f"{HOST}/local-news",
             "<h1>Local news</h1><p>All that happens in the town and around it.</p>",
             ""),
            ("index-page", "section by its number of page", f"{HOST}/politik/page/12",
             "<h1>Politik</h1>", ""),
            ("index-page", "dossier", f"{HOST}/harbour-dossier-2026",
             "<h1>Harbour dossier</h1><p>All our stories about the harbour.</p>", ""),
            ("tag-page", "author with a life", f"{HOST}/authors/ann-reporter",
             "<h1>Ann Reporter</h1><p>Ann Reporter has been the political editor of "
             "the Herald since 2004. She came from the Post.</p>", ""),
            ("search-page", "count of results", f"{HOST}/?s=talks",
             "<h1>8 results for talks</h1>", ""),
            ("search-page", "count of results, German", f"{HOST}/?s=talks",
             "<h1>14 Treffer für talks</h1>", ""),
            ("search-page", "count of results, Russian", f"{HOST}/?s=talks",
             "<h1>Найдено 14 результатов</h1>", ""),
        )
    ),
    _no("index-page", "announced, and not filled yet", "<h1>Talks end at last</h1>"
        f"<section><h2>More news</h2>{CARDS}</section>", url=f"{HOST}/news/1000",
        announced="Talks end at last"),
]  # fmt: skip

FILM = json_ld('{"@type":"VideoObject","name":"Envoys arrive"}')
PICTURES = "".join(
    f"<figure><img src='{n}.jpg'><figcaption>Hall {n}</figcaption></figure>"
    for n in range(8)
)
PAY = "<form action='/pay'><input name='amount'><button>Give</button></form>"
MAIL = "<form action='/join'><input type='email' name='email'></form>"

OFFERS = [
    _no("video-page", "VideoObject", f"<h1>Envoys arrive</h1>{FILM}<video></video>"),
    _no("video-page", "og:type", f"<h1>Envoys arrive</h1><video></video>{FLASH}",
        OG.format("video.other")),
    _no("video-page", "address and player",
        "<h1>Envoys arrive</h1><iframe src='https://www.youtube.com/embed/x'></iframe>",
        url=f"{HOST}/video/envoys-arrive"),
    _no("gallery-page", "ImageGallery",
        json_ld('{"@type":"ImageGallery","name":"The day in pictures"}')
        + f"<h1>The day in pictures</h1>{PICTURES}"),
    _no("gallery-page", "address and pictures", f"<h1>Der Tag</h1>{PICTURES}",
        url=f"{HOST}/bildergalerie/der-tag"),
    _no("donation-page", "address and form",
        f"<h1>A free press needs you</h1>{LONG}{PAY}", url=f"{HOST}/contribute"),
    _no("donation-page", "address and heading", f"<h1>Support the Herald</h1>{LONG}",
        OG.format("article"), url=f"{HOST}/support-us"),
    _no("donation-page", "French", f"<h1>Faire un don</h1>{PAY}", url=f"{HOST}/don"),
    _no("donation-page", "heading and form", f"<h1>Поддержите нас</h1>{PAY}"),
    _no("newsletter-page", "address and form", f"<h1>Every morning</h1>{MAIL}",
        url=f"{HOST}/newsletter"),
    _no("newsletter-page", "heading and form",
        f"<h1>Sign up for our newsletters</h1><p>Free.</p>{MAIL}"),
    _no("newsletter-page", "Dutch", f"<h1>Onze nieuwsbrieven</h1>{MAIL}",
        url=f"{HOST}/nieuwsbrieven"),
    _no("newsletter-page", "one of the letters", f"<h1>The Morning Herald</h1><p>Start "
        f"your day with what matters, sent to you by our editors at 6 am.</p>{MAIL}",
        url=f"{HOST}/newsletters/morning"),
    *(
        _no("not-article", name, f"<h1>{head}</h1>{text}", url=f"{HOST}/{name}")
        for text, name, head in (
            (FLASH, "about-us", "About us"), (LONG, "terms", "Terms of use"),
            (LONG, "impressum", "Impressum"), (LONG, "de/datenschutz", "Datenschutz"),
            (FLASH, "quienes-somos", "Quiénes somos"), (FLASH, "o-nas", "O nas"),
            (LONG, "mentions-legales", "Mentions légales"),
            (FLASH, "kontakty", "Контакты"),
        )
    ),
    _no("not-article", "door", "<h1>Log in to your account</h1><form><input type=email>"
        "<input type=password></form><p>No account? Register now to comment.</p>",
        url=f"{HOST}/login?next=/a"),
    _no("not-article", "door at an odd address", "<h1>Anmelden</h1><form>"
        "<input type=password></form>", url=f"{HOST}/konto/tuer"),
    _no("not-article", "contact", json_ld('{"@type":"ContactPage"}') + FLASH),
    _no("empty-body", "JavaScript", "<p>Please enable JavaScript to run this.</p>"),
]  # fmt: skip

NO_ARTICLES = [*MISSING, *WALLS, *LISTINGS, *OFFERS]
