"""Each wrong configuration: its code, what ⟦ ⟧ underlines, and the help line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newswatch.errors import ConfigError

Unmark = Callable[[str], tuple[str, int, int, int]]
Mistakes = Callable[..., list[ConfigError]]

TOML = "newswatch.toml"
TALKS = "schedules/talks.toml"
PRIVATE = "schedules/outlets/herald.toml"
SHARED = "schedules/topics/shared.toml"

OUTLET = """
[[outlet]]
id = "post"
source = [{ kind = "feed", url = "https://post.example/rss" }]
"""
OUTLET_AGAIN = OUTLET.replace('"post"', '⟦"post"⟧')
TOPIC = """
[[topic]]
id = "talks"
query = "talks"
"""
SOURCE = """
[[source]]
kind = "feed"
url = "https://herald.example/rss.xml"
"""

# file, text with its mistake marked, code, start of the message, part of the help
CASES: list[tuple[str, str, str, str, str]] = [
    # newswatch.toml
    (TOML, "[poll]\nevery = ⟦\"15x\"⟧\n", "NW103",
     'every: expected a duration like "15m", got "15x"', "without a space"),
    (TOML, "[poll]\nevery = ⟦15⟧\n", "NW103",
     'every: expected a duration like "15m", got 15', "without a space"),
    (TOML, "[poll]\n⟦evry⟧ = \"15m\"\n", "NW106",
     'unknown key "evry" in [poll]', 'did you mean "every"?'),
    (TOML, "[poll]\n⟦every_s⟧ = \"15m\"\n", "NW106",
     'unknown key "every_s" in [poll]', 'did you mean "every"?'),
    (TOML, "[⟦pol⟧]\nevery = \"15m\"\n", "NW106",
     'unknown key "pol" in this file', 'did you mean "poll"?'),
    (TOML, "[poll]\nmin = ⟦\"2h\"⟧\nmax = \"1h\"\n", "NW103",
     'min: "2h" is longer than max, "1h"', "exchange"),
    (TOML, "[poll]\nevery = ⟦\"0s\"⟧\n", "NW103",
     'every: expected "1s" to "3653d", got "0s"', "a number and one of"),
    (TOML, "[poll]\njitter = ⟦0.9⟧\n", "NW103",
     "jitter: expected at most 0.5, got 0.9", "docs/settings.md"),
    (TOML, "[polite]\nper_host = ⟦\"3\"⟧\n", "NW103",
     'per_host: expected a whole number, got "3"', "without quotes"),
    (TOML, "[polite]\nper_host = ⟦true⟧\n", "NW103",
     "per_host: expected a whole number, got true", "without quotes"),
    (TOML, "[polite]\nobey_robots = ⟦\"no\"⟧\n", "NW103",
     'obey_robots: expected true or false, got "no"', "without quotes"),
    (TOML, "[polite]\nmax_page = ⟦\"8MB\"⟧\n", "NW103",
     'max_page: expected a size like "8MiB", got "8MB"', "MiB"),
    (TOML, "[polite]\nmax_page = ⟦\"9B\"⟧\n", "NW103",
     'max_page: expected "1KiB" to "1024TiB", got "9B"', "MiB"),
    (TOML, "[polite]\nallow_networks = [\"10.0.0.0/8\", ⟦\"127.0.0.1/8\"⟧]\n", "NW103",
     'allow_networks: expected a network like "127.0.0.0/8", got "127.0.0.1/8"',
     'did you mean "127.0.0.0/8"?'),
    (TOML, "[polite]\nallow_networks = [⟦3⟧]\n", "NW103",
     "allow_networks: expected a text, got 3", "quotes"),
    (TOML, "[polite]\nallow_networks = [⟦\"home\"⟧]\n", "NW103",
     'allow_networks: expected a network like "127.0.0.0/8", got "home"', "bits"),
    (TOML, "[feed]\ncopies = ⟦\"drp\"⟧\n", "NW103",
     'copies: expected one of "drop", "mark", got "drp"', 'did you mean "drop"?'),
    (TOML, "feed = ⟦\"full\"⟧\n", "NW103",
     'feed: expected a table, got "full"', "header"),
    (TOML, "[store]\nurl = ⟦\"postgres://x\"⟧\n", "NW103",
     'url: expected a store like "sqlite:state.db", got "postgres://x"', "settings"),
    (TOML, "[again]\nladder = [\"15m\", ⟦\"1 week\"⟧]\n", "NW103",
     'ladder: expected a duration like "15m", got "1 week"', "without a space"),
    (TOML, "[paths]\nschedules = ⟦\"\"⟧\n", "NW103",
     'schedules: expected a folder, got ""', "relative"),
    (TOML, "[agent]\ncontact = ⟦\"me (at home)\"⟧\n", "NW103",
     "contact: expected one line of up to 200 characters without brackets",
     "settings"),
    (TOML, "[poll]\nevery = 15⟦m⟧\n", "NW101",
     "not TOML: more than a value stands on the line", "quotes"),
    (TOML, "[poll]\nevery = \"15m\"\n⟦[poll]⟧\n", "NW101",
     "not TOML: a table is opened twice", "[[table]]"),
    (TOML, "[poll]\nevery = \"15m\"\n⟦every⟧ = \"16m\"\n", "NW101",
     "not TOML: a key is set twice", "remove one"),
    (TOML, "[poll]\n[polite]\nallow_networks = ⟦[⟧\n  \"10.0.0.0/8\",\n\n", "NW101",
     "not TOML: a list is not closed", "]"),
    (TOML, "[agent]\ncontact = ⟦'⟧''me\n\n[poll]\nevery = \"15m\"\n", "NW101",
     "not TOML: a text is not closed", "quotes"),
    (TOML, "[agent]\ncontact = \"me⟦\x00⟧\"\n", "NW101",
     "not TOML: a character that no TOML file may hold: U+0000", "remove it"),
    (TOML, "[agent]\r\ncontact = \"you\"\r\n[poll]\r\nevery = ⟦\"x\"⟧\r\n",
     "NW103", "every: expected a duration", "without a space"),
    (TOML, "\ufeff[poll]\n\tevery = ⟦\"x\"⟧\n",
     "NW103", "every: expected a duration", "without a space"),
    (TOML, "poll.every = ⟦\"x\"⟧\n", "NW103", "every: expected a dur", "a space"),
    (TOML, "poll = { min = \"1m\", every = ⟦\"x\"⟧ }\n", "NW103",
     "every: expected a duration", "without a space"),
    # a schedule
    (TALKS, f"[schedule]\ncron = \"*/10 ⟦25⟧ * * *\"\n{OUTLET}{TOPIC}", "NW102",
     "bad cron expression: hour 25 is outside 0-23", "hours run from 0 to 23"),
    (TALKS, f"[schedule]\ncron = '*/⟦90⟧ * * * *'\n{OUTLET}{TOPIC}", "NW102",
     "bad cron expression: step 90 is outside 1-59", "minutes run from 0 to 59"),
    (TALKS, f"[schedule]\ncron = \"⟦0 * * * * *⟧\"\n{OUTLET}{TOPIC}", "NW102",
     "bad cron expression: expected five fields, got 6", "minute hour"),
    (TALKS, f"[schedule]\ncron = \"⟦@hourly⟧\"\n{OUTLET}{TOPIC}", "NW102",
     "bad cron expression: @hourly is not known here", '"0 * * * *"'),
    (TALKS, f"[schedule]\ncron = \"⟦0 0 31 2 *⟧\"\n{OUTLET}{TOPIC}", "NW105",
     '"0 0 31 2 *" never fires', "day of month"),
    (TALKS, f"[schedule]\n⟦cron⟧ = '0 9 * * *'\nevery = '1h'\n{OUTLET}{TOPIC}", "NW103",
     "set either every or cron, not both", "remove one"),
    (TALKS, f"[schedule]\ntimezone = ⟦\"Mars/North\"⟧\n{OUTLET}{TOPIC}", "NW103",
     'timezone: expected a time zone like "Europe/Moscow", got "Mars/North"', "iana"),
    (TALKS, f"[schedule]\nquiet = [⟦\"22:00-26:00\"⟧]\n{OUTLET}{TOPIC}", "NW103",
     'quiet: expected hours like "22:00-06:00", got "22:00-26:00"', "midnight"),
    (TALKS, f"outlets = [⟦\"pst\"⟧]\n{OUTLET}{TOPIC}", "NW108",
     'unknown outlet "pst"', 'did you mean "post"?'),
    (TALKS, f"outlets = [⟦\"group:nobody_is_in_it\"⟧]\n{OUTLET}{TOPIC}", "NW109",
     'no outlet is in the group "nobody_is_in_it"', "known: "),
    (TALKS, f"outlets = [⟦\"Post!\"⟧]\n{OUTLET}{TOPIC}", "NW103",
     'outlets: expected an outlet id, or "group:" and a group, got "Post!"',
     "settings"),
    (TALKS, f"outlets = ⟦\"post\"⟧\n{OUTLET}{TOPIC}", "NW103",
     'outlets: expected a list, got "post"', 'in brackets: ["post"]'),
    (TALKS, f"topics = [⟦\"talk\"⟧]\n{OUTLET}{TOPIC}", "NW201",
     'unknown topic "talk"', 'did you mean "talks"?'),
    (TALKS, f"⟦id⟧ = \"talks\"\n{OUTLET}{TOPIC}", "NW106",
     'unknown key "id" in this file', "name of the file is the id"),
    (TALKS, f"outlets = ⟦[]⟧\n{TOPIC}", "NW115",
     "this schedule names no outlet", "outlets = "),
    (TALKS, f"topics = ⟦[]⟧\n{OUTLET}", "NW116",
     "this schedule names no topic", "[[topic]]"),
    (TALKS, f"{OUTLET}[[topic]]\nid = \"t\"\nquery = ⟦\"\"⟧\n", "NW103",
     "query: must not be empty", "write a text"),
    (TALKS, f"{OUTLET}[[topic]]\nid = \"t\"\nquery = \"a AND ⟦(⟧b\"\n", "NW203",
     'query of topic "t": unclosed "("', ")"),
    (TALKS, f"{OUTLET}[[topic]]\nid = \"t\"\nquery = '''\na\n  AND ⟦(⟧b\n'''\n",
     "NW203", 'query of topic "t": unclosed "("', ")"),
    (TALKS, f"{OUTLET}⟦[[topic]]⟧\nid = \"t\"\n", "NW107",
     '"query" is missing in [[topic]]', "query = …"),
    (TALKS, f"{OUTLET}{TOPIC}[[topic]]\nid = ⟦\"talks\"⟧\nquery = \"x\"\n", "NW202",
     'a second topic "talks": the first one is at schedules/talks.toml:7:6', "another"),
    (TALKS, f"{OUTLET}{OUTLET_AGAIN}{TOPIC}", "NW114",
     'a second outlet "post": the first one is at schedules/talks.toml:3:6',
     "another id"),
    (TALKS, f"⟦[[outlet]]⟧\nname = \"x\"\n{TOPIC}", "NW107",
     '"id" is missing in [[outlet]]', "id = …"),
    (TALKS, f"[[outlet]]\nid = ⟦\"x\"⟧\n{TOPIC}", "NW122",
     'outlet "x" has no source', "[[source]]"),
    (TALKS, f"{OUTLET}{TOPIC}[notify]\nsecret = {{ env = ⟦\"HOOK_KEY\"⟧ }}\n", "NW119",
     "secret: the environment has no HOOK_KEY", "set HOOK_KEY"),
    (TALKS, f"{OUTLET}{TOPIC}[notify]\nsecret = {{ file = ⟦\"nowhere\"⟧ }}\n", "NW119",
     "secret: cannot read nowhere", "only its owner"),
    (TALKS, f"{OUTLET}{TOPIC}[notify]\nsecret = {{ ⟦envv⟧ = \"X\" }}\n", "NW106",
     'unknown key "envv" in [notify.secret]', 'did you mean "env"?'),
    (TALKS, f"{OUTLET}{TOPIC}[notify]\nsecret = ⟦{{ env = \"A\", file = \"b\" }}⟧\n",
     "NW103", "secret: expected either env or file", "{ env"),
    (TALKS, f"{OUTLET}{TOPIC}[notify]\ndigest = \"0 ⟦8h⟧ * * *\"\n", "NW102",
     'bad cron expression: "8h" is no hour', "hours run"),
    (TALKS, f"{OUTLET}{TOPIC}[notify]\nwebhook = ⟦\"post.example\"⟧\n", "NW103",
     'webhook: expected an http(s) address, got "post.example"',
     "https://post.example"),
    # an outlet
    (PRIVATE, f"homepage = ⟦'https://herald.example\\x'⟧\n{SOURCE}", "NW103",
     "homepage: expected an http(s) address", "browser"),
    (PRIVATE, f"domains = [⟦\"*.herald.example\"⟧]\n{SOURCE}", "NW103",
     "domains: expected a host name", 'did you mean "herald.example"?'),
    (PRIVATE, f"domains = [⟦\"\"⟧]\n{SOURCE}", "NW103",
     "domains: expected a host name", '"example.com"'),
    (PRIVATE, f"homepage = ⟦\"https://[::1/\"⟧\n{SOURCE}", "NW103",
     "homepage: expected an http(s) address", "browser"),
    (PRIVATE, f"domains = [⟦\"https://herald.example/\"⟧]\n{SOURCE}", "NW103",
     "domains: expected a host name", 'did you mean "herald.example"?'),
    (PRIVATE, f"country = ⟦\"uk\"⟧\n{SOURCE}", "NW103",
     'country: expected a country of ISO 3166-1 like "GB", got "uk"', "settings"),
    (PRIVATE, f"languages = [⟦\"English\"⟧]\n{SOURCE}", "NW103",
     'languages: expected a tag like en or pt-BR, got "English"', "BCP 47"),
    (PRIVATE, f"weight = ⟦nan⟧\n{SOURCE}", "NW103",
     "weight: expected more than 0.0, got nan", "settings"),
    (PRIVATE, f"weight = ⟦inf⟧\n{SOURCE}", "NW103",
     "weight: expected at most 1000000, got inf", "1.0"),
    (PRIVATE, f"every = \"5m\"\n⟦cron⟧ = \"0 9 * * *\"\n{SOURCE}", "NW103",
     "set either every or cron, not both", "remove one"),
    (PRIVATE, f"link_allow = ['ok', 'very ⟦(⟧bad']\n{SOURCE}", "NW103",
     "link_allow: bad regular expression: missing )", "Python's syntax"),
    (PRIVATE, f"identity = '-a⟦[⟧0-9'\n{SOURCE}", "NW103",
     "identity: bad regular expression: unterminated", "Python's syntax"),
    (PRIVATE, f"link_deny = [⟦'^/(\\w+)+$'⟧]\n{SOURCE}", "NW127",
     "link_deny: a repeat inside a repeat can take for ever", "repeat once"),
    (PRIVATE, f"country = ⟦\"UK\"⟧\n{SOURCE}", "NW103",
     'country: no country has the code "UK"', 'did you mean "GB"?'),
    (PRIVATE, f"country = ⟦\"ZQ\"⟧\n{SOURCE}", "NW103",
     'country: no country has the code "ZQ"', "ISO 3166-1"),
    (PRIVATE, f"languages = [\"en\", ⟦\"cz\"⟧]\n{SOURCE}", "NW103",
     'languages: no language has the code "cz"', 'did you mean "cs"?'),
    (PRIVATE, f"identity = ⟦'-a\\d+$'⟧\n{SOURCE}", "NW118",
     "identity: a group in brackets", "(\\d+)"),
    (PRIVATE, "[[source]]\nkind = ⟦\"rss\"⟧\nurl = \"https://herald.example/\"\n",
     "NW103", 'kind: expected one of "feed", "news_sitemap", "sitemap", "section", '
     'got "rss"', "known: feed"),
    (PRIVATE, "⟦[[source]]⟧\nkind = \"feed\"\n", "NW107",
     '"url" is missing in [[source]]', "url = …"),
    (PRIVATE, f"{SOURCE}⟦link⟧ = \"h3 a\"\n", "NW103",
     "link: only a section page has links to choose", 'kind = "section"'),
    (PRIVATE, f"{SOURCE}[[rules]]\nbody = ⟦\"div >\"⟧\n", "NW117",
     "body: not CSS: expected selector", "parsel"),
    (PRIVATE, f"{SOURCE}[[rules]]\ntitle = [\"h1\", ⟦\"//h1[\"⟧]\n", "NW117",
     "title: not XPath", "starts with / ./ or ( is XPath"),
    (PRIVATE, f"{SOURCE}[[rules]]\ntitle = [\"h1\", ⟦3⟧]\n", "NW103",
     "title: expected a text, got 3", "quotes"),
    (PRIVATE, f"{SOURCE}[[rules]]\nremove = [\".ad\", ⟦\"//p[\"⟧]\n", "NW117",
     "remove: not XPath: invalid expression", "parsel"),
    (PRIVATE, f"{SOURCE}[[rules]]\nbody = \"p\"\n[[rules]]\nbdy = \"p\"\n"
     .replace("bdy", "⟦bdy⟧"), "NW106", 'unknown key "bdy" in [[rules]]',
     'did you mean "body"?'),
    (PRIVATE, f"{SOURCE}[[rules]]\nvalid_from = 2026-02-01\n"
     "valid_until = ⟦2026-01-01⟧\n", "NW103",
     "valid_until: 2026-01-01 lies before valid_from, 2026-02-01", "exchange"),
    (PRIVATE, f"{SOURCE}[[rules]]\nvalid_from = ⟦\"spring\"⟧\n", "NW103",
     'valid_from: expected a date like 2026-11-23, got "spring"', "settings"),
    (PRIVATE, f"{SOURCE}[rules]\nbody = \"p\"\n".replace("[rules]", "⟦[rules]⟧"),
     "NW103", "rules: expected a list, got a table", "[[…]]"),
    # topics
    (SHARED, "[[topic]]\nid = ⟦\"US-Russia\"⟧\nquery = \"x\"\n", "NW103",
     'id: expected up to 64 of a-z, 0-9 and _, got "US-Russia"', "settings"),
    (SHARED, "⟦[[topics]]⟧\nid = \"x\"\nquery = \"x\"\n"
     .replace("⟦[[topics]]⟧", "[[⟦topics⟧]]"), "NW106",
     'unknown key "topics" in this file', 'did you mean "topic"?'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "text", "code", "message", "help"),
    CASES,
    ids=[f"{case[0].split('/')[-1]}-{case[3][:40]}" for case in CASES],
)
def test_mistake_is_shown_where_it_was_made(
    file: str,
    text: str,
    code: str,
    message: str,
    help: str,
    mistakes: Mistakes,
    marked: Unmark,
) -> None:
    text, line, column, width = marked(text)
    as_read = text.removeprefix("\ufeff").replace("\r\n", "\n")

    (mistake,) = mistakes({file: text})

    assert mistake.code == code
    assert mistake.message.startswith(message)
    assert help in (mistake.help or "")
    place = mistake.place
    assert place is not None
    assert (place.file, place.line, place.column) == (file, line, column)
    assert place.width == width
    assert place.source == as_read.split("\n")[line - 1]


def test_all_mistakes_of_all_files_come_in_one_run_in_their_order(
    mistakes: Mistakes,
) -> None:
    topic = '[[topic]]\nid = "mine"\nquery = "x"\n'
    files: dict[str, str] = {}
    expected = 0
    files[TOML] = (
        '[poll]\nevery = "15x"\nevry = 1\njitter = 2\n'
        '[polite]\nper_host = 0\nobey_robots = "no"\nmax_page = "8MB"\n'
    )
    expected += 6
    files["schedules/one.toml"] = (
        'outlets = ["nobody", "group:none"]\ntopics = ["nothing"]\nodd = 1\n'
        '[schedule]\ncron = "0 25 * * *"\ntimezone = "Mars"\n' + topic
    )
    expected += 6
    files["schedules/two.toml"] = 'title = 5\n[[topic]]\nid = "two"\nquery = "(a"\n'
    expected += 3
    files["schedules/outlets/herald.toml"] = (
        'country = "uk"\nidentity = "a"\ndelay = "1"\n'
        '[[source]]\nkind = "rss"\nurl = "ftp://herald.example"\n'
        '[[rules]]\nbody = "div >"\nremove = ["//p["]\n'
    )
    expected += 7
    files["schedules/topics/more.toml"] = (
        '[[topic]]\nid = "A"\nquery = "x"\n[[topic]]\nid = "b"\nquery = "OR"\nx = 1\n'
    )
    expected += 3

    found = mistakes(files)

    assert len(found) == expected, [str(mistake) for mistake in found]
    assert all(mistake.help and mistake.place for mistake in found)
    places = [(m.place.file, m.place.line or 0) for m in found if m.place]
    reading_order = [
        "newswatch.toml",
        "schedules/outlets/herald.toml",
        "schedules/topics/more.toml",
        "schedules/one.toml",
        "schedules/two.toml",
    ]
    assert list(dict.fromkeys(file for file, _ in places)) == reading_order
    assert places == sorted(places, key=lambda p: (reading_order.index(p[0]), p[1]))


def test_help_and_carets_are_rendered_under_the_mistake(mistakes: Mistakes) -> None:
    text = f'[schedule]\ncron     = "*/10 25 * * *"\n{OUTLET}{TOPIC}'

    (mistake,) = mistakes({TALKS: text})

    assert mistake.render().split("\n") == [
        "error[NW102]: bad cron expression: hour 25 is outside 0-23",
        "  --> schedules/talks.toml:2:18",
        "   |",
        ' 2 | cron     = "*/10 25 * * *"',
        "   |                  ^^",
        "help: hours run from 0 to 23",
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (PRIVATE, f'homepage = "https://me:hunter2@herald.example/"\n{SOURCE}'),
        (PRIVATE, f'homepage = "https://hunter2@herald.example/"\n{SOURCE}'),
        (TALKS, f"{OUTLET}{TOPIC}[notify]\nsecret = ['hunter2']\n"),
        (TALKS, f"{OUTLET}{TOPIC}[notify]\nsecret = {{ env = ['hunter2'] }}\n"),
    ],
)
def test_secret_is_never_repeated(file: str, text: str, mistakes: Mistakes) -> None:
    (mistake,) = mistakes({file: text})

    assert mistake.code == "NW103"
    assert mistake.place is not None
    assert mistake.place.line is not None
    assert "hunter2" not in mistake.render() + str(mistake)
