"""What pages that are no articles are headed with, in the languages of the catalogue.

Chosen by hand from how content systems, content networks and consent platforms word
their pages; grouped by language, in the order of ISO 639 where it matters to nobody.
No wording convicts a page by itself: see `missing`, `walls` and `offers` for what has
to be there besides.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


def _whole(*patterns: str) -> re.Pattern[str]:
    """Matches a heading that says this and nothing else, but for signs around it."""
    return re.compile(rf"\W*(?:{'|'.join(patterns)})\W*", re.I)


#: up to five words between a noun and what is said of it
_WORDS = r"(?:[^\W\d]+ ){0,5}"

#: "the page", not somebody's Facebook page
_A_PAGE = (
    r"(?:(?:^|[.!?:,–—-])\W*|\b(?:the|this|that|requested|your|404|error|sorry"
    r"|oops)\W+)"
)
#: somewhere in a heading
NOT_FOUND = _any(
    rf"{_A_PAGE}(?:page|article|story|content|url|address) (?:you['’]re looking for |"
    r"you requested |you (?:are|were) looking for |requested )?"
    r"(?:(?:could not be|can(?:no|['’])?t be|was not|wasn['’]t|is not|isn['’]t|not) "
    r"found"
    r"|no longer exists|does(?:n['’]t| not) exist"
    r"|is(?:n['’]t| not| no longer) available(?! (?:in|to|for)\b)"
    r"|(?:has been|was) (?:removed|deleted))",
    r"(?:couldn['’]t|could not|can['’]?t|cannot|unable to) find "
    r"(?:your|the|that|this) (?:page|article|story)",
    # German, Dutch
    rf"(?<![-\w])seite {_WORDS}(?:nicht (?:mehr )?(?:gefunden|verfügbar|vorhanden"
    rf"|existiert)"
    r"|existiert (?:leider )?nicht|gibt es (?:leider )?nicht)",
    r"\bartikel (?:wurde |konnte )?(?:leider )?nicht gefunden",
    rf"\bpagina {_WORDS}(?:niet (?:worden )?(?:gevonden|beschikbaar)|bestaat niet)",
    # Danish, Norwegian, Swedish, Icelandic, Finnish
    # "siden" and "sidan" are also "since" and "the side": no other word between
    r"\bsid(?:an|en) (?:du (?:leter|leder|letar|søger|söker|ser) (?:etter|efter) )?"
    r"(?:(?:finnes|findes|eksisterer) (?:dessverre |desværre )?ikke"
    r"|(?:ble|blev) ikke f[uø]n(?:d?et|net)|kunne ikke find(?:es|e)"
    r"|hittades inte|kunde inte hittas|finns (?:tyvärr )?inte|existerar inte)",
    r"\b(?:fant|finner|finder|fandt|kan) ikke (?:finde |finne )?siden",
    r"\bsiden ble ikke funnet|\bsíðan? fannst ekki",
    r"\bsivua (?:\w+ )?ei (?:löytynyt|löydy|ole)",
    # French, Italian, Spanish, Portuguese, Romanian
    rf"\bpage {_WORDS}(?:introuvable|non trouvée|n['’]existe (?:pas|plus)"
    r"|n['’]a pas (?:été|pu être) trouvée|n['’]est (?:pas|plus) disponible)",
    rf"\bpagina {_WORDS}(?:non (?:è )?(?:stata )?(?:trovata|disponibile|esiste)"
    r"|inesistente)",
    rf"\bpágina {_WORDS}no (?:(?:ha sido|fue|pudo ser|está|se ha|se) )?"
    r"(?:encontrada|encontrado|encontró|encuentra|existe|disponible)",
    r"\bno (?:se )?(?:encontramos|podemos encontrar|hemos encontrado|encontró) "
    r"(?:la|esta) página",
    rf"\bpágina {_WORDS}(?:não (?:foi |está )?(?:encontrada|existe|disponível"
    r"|localizada)|inexistente)",
    rf"\bpagina {_WORDS}nu (?:a fost găsit[ăa]|exist[ăa])",
    # Slavic and Baltic languages
    r"\bnie (?:znaleziono|znaleźliśmy|odnaleziono|ma) (?:\w+ )?strony",
    rf"\bstrona {_WORDS}nie (?:istnieje|została (?:odnaleziona|znaleziona))",
    rf"\bstránka {_WORDS}(?:nenalezena|nebyla nalezena|neexistuje|nebola nájdená"
    r"|sa nenašla|nenájdená)",
    rf"\bstrani?ca {_WORDS}(?:nije pronađena|ne postoji)|\bstran {_WORDS}ne obstaja",
    rf"\b(?:страниц[аыу]|страницата) {_WORDS}не (?:е |беше )?"
    r"(?:найден[аоы]?|существует|намерена|съществува)",
    r"\bтакой страницы (?:\w+ )?(?:нет|не существует)|страница није пронађена",
    rf"\bсторінк[аиу] {_WORDS}не (?:знайден[аоу]|існує)|старонка не знойдзена",
    r"\blehekülge ei leitud|\blapa nav atrasta|\bpuslapis nerastas",
    # Hungarian, Greek, Turkish, Georgian
    r"\boldal (?:\w+ )?nem (?:található|létezik)|nem található (?:az )?oldal",
    rf"\bσελίδα {_WORDS}δεν (?:βρέθηκε|υπάρχει)",
    r"\bsayfa (?:\w+ )?bulunamadı|böyle bir sayfa yok|გვერდი ვერ მოიძებნა",
    # Arabic, Persian, Urdu, Hebrew
    rf"الصفحة {_WORDS}غير (?:موجودة|متوفرة)|لم يتم العثور على (?:هذه )?الصفحة",
    rf"صفحه {_WORDS}(?:یافت نشد|پیدا نشد|وجود ندارد)|صفحہ نہیں ملا",
    rf"(?:הדף|העמוד) {_WORDS}(?:לא נמצא|לא קיים|אינו קיים)",
    # South and East Asia, Africa
    r"(?:पृष्ठ|पेज) नहीं मिला|পৃষ্ঠা(?:টি)? পাওয়া যায়নি",
    rf"\bhalaman {_WORDS}tidak (?:ditemukan|dijumpai|tersedia)",
    rf"không tìm thấy trang|\btrang {_WORDS}không (?:tồn tại|tìm thấy)|ไม่พบหน้า",
    r"(?:页面|网页|頁面|網頁)\w{0,6}(?:不存在|未找到|找不到|已被?删除)",
    r"(?:找不到|未找到)\w{0,8}(?:页面|网页|頁面|網頁)",
    r"ページ(?:は|が)?\w{0,6}(?:見つかりません|存在しません)|お探しのページ",
    r"페이지를 찾을 수 없|존재하지 않는 페이지|\bukurasa haukupatikana",
)

_ERROR = (
    r"(?:error|erreur|fehler|errore|erro|fel|feil|fejl|hata|błąd|chyba|virhe|hiba"
    r"|eroare|ошибка|помилка|грешка|σφάλμα|lỗi|エラー|错误|錯誤|오류|خطأ|خطا|http"
    r"|status|code|code d['’]erreur|page|pagina|página|seite)"
)
#: the whole heading
BARE_404 = _whole(
    rf"(?:{_ERROR}\W*){{0,3}}404(?:\W*{_ERROR}){{0,3}}(?:\W*not found)?",
    r"not found|nothing found|file not found|content not found|article not found",
    r"nicht gefunden|non trouvé|introuvable|no encontrado|não encontrado|non trovato",
    r"niet gevonden|ikke funnet|ikke fundet|hittades inte|nie znaleziono|nenalezeno",
    r"не найдено|не знайдено|bulunamadı|未找到|見つかりません|غير موجود",
)
#: the whole heading, of pages that say the rest below it
OOPS = _whole(
    r"o+ps|w?hoops|uh[- ]?oh|sorry|hoppla|huch|ups|oeps|hoppsan|oj|ой|упс|извините",
    r"d[ée]sol[ée]|pardon|error|fehler|erreur|errore|erro|ошибка|помилка|hata|エラー",
)

#: the whole heading; a number as in "503" and the word "error" may stand before it
SERVER_ERROR = _whole(
    rf"(?:{_ERROR}\W*){{0,2}}(?:5\d\d|429)(?:\W*{_ERROR}){{0,2}}",
    rf"(?:{_ERROR}\W*)?(?:\d{{3}}\W*)?(?:"
    r"internal server error|bad gateway|service (?:temporarily )?unavailable"
    r"|gateway time-?out|(?:temporarily|currently) unavailable|too many requests"
    r"|bad request|connection timed out|web server is down|origin is unreachable"
    r"|server error(?: in .{1,40} application)?|database (?:connection )?error"
    r"|error establishing a database connection|(?:http )?server error)",
    r"(?:fatal error|parse error|warning|uncaught \w+)\W.{1,80} on line \d+",
    r"application error\W.{0,80}|(?:an )?(?:unexpected )?error (?:has "
    r")?occurr?ed.{0,30}",
    r"(?:oops\W*)?something(?:['’]s| has|) (?:went|gone) wrong.{0,30}",
    r"(?:we are |we['’]re )?(?:currently )?(?:experiencing )?technical difficulties",
    r"(?:scheduled |site |under |down for |undergoing )?(?:scheduled )?maintenance"
    r"(?: mode| break)?|(?:the |this |our )?(?:web)?site is "
    r"(?:currently |temporarily )?(?:down|offline|unavailable|under (?:maintenance|"
    r"construction)|down for maintenance)",
    r"(?:we['’]ll|we will) be (?:right )?back(?: soon| shortly)?|account suspended",
    r"welcome to nginx|apache2? .{0,20}default page.{0,20}|it works|index of /.{0,60}",
    # German, Dutch, Nordic
    r"(?:wegen )?wartungs(?:arbeiten|modus)|wartung|interner serverfehler|serverfehler",
    r"(?:eine )?technische (?:störung|probleme|fehler)|(?:seite|dienst|website) "
    r"(?:ist )?(?:derzeit|vorübergehend|zur ?zeit) nicht (?:erreichbar|verfügbar)",
    r"ein fehler ist aufgetreten|er is (?:iets|een fout) (?:mis ?gegaan|opgetreden)",
    r"(?:site in )?onderhoud|(?:internt )?serverfe(?:l|il|jl)|noe gikk galt|något gick "
    r"fel|der opstod en fejl|jokin meni (?:pieleen|vikaan)|palvelinvirhe|huoltokatko",
    # Romance
    r"(?:site )?en maintenance|erreur interne(?: du serveur)?|erreur (?:du )?serveur",
    r"une erreur (?:s['’]est produite|est survenue).{0,30}",
    r"(?:site|service) (?:momentanément|temporairement) indisponible",
    r"error interno(?: del servidor)?|(?:ha ocurrido|se ha producido) un error.{0,30}",
    r"(?:sitio )?en mantenimiento|(?:site )?em manutenção|erro interno(?: do "
    r"servidor)?",
    r"(?:ocorreu um erro|algo deu errado|algo salió mal|algo è andato storto).{0,30}",
    r"(?:sito )?in manutenzione|errore (?:interno )?del server|si è verificato un "
    r"errore.{0,30}|eroare (?:internă )?de server|site(?:-ul)? în mentenanță",
    # Slavic, Hungarian, Greek, Turkish
    r"błąd (?:wewnętrzny )?serwera|przerwa techniczna|prace (?:techniczne|serwisowe)",
    r"wystąpił błąd|chyba serveru|probíhá údržba|došlo k chybě|nastala chyba",
    r"внутренняя ошибка(?: сервера)?|ошибка сервера|(?:ведутся |проводятся )?"
    r"технические работы|произошла ошибка|что-то пошло не так|(?:сайт|сервис) "
    r"(?:временно )?(?:недоступен|не работает)",
    r"(?:внутрішня )?помилка сервера|(?:ведуться |проводяться )?технічні роботи",
    r"сталася помилка|щось пішло не так|техническа поддръжка|възникна грешка",
    r"karbantartás(?: alatt)?|szerverhiba|hiba történt|σφάλμα διακομιστή",
    r"(?:site(?:miz)? )?(?:bakımda|bakım (?:çalışması|modu))|sunucu hatası|bir hata "
    r"oluştu|bir şeyler ters gitti",
    # Arabic, Persian, East Asia, Vietnamese, Indonesian
    r"خطأ في الخادم|خطأ داخلي(?: في الخادم)?|حدث خطأ(?: ما)?|الموقع (?:قيد|تحت) "
    r"الصيانة",
    r"خطای سرور|مشکلی پیش آمده است|(?:系统|系統|网站|網站)?(?:维护中?|維護中?|升级中)",
    r"服务器(?:内部)?错误|伺服器錯誤|(?:ただいま)?メンテナンス中(?:です)?",
    r"(?:内部)?サーバー?エラー|エラーが発生しました|(?:서버|시스템) (?:오류|점검 ?중?)",
    r"đang bảo trì|lỗi máy chủ|kesalahan server|sedang dalam (?:pemeliharaan"
    r"|perbaikan)",
)

#: the whole heading
ROBOT_CHECK = _whole(
    r"just a moment|one moment,? please|please wait(?: a moment)?|one more step",
    r"attention required(?:! \| cloudflare)?|access denied|ddos-guard|robot check",
    r"access to this page has been denied|(?:403 )?forbidden|request (?:blocked"
    r"|denied)",
    r"(?:sorry, )?you(?:['’]ve| have) been blocked|pardon our interruption|bot check",
    r"are you (?:a |still )?(?:robot|human|bot|there)|human verification|captcha",
    r"(?:please )?(?:verify|confirm|prove|verifying)(?: that)? you(?:['’]re| are) "
    r"(?:(?:a )?human|not a (?:robot|bot))|making sure you(?:['’]re| are) not a bot",
    r"checking (?:your browser|if the site connection is secure)\b.{0,40}",
    r"security (?:check(?:point)?|verification)|vercel security checkpoint",
    r"you are being redirected|unusual traffic (?:from|detected).{0,40}|i(?:['’]| a)m "
    r"not a robot",
    r"(?:nur )?einen moment(?: bitte)?|sind sie ein (?:mensch|roboter)|zugriff "
    r"(?:verweigert|gesperrt)|sicherheitsüberprüfung|(?:ich bin|bist du) kein roboter",
    r"accès (?:refusé|interdit)|êtes-vous un (?:humain|robot)",
    r"vérification de sécurité|acceso denegado|¿?eres (?:un )?(?:humano|robot)",
    r"verificación de seguridad|acesso negado|você é (?:um )?(?:humano|robô)",
    r"accesso negato|sei un (?:umano|robot)|toegang geweigerd|ben je een (?:mens"
    r"|robot)",
    r"вы (?:не )?робот|доступ (?:к сайту )?(?:запрещ[её]н|ограничен)|проверка "
    r"(?:браузера|безопасности)|подтвердите,? что (?:вы|запросы) .{0,40}",
    r"(?:ви не робот|доступ заборонено|odmowa dostępu|czy jesteś (?:człowiekiem"
    r"|robotem))",
    r"erişim engellendi|robot musunuz|访问(?:被拒绝|验证)|安全验证"
    r"|アクセスが拒否されました",
)

#: the whole heading
REGION_BLOCK = _whole(
    r"(?:451\W*)?unavailable (?:for|due to) legal reasons",
    r"(?:sorry\W*)?(?:this|the|our) (?:content|page|site|website|article|service) is "
    r"(?:currently )?(?:not available|unavailable|blocked) (?:in|for|to) (?:your|users|"
    r"visitors|readers|european|the (?:eu|european)).{0,60}",
    r"(?:not available|unavailable) in your (?:region|country|location)",
    r"our european visitors are important to us",
)

#: what a consent wall is headed with, the whole heading
CONSENT = _whole(
    r"we (?:value|care about|respect) your privacy|before you continue\b.{0,30}",
    r"your privacy (?:choices|matters|is important to us)|(?:your )?choices about "
    r"(?:your )?(?:data|privacy)|(?:cookies and )?privacy (?:settings|preferences"
    r"|gate)",
    r"(?:manage )?(?:your )?cookie (?:consent|preferences|settings|notice|policy)",
    r"(?:we|this (?:web)?site) (?:and our partners )?uses? cookies|.{2,30} uses "
    r"cookies",
    r"accept (?:all )?cookies(?: to continue)?|consent (?:required|to data processing)",
    r"wir (?:schätzen|respektieren) ihre privatsphäre|ihre privatsphäre ist uns "
    r"wichtig",
    r"(?:wir (?:benötigen|brauchen) ihre (?:zustimmung|einwilligung).{0,40}|"
    r"cookie-?einstellungen|datenschutz-?einstellungen|privatsphäre-einstellungen)",
    r"(?:.{0,30}\b)?(?:mit|ohne) werbung (?:und (?:cookies|tracking) )?(?:nutzen|"
    r"weiterlesen|lesen|weiter)|weiter mit werbung(?: lesen)?",
    r"(?:nous respectons|le respect de) votre vie privée\b.{0,30}|votre vie privée "
    r"(?:nous importe|compte).{0,20}|(?:gérer|gestion de) (?:vos|mes|les) cookies",
    r"continuer sans accepter|avec votre (?:accord|consentement).{0,40}",
    r"(?:valoramos|respetamos|nos importa) (?:tu|su) privacidad|(?:configuración|aviso|"
    r"política) de cookies|valorizamos a sua privacidade|a sua privacidade é importante"
    r".{0,20}|(?:respeitamos|valorizamos) (?:a )?sua privacidade",
    r"(?:il rispetto della|teniamo alla|rispettiamo la) (?:tua|vostra) "
    r"privacy\b.{0,30}",
    r"wij? (?:waarderen|respecteren) (?:uw|je) privacy|(?:uw|jouw|je) privacy is "
    r"belangrijk.{0,20}|(?:wij|we) gebruiken cookies|cookie-?instellingen",
    r"vi (?:värnar om|respekterar|verdsetter|værdsætter|respekterer) (?:din|ditt|dit) "
    r"(?:integritet|personvern|privatliv)|(?:vi bruger|vi använder|vi bruker) cookies",
    r"(?:cenimy|szanujemy) (?:twoją|państwa) prywatność|dbamy o twoją prywatność",
    r"(?:vážíme si|respektujeme) (?:vašeho|vaše) soukromí",
    r"мы (?:ценим|уважаем) вашу (?:конфиденциальность|приватность)|мы используем "
    r"(?:файлы )?"
    r"cookies?|ми цінуємо вашу (?:конфіденційність|приватність)",
    r"σεβόμαστε την ιδιωτικότητά σας|gizliliğinize (?:değer veriyoruz|önem veriyoruz)",
    r"(?:あなたの)?プライバシーを(?:尊重|大切に).{0,10}|我们(?:重视|尊重)您的隐私",
)

#: the whole heading
DONATION = _whole(
    r"(?:please )?donate(?: now| today| to .{2,40})?|(?:make|give) a (?:donation|gift)",
    r"(?:support|contribute to|donate to) (?:us|our (?:work|journalism|newsroom|"
    r"reporting)|independent (?:journalism|media|news)|quality journalism|the .{2,40})",
    r"support .{2,40} (?:today|now)|(?:become|be) a (?:supporter|member|patron)",
    r"contribute(?: now| today)?|your (?:donation|contribution|support).{0,30}",
    r"(?:jetzt )?(?:unterstützen|spenden)(?: sie uns)?|unterstützen sie .{2,40}|spende",
    r"(?:faire un|faites un|je fais un) don|soutenez[- ](?:nous|.{2,40})|nous soutenir",
    r"(?:haz una )?(?:donación|dona|donar)(?: ahora)?|ap[óo]y(?:anos|a .{2,40})",
    r"(?:faça uma )?doação|doe(?: agora)?|apoie(?:-nos| .{2,40})|sostieni(?:ci| "
    r".{2,40})",
    r"dona(?: ora)?|steun (?:ons|.{2,40})|doneer(?: nu)?|st[øö]t{1,2} .{2,40}",
    r"wesprzyj (?:nas|.{2,40})|wspieraj (?:nas|.{2,40})|podpořte (?:nás|.{2,40})",
    r"(?:поддержите|поддержать) (?:нас|.{2,40})|(?:сделать )?пожертвовани[ея]|"
    r"підтримайте (?:нас|.{2,40})|підтримати (?:нас|.{2,40})|bağış yap(?:ın)?",
    r"寄付(?:する)?|支持我们|赞助我们|후원하기|تبرع(?: الآن)?|donasi",
)

#: the whole heading
NEWSLETTER = _whole(
    r"(?:our |all |the |free |e-?mail |daily )?(?:e-?mail )?newsletters?"
    r"(?: sign[- ]?up| subscription| archive| preferences| cent(?:er|re))?",
    r"(?:sign up|subscribe|register)(?: now| today)? (?:for|to) (?:our |the |all |a "
    r"|.{2,30} )?"
    r"(?:free |daily |weekly )?(?:e-?mail )?(?:newsletters?|briefings?|emails?|updates)"
    r"(?: .{0,30})?",
    r"(?:unsere |alle )?newsletter(?: abonnieren| anmelden|-anmeldung|-übersicht)?",
    r"newsletter (?:bestellen|anmeldung)|(?:nos|toutes nos|les) (?:newsletters"
    r"|lettres)",
    r"(?:inscri\w+|abonne\w+)(?:-vous)? (?:à|aux) (?:la|nos|notre) newsletters?",
    r"(?:nuestr[oa]s? |nuestros )?(?:boletín|boletines)(?: de noticias)?|"
    r"suscríbe\w* a (?:nuestr[oa]s?|los|las|la) (?:newsletters?|boletín|boletines)",
    r"(?:nossas )?newsletters|assine (?:nossa|a|as) newsletters?|(?:le nostre|tutte "
    r"le) "
    r"newsletter|iscriviti alla (?:nostra )?newsletter|(?:onze )?nieuwsbrie(?:f|ven)",
    r"(?:våra |vores |våre )?nyhetsbrev|nyhedsbreve?|(?:nasze )?newslettery?"
    r"|uutiskirje(?:et)?",
    r"(?:наши |email-)?(?:рассылк[аи])|подписка на (?:рассылку|новости)|(?:наші "
    r")?розсилки?",
    r"підписка на розсилку|e-?bültenler?(?:imiz)?|ニュースレター(?:登録)?|뉴스레터"
    r"|电子报|邮件订阅",
)

#: headings of listings: what follows is a tag, a query, or nothing
TAG = _any(
    r"^(?:tags?|tagged|tag archives?|topics?|category|categories|category archives?"
    r"|posts tagged|articles (?:tagged|by)|all (?:posts|articles|stories) (?:by|from)"
    r"|author archives?|schlagwort|thema|themen|kategorie|alle artikel (?:von|zu)"
    r"|mot-clé|étiquette|tous les articles|etiqueta|tema|temas|categoría|tópico"
    r"|tutti gli articoli|argomento|tagi?|temat|тег|тема|метка|рубрика|etiket)\s*[:：]",
    r"^(?:posts tagged|articles tagged|articles by|all (?:posts|articles|stories) "
    r"by)\b",
)
SEARCH = _any(
    # "8 results for harbour", "About 1,200 results"
    r"^(?:\w+ )?\d[\d.,\s]{0,9}(?:search |matching )?results?"
    r"(?: (?:found )?for\b.{0,60}| found)?$",
    r"^(?:\w+ )?\d[\d.,\s]{0,9}(?:ergebnisse?|treffer|résultats?|resultados?"
    r"|risultat[io]|resultat(?:en|er)?|träffar|(?:haku)?tulosta|wynik(?:i|ów)?"
    r"|výsledk(?:y|ů)|találat|результат(?:а|ов|и|ів)?|αποτελέσματα|sonuç)"
    r"(?: (?:für|zu|pour|para|per|voor|för|for|dla|pro|по|для|за|για)\b.{0,60})?$",
    r"^(?:search results?(?: for)?|results? for|you searched for|search)\b(?=\W|$)"
    r".{0,80}$",
    r"^(?:suchergebnisse?|suche nach|ergebnisse für)\b.{0,80}$",
    r"^(?:résultats? (?:de (?:la )?recherche|pour))\b.{0,80}$",
    r"^(?:resultados? (?:de (?:la )?(?:búsqueda|pesquisa|busca)|para))\b.{0,80}$",
    r"^(?:risultati (?:della ricerca|per))\b.{0,80}$|^zoekresultaten\b.{0,80}$",
    r"^(?:søkeresultat|søgeresultat|sökresultat|wyniki wyszukiwania)\w*\b.{0,80}$",
    r"^(?:результаты поиска|результати пошуку|arama sonuçları)\b.{0,80}$",
    r"^(?:搜索结果|検索結果|검색 결과|نتائج البحث)",
)

#: a whole paragraph that asks for a subscription or an account and tells nothing
PAYWALL_PROMPT = _any(
    r"\b(?:subscribe|sign in|log ?in|sign up|register|create (?:a free|an) account"
    r"|become a (?:member|subscriber))\b.{0,60}\b(?:to (?:continue|read|keep|unlock"
    r"|access|view|get)|for (?:full|unlimited))",
    r"\bto (?:continue|keep|read|unlock|access).{0,60}\b(?:subscribe|subscription"
    r"|sign in|log ?in|register)",
    r"\b(?:article|story|content) is (?:only |exclusive(?:ly)? |reserved |available "
    r"|free )*(?:for|to) (?:our |paying |registered )*(?:subscribers|members|readers)",
    r"\balready (?:a |an )?(?:subscriber|member|registered|have an account)",
    r"\b(?:unlimited|full) access\b|\bcancel any ?time\b|\bstart your (?:free )?trial",
    r"\b(?:artikel|text|inhalt)\b.{0,60}\b(?:abonnenten|abonnentinnen|abo\b|plus-)",
    r"\bjetzt (?:abonnieren|testen|weiterlesen|anmelden|registrieren)|\bbereits "
    r"(?:abonnent|registriert|kunde)|\bweiterlesen (?:mit|nach)\b",
    r"réservée?s? (?:aux|à nos) abonnés|\bdéjà abonn|\babonnez-vous|\bil vous reste "
    r".{0,20}% de cet article",
    r"(?:exclusiv[oa]|s[oó]lo) para (?:suscriptores|socios|assinantes)|suscríb(?:ete"
    r"|ase)"
    r"|ya (?:eres|soy|es) suscriptor|inicia sesión|já é assinante|\bassine (?:agora|já"
    r"|e)",
    r"riservat[oi] agli abbonati|sei già abbonato|\babbonati (?:per|ora|subito)",
    r"(?:alleen|exclusief) voor abonnees|word (?:nu )?abonnee|al abonnee",
    r"för (?:våra )?prenumeranter|bli prenumerant|logga in för|(?:bare )?for abonnenter"
    r"|bli(?:v)? abonnent|allerede abonnent|tilaajille",
    r"tylko dla (?:prenumeratorów|subskrybentów)|wykup (?:dostęp|prenumeratę)",
    r"только (?:для|по) подпис|оформите подписку|уже (?:подписаны|подписчик)|доступ\w* "
    r"(?:только )?подписчик|лише для передплатників|оформіть (?:передплату|підписку)",
    r"abonelere özel|abone olun|会員限定|有料会員|続きを読むには|구독자 전용|유료 회원"
    r"|订阅后|付费(?:内容|文章)|للمشتركين فقط",
)
#: a whole paragraph that speaks to the browser and not to the reader
BROWSER_NOTICE = _any(
    r"\b(?:enable|activate|turn on|allow) (?:\w+ )?(?:javascript|js|cookies)\b",
    r"\bjavascript (?:is|must be|seems to be|needs to be) (?:\w+ )?"
    r"(?:disabled|enabled|required|turned off)|\brequires? javascript\b",
    r"\b(?:disable|turn off) (?:\w+ ){0,2}ad ?-?block",
    r"\bjavascript\b.{0,40}\b(?:aktivieren|aktiviert|activer|activez|habilitar|habilite"
    r"|attivare|abilitare|inschakelen|aktivera|włącz|включите|увімкніть)",
    r"\b(?:активируйте|включите|увімкніть|aktivieren sie|activez|habilite|attiva) "
    r"(?:\w+ )?javascript",
)
