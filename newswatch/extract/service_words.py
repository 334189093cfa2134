"""What a site's own pages are headed with, and what it says where an article was.

Both as `wordings` has it: whole headings, or a text's whole first sentence, grouped by
language and chosen by hand. No such heading convicts a page by itself, see `offers`.
"""

from __future__ import annotations

import re

_GONE = (
    r"(?:this|the|that) (?:article|story|content|page|post)"
    r"(?: (?:that )?you(?: are|['’]re| were)? (?:looking for|requested))? "
    r"(?:is (?:no longer|not|currently not) available|is (?:currently )?unavailable"
    r"|has been (?:removed|deleted|taken down)|(?:could not|cannot) be found"
    r"|no longer exists|does not exist)",
    # German, Dutch
    r"(?:der|dieser|diese|die|das|dieses) (?:von ihnen )?(?:(?:gesuchte|gewünschte"
    r"|angeforderte|aufgerufene) )?(?:artikel|beitrag|inhalt|meldung|seite) "
    r"(?:ist|wurde|existiert|steht|konnte) (?:leider )?(?:nicht (?:mehr )?(?:verfügbar"
    r"|vorhanden|gefunden(?: werden)?|online|zur verfügung)|nicht(?: mehr)?|gelöscht"
    r"|entfernt)",
    r"(?:dit|het|deze|de) (?:artikel|bericht|pagina|inhoud) (?:is (?:helaas )?niet "
    r"(?:meer|langer) beschikbaar|bestaat niet(?: meer)?|is verwijderd)",
    # Spanish, Portuguese, French, Italian
    r"(?:el|este|la|esta) (?:contenido|artículo|noticia|página)(?: que (?:busca|buscas"
    r"|est[aá]s? buscando|solicita|ha solicitado))? (?:(?:ya )?no (?:está disponible"
    r"|se encuentra disponible|existe)|(?:ha sido|fue) eliminad[oa])",
    r"(?:o|este|a|esta) (?:conteúdo|artigo|notícia|página)(?: que (?:você )?(?:procura"
    r"|está procurando|solicitou))? (?:(?:já )?não (?:está (?:mais )?disponível"
    r"|existe(?: mais)?)|foi (?:removid|excluíd)[oa])",
    r"(?:cet article|l['’]article|ce contenu|le contenu|cette page)"
    r"(?: que vous (?:recherchez|cherchez|demandez))? "
    r"(?:n['’]est (?:plus|pas) disponible|n['’]existe (?:plus|pas)|a été supprimée?)",
    r"(?:il|questo|la|questa|l['’]) ?(?:contenuto|articolo|notizia|pagina)"
    r"(?: che (?:cerchi|stai cercando|cercate))? (?:non (?:è più|è) disponibile"
    r"|non esiste(?: più)?|è stat[oa] (?:rimoss|cancellat)[oa])",
    # Nordic and Slavic languages
    r"(?:artikeln|sidan|artikkelen|siden|artiklen) (?:finns inte (?:längre|kvar)"
    r"|(?:er|är) (?:dessverre |desværre |tyvärr )?(?:ikke|inte) "
    r"(?:lenger|længere|längre) (?:tilgjengelig|tilgængelig|tillgänglig)"
    r"|findes ikke længere|finnes ikke lenger)",
    r"(?:ten |ta )?(?:artykuł|strona) (?:nie jest już dostępn[ya]|już nie istnieje"
    r"|został[a]? usunięt[ya])",
    r"(?:этот |эта |данный |данная |запрошенн(?:ый|ая) )?(?:материал|статья|страница"
    r"|новость|публикация) (?:больше )?(?:не ?доступ(?:ен|на)|не существует"
    r"|(?:был[а]? )?удал[её]н[а]?)",
    r"(?:цей |ця )?(?:матеріал|стаття|сторінка|новина) (?:більше )?"
    r"(?:не ?доступн(?:ий|а)|не існує|видален(?:ий|о|а))",
)
#: a heading, or the first sentence of a text: the article is gone
GONE = re.compile(
    r"^\W*(?:(?:sorry|leider|lo sentimos|désolé|spiacenti)\W+)?"
    rf"(?:{'|'.join(_GONE)})(?=\W*(?:$|[.!]))",
    re.I,
)
#: the whole heading
APOLOGY = re.compile(
    r"\W*(?:(?:we(?:['’]re| are) )?(?:so |very )?sorry|our apologies|lo sentimos"
    r"(?: mucho)?|lo siento|entschuldigung|(?:es )?tut uns leid|helaas|jammer|beklager"
    r"|beklagar|tyvärr|nous sommes désolés|désolés|siamo spiacenti|spiacenti"
    r"|ci dispiace|desculpe|lamentamos|przepraszamy|извините|вибачте|üzgünüz)\W*",
    re.I,
)
#: the whole heading
SERVICE = re.compile(
    r"\W*(?:about(?: us| the .{2,30})?|who we are|contact(?: us)?|our team|imprint"
    r"|(?:website )?terms(?: (?:and|&) conditions| of (?:use|service|sale))?"
    r"|privacy(?: policy| notice| statement)?|cookie (?:policy|notice)|legal notice"
    r"|(?:log|sign)[- ]?in(?: (?:to|or) .{2,40})?|(?:create|your|my) (?:an )?account"
    r"|register|forgot(?:ten)? (?:your )?password\??|subscribe(?: now)?|site ?map"
    r"|advertise(?: with us)?|careers|frequently asked questions|faqs?"
    r"|help(?: cent(?:er|re))?"
    r"|über uns|impressum|kontakt|datenschutz(?:erklärung)?|nutzungsbedingungen|agb"
    r"|allgemeine geschäftsbedingungen|anmelden|anmeldung|einloggen|registrieren"
    r"|over ons|contact opnemen|algemene voorwaarden|privacyverklaring|inloggen"
    r"|qui sommes[- ]nous|à propos(?: de nous)?|mentions légales|contactez[- ]nous"
    r"|conditions générales(?: d['’]utilisation| de vente)?|(?:se )?connexion"
    r"|se connecter|politique de confidentialité"
    r"|quiénes somos|sobre nosotros|contacto|aviso legal|política de privacidad"
    r"|términos (?:y condiciones|de uso)|iniciar sesión|condiciones de uso"
    r"|quem somos|sobre nós|contato|contacto|termos (?:de uso|e condições)"
    r"|política de privacidade|entrar|chi siamo|contatti|note legali|accedi"
    r"|termini (?:e condizioni|d['’]uso)|informativa (?:sulla )?privacy"
    r"|om os|om oss|kontakta oss|kontakt os|logga in|logg inn|log ind|o nas|regulamin"
    r"|polityka prywatności|zaloguj się|о нас|о проекте|о редакции|контакты|контакти"
    r"|пользовательское соглашение|политика конфиденциальности|вход|войти|про нас"
    r"|hakkımızda|iletişim|künye|giriş(?: yap)?)\W*",
    re.I,
)
