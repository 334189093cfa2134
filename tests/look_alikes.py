"""Articles that look like the pages of page_kinds.py and must be let in."""

from __future__ import annotations

from markup import ADDRESS, STORY, json_ld, story
from page_kinds import (
    BOXES,
    CARDS,
    DATE,
    FEW,
    FILM,
    FLASH,
    FLAT,
    HOST,
    LINKS,
    LONG,
    MAIL,
    OG,
    PAY,
    PICTURES,
    Kind,
)


def _yes(name: str, body: str, head: str = "", **more: str) -> Kind:
    return Kind(name=name, reason=None, body=body, head=head, **more)


#: what an article's page may have below, beside and around its text
BELOW = {
    "few": f"<section><h2>More news</h2>{FEW}</section>",
    "flat": f"<section><h2>More news</h2>{FLAT}</section>",
    "boxes": f"<section><h2>More news</h2>{BOXES}</section>",
    "cards": f"<section><h2>More news</h2>{CARDS}</section>",
    "cards, no heading": CARDS,
    "boxes, no heading": BOXES,
}
SENTENCES = story(STORY)

ARTICLES = [
    _yes("flash", f"<h1>Talks end</h1>{FLASH}"),
    _yes("flash beside cards", f"<h1>Talks end</h1>{FLASH}<aside>{CARDS}</aside>"),
    _yes("flash that calls itself a website",
         f"<h1>Talks end</h1>{FLASH}<ul>{LINKS}</ul>", OG.format("website")),
    _yes("flash below a tag", f"<h1>Talks end</h1>{FLASH}{CARDS}",
         url=f"{HOST}/topics/talks-end-in-riyadh"),
    _yes("flash with a banner for consent",
         f"<h1>Talks end</h1>{FLASH}<div id='onetrust-consent-sdk'><h2>We value your "
         "privacy</h2><p>We and our partners store things on your device.</p></div>"),
    _yes("text without paragraphs, with a banner",
         "<div id='didomi-host'><p>We and our partners store things on your device."
         f"</p></div><div>{STORY[0]}<br><br>{STORY[1]}<br><br>{STORY[2]}</div>"),
    _yes("404 dead", f"<h1>404 dead in flood</h1>{FLASH}",
         "<title>404 dead in flood - The Herald</title>"),
    _yes("404 dead, with a colon", f"<h1>404: the number of the dead</h1>{FLASH}"),
    _yes("a page that was not found", f"<h1>Diary's last page not found, court hears"
         f"</h1>{LONG}"),
    _yes("headline of an error, announced", f"<h1>Page not found</h1>{FLASH}",
         announced="Page not found"),
    _yes("headline of an error, dated", f"<h1>Page not found</h1>{FLASH}", DATE),
    _yes("somebody's page", f"<h1>Minister's Facebook page was removed</h1>{FLASH}"),
    _yes("somebody's page, German",
         f"<h1>Facebook-Seite der Partei existiert nicht mehr</h1>{FLASH}"),
    _yes("since Monday, in Danish",
         f"<h1>Siden mandag findes der ikke flere billetter</h1>{FLASH}"),
    _yes("what sites need for cookies",
         "<h1>Ruling</h1><p>Sites need consent before they set cookies, a court says."),
    _yes("heading of a box in an article",
         f"<h1>Budget passed</h1>{FLASH}<h2>500</h2><h2>Maintenance</h2>"),
    _yes("old page below a tag's name, text without paragraphs",
         f"<h1>Ann honoured</h1><div>{STORY[0]}<br>{STORY[1]}</div>{CARDS}",
         url=f"{HOST}/people/ann-honoured"),
    _yes("ItemList of related stories beside a flash",
         json_ld('{"@type":"ItemList"}') + f"<h1>Talks end</h1>{FLASH}"),
    _yes("film's node with the page's address",
         json_ld(f'{{"@type":"VideoObject","@id":"{ADDRESS}#film","name":"Hall"}}')
         + f"<h1>Talks end</h1>{FLASH}"),
    _yes("appeal in the foot", f"<h1>Donate to flood victims</h1>{FLASH}"
         f"<footer>{PAY}</footer>"),
    _yes("ad-supported plan", "<h1>Netflix mit Werbung nutzen immer mehr</h1>"
         + FLASH),
    _yes("traffic", f"<h1>Unusual traffic jams after strike</h1>{FLASH}"),
    _yes("about an outage", f"<h1>Bad gateway: why half the web was down</h1>{FLASH}"),
    _yes("about maintenance", f"<h1>Maintenance of bridge delayed</h1>{FLASH}"),
    _yes("headline Access denied, announced", f"<h1>Access denied</h1>{FLASH}",
         announced="Access denied"),
    _yes("headline Access denied, long", f"<h1>Access denied</h1>{LONG}"),
    _yes("about robot checks", f"<h1>Are you a robot? Why captchas fail</h1>{FLASH}"),
    _yes("vendor's script on every page",
         f"<h1>Talks end</h1>{FLASH}<script src='/cdn-cgi/challenge-platform/scripts/"
         "jsd/main.js'></script><script src='https://js.datadome.co/tags.js'></script>"
         "<script>window._pxAppId='x'</script><div class='g-recaptcha'></div>"),
    _yes("about cookies", "<h1>Cookie banners must go, court says</h1>"
         "<p>A court has ruled that cookie banners need a button to reject all.</p>"),
    _yes("about privacy, with a banner", "<h1>What your privacy is worth</h1>"
         "<p>Consent to cookies is sold for cents, a study says.</p>"
         "<div id='CybotCookiebotDialog'><p>This site uses cookies for statistics."),
    _yes("about an article that is gone",
         "<h1>Talks end</h1><p>This article is no longer available, the Post told its "
         "readers on Monday, after a court had asked for its removal.</p>"),
    _yes("headline of a thing that is gone",
         f"<h1>Der Artikel ist nicht mehr verfügbar: Händler am Pranger</h1>{FLASH}"),
    _yes("headline that begins like a notice",
         f"<h1>The page is not available to half of the world</h1>{FLASH}"),
    _yes("two sentences, the second of what is gone", f"<h1>Talks end</h1>{FLASH}"
         "<p>This article has been removed.</p>"),
    _yes("about contact", f"<h1>Contact lost with probe</h1>{FLASH}",
         url=f"{HOST}/space/contact"),
    _yes("headed like a site's own page", f"<h1>About us</h1>{FLASH}",
         url=f"{HOST}/film/review-about-us-12345"),
    _yes("headed like a site's own page, announced", f"<h1>Contact</h1>{FLASH}",
         url=f"{HOST}/contact", announced="Contact"),
    _yes("text about a house, at length", f"<h1>Über uns</h1>{LONG}",
         url=f"{HOST}/about"),
    _yes("review of a film that is headed so", f"<h1>Contact</h1>{LONG}",
         url=f"{HOST}/culture/film/contact"),
    _yes("section called Help, door on every page",
         f"<h1>Talks end</h1>{FLASH}<form><input type=password></form>",
         "<title>Talks end | Help | The Herald</title>", url=f"{HOST}/world/help"),
    _yes("login in the head", f"<header><form><input type=password></form></header>"
         f"<h1>Help!</h1>{story()}"),
    _yes("short edition of a letter", f"<h1>Morning briefing</h1>{FLASH}{MAIL}",
         url=f"{HOST}/newsletters/morning-25-november-2026"),
    _yes("edition of a letter by its headline", f"<h1>Why talks end</h1>{FLASH}{MAIL}",
         url=f"{HOST}/newsletters/why-the-talks-end"),
    _yes("about letters", f"<h1>Why newsletters are back</h1>{story()}{MAIL}"),
    _yes("newsletter form under a flash", f"<h1>Talks end</h1>{FLASH}{MAIL}"
         "<h2>Sign up for our newsletters</h2>"),
    _yes("edition of a newsletter", f"<h1>Morning, 25 November</h1>{LONG}{MAIL}",
         url=f"{HOST}/newsletter/morning-25-november"),
    _yes("about donations", f"<h1>Donate blood, hospitals plead</h1>{FLASH}"),
    _yes("appeal below", f"<h1>Port shut</h1>{story()}<h2>Support us</h2>{PAY}"),
    _yes("film on top", f"<h1>Envoys arrive</h1><video></video>{FILM}{story()}"),
    _yes("film of another name beside a flash",
         f"<h1>Talks end</h1>{FILM}<video></video>{FLASH}"),
    _yes("film's page with an article's mark",
         f"<h1>Envoys arrive</h1>{FILM}<video></video>{FLASH}", OG.format("article")),
    _yes("pictures with a text", f"<h1>The day</h1>{PICTURES}{story()}",
         url=f"{HOST}/gallery/the-day"),
    _yes("long list", "<h1>Who sits at the table</h1><p>These are the members of both "
         "delegations, as the hosts have published them.</p><ol>"
         + "".join(f"<li>Name {n}, deputy head of room {n}</li>" for n in range(30))
         + "</ol>"),
    _yes("list of links to sources", "<h1>All our reports on the talks</h1>"
         f"<p>This is what we have reported since the summer, in order of time.</p>"
         f"<ul>{LINKS}</ul>"),
    _yes("ItemList beside a text", json_ld('{"@type":"ItemList"}') + LONG),
    _yes("headings that link to themselves", f"<h1>Guide</h1>{story()}" + "".join(
        f"<h2><a href='#s{n}'>Part {n}</a></h2><p>A word.</p>" for n in range(14)),
        url=f"{HOST}/guides"),
    _yes("about a search", f"<h1>Search for survivors goes on</h1>{FLASH}{CARDS}"),
    _yes("teaser before a paywall",
         f"<article><h1>Port shut</h1>{FLASH}<div class='paywall'><p>Subscribe to "
         "continue reading.</p></div></article>", DATE),
    _yes("headline with the word subscribe", "<h1>Readers subscribe again</h1>"
         "<p>More people subscribe to read local papers, a survey says.</p>"),
    _yes("story of an author", f"<h1>Ann Reporter honoured</h1>{LONG}",
         url=f"{HOST}/people/ann-reporter"),
    *(
        _yes(f"{name}, {kind} below", f"<main><article>{text}</article>{below}</main>",
             head, **more)
        for kind, below in BELOW.items()
        for name, text, head, more in (
            ("three sentences, number in the address",
             f"<h1>Talks end at last</h1>{SENTENCES}", "",
             {"url": f"{HOST}/news/1000", "announced": "Talks end at last"}),
            ("three sentences, number, not announced",
             f"<h1>Talks end at last</h1>{SENTENCES}", "",
             {"url": f"{HOST}/news/1000"}),
            ("flash, short number", f"<h1>Talks end at last</h1>{FLASH}", "",
             {"url": f"{HOST}/news/10"}),
            ("flash in a section's place, announced",
             f"<h1>Business</h1>{FLASH}", "",
             {"url": f"{HOST}/business", "announced": "Business"}),
            ("flash, announced as the title has it", FLASH,
             "<title>Talks end at last | The Herald</title>",
             {"url": f"{HOST}/news/talks", "announced": "Talks end at last"}),
            ("flash below a plain address", f"<h1>Talks end at last</h1>{FLASH}", "",
             {"url": f"{HOST}/world/talks"}),
            ("flash with its day in the address", f"<h1>Talks end</h1>{FLASH}", "",
             {"url": f"{HOST}/2026/11/25/talks-end"}),
            ("flash in Chinese", "<h1>会谈结束</h1><p>主办方发言人周二表示，两国部长"
             "已经离开会场，没有发表任何声明，下一次会谈的时间和地点尚未确定。</p>", "",
             {"url": f"{HOST}/china/5"}),
            ("flash of a site that marks itself", f"<h1>Talks end</h1>{FLASH}", "",
             {"url": f"{HOST}/n/talks-end.html", "body_class": "home blog"}),
            ("text in a form", f"<form><h1>Talks end</h1>{FLASH}</form>", "",
             {"url": f"{HOST}/news/7"}),
        )
    ),
    _yes("story of a person with sidebars", f"<h1>Ann Reporter wins a prize</h1>{FLASH}"
         + FEW, url=f"{HOST}/authors/ann-reporter-wins-a-prize"),
    _yes("results in a headline", f"<h1>8 results for the opposition</h1>{FLASH}{FEW}",
         url=f"{HOST}/vote/results"),
    _yes("text with links in its sentences", "<h1>Local news</h1><div>" + "".join(
        f"<p>{text} A paper has <a href='/{n}-x'>reported on that at length</a> and "
        "named the sources.</p>" for n, text in enumerate(STORY * 3)) + "</div>",
        url=f"{HOST}/local-news"),
]  # fmt: skip
