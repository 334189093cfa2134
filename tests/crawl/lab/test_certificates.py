"""Who poses as an outlet: refused by a word of its own, unless it is asked for."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from crawl.lab.certificates import DAY, Authority
from crawl.lab.outcomes import ends, outlet, patient, problems
from crawl.lab.wire import Script, WireServer, answer, head, sends
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import rss, story

LISTING = "application/rss+xml"
ACCEPTS = "accept_forged_certificates = true"


@dataclass
class Lab:
    """Servers on loopback with certificates of an authority that the crawl knows."""

    folder: Path
    stack: ExitStack
    ours: Authority = field(init=False)
    _hosts: Iterator[str] = field(
        default_factory=lambda: (f"127.0.2.{n}" for n in range(1, 99))
    )

    def __post_init__(self) -> None:
        self.ours = Authority(self.folder)

    def host(self) -> str:
        return next(self._hosts)

    def serve(
        self, host: str, context: ssl.SSLContext | None, name: str = ""
    ) -> WireServer:
        """A site with one story, under *name* if that leads to its address."""
        server = WireServer({}, host, context)
        server.base = server.base.replace(host, name or host).replace("http:", "https:")
        server.scripts = self.site(server, f"/news/{server.port}")
        return self.stack.enter_context(server)

    def site(self, server: WireServer, *links: str) -> dict[str, Script]:
        listing = answer(rss(*links, base=server.base).body, kind=LISTING)
        return {
            "/rss": listing,
            **{to: answer(story(server.port).body) for to in links},
        }

    def once(self, outlets: str) -> str:
        folder = patient(write_watch(self.folder / "watch", outlets))
        done = newswatch(folder, "once", SSL_CERT_FILE=str(self.ours.pem))
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with ExitStack() as stack:
        yield Lab(tmp_path, stack)


def old(context: ssl.SSLContext) -> ssl.SSLContext:
    """*context*, as a server of 1999 speaks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def leads_to(other: WireServer) -> Script:
    location = f"Location: {other.base}/news/{other.port}"
    return sends(head(location, "Content-Length: 0", status="HTTP/1.1 302 Found"))


def test_whoever_cannot_prove_to_be_the_outlet_is_refused_by_name(lab: Lab):
    theirs = Authority(lab.folder, "Stranger")
    hosts = {name: lab.host() for name in (
        "good", "tls_expired", "tls_not_yet_valid", "tls_self_signed",
        "tls_wrong_host", "tls_untrusted_ca", "tls_version", "tls_not_spoken",
    )}  # fmt: skip
    contexts = {
        "good": lab.ours.context([hosts["good"]]),
        "tls_expired": lab.ours.context(
            [hosts["tls_expired"]], start=-3 * DAY, end=-DAY
        ),
        "tls_not_yet_valid": lab.ours.context([hosts["tls_not_yet_valid"]], start=DAY),
        "tls_self_signed": lab.ours.context([hosts["tls_self_signed"]], by_itself=True),
        "tls_wrong_host": lab.ours.context(["127.0.0.1", "bank.example"]),
        "tls_untrusted_ca": theirs.context([hosts["tls_untrusted_ca"]]),
        "tls_version": old(lab.ours.context([hosts["tls_version"]])),
        "tls_not_spoken": None,
    }
    servers = {
        name: lab.serve(hosts[name], context) for name, context in contexts.items()
    }
    # A name has to be in the certificate too, not only an address.
    named = lab.serve("127.0.0.1", lab.ours.context(["localhost"]), "localhost")
    servers |= {"named": named}
    posing = lab.serve("127.0.0.1", lab.ours.context(["bank.example"]), "localhost")
    outlets = "".join(outlet(name, f"{s.base}/rss") for name, s in servers.items())
    lab.once(outlets + outlet("posing", f"{posing.base}/rss"))
    told = problems(lab.folder / "watch")
    for name in contexts:
        if name != "good":
            word = name.replace("_", "-")
            assert f"/rss: {word}" in told[name], (word, told[name])
            assert servers[name].asked == [], "nothing is said to a stranger"
    assert "tls-wrong-host" in told["posing"]
    found = {line["outlet"]["id"] for line in feed_lines(lab.folder / "watch")}
    assert found == {"good", "named"}
    status = newswatch(lab.folder / "watch", "status", "tls_expired")
    assert "tls-expired" in status.stdout


def test_a_redirect_and_its_robots_txt_are_verified_as_well(lab: Lab):
    host, other = lab.host(), lab.host()
    stranger = lab.serve(other, lab.ours.context([other], by_itself=True))
    server = lab.serve(host, lab.ours.context([host]))
    server.scripts |= lab.site(server, "/go")
    server.scripts["/go"] = leads_to(stranger)
    lab.once(outlet("one", f"{server.base}/rss"))
    assert ends(lab.folder / "watch") == {"go": "tls-self-signed"}
    assert stranger.asked == []


def test_an_exception_is_loud_and_for_its_own_hosts_alone(lab: Lab):
    host, other = lab.host(), lab.host()
    stranger = lab.serve(other, lab.ours.context([other], by_itself=True))
    blind = lab.serve(host, lab.ours.context(["bank.example"], by_itself=True))
    blind.scripts |= lab.site(blind, "/news/1", "/go")
    blind.scripts["/go"] = leads_to(stranger)
    told = lab.once(outlet("blind", f"{blind.base}/rss", keys=ACCEPTS))
    folder = lab.folder / "watch"
    assert ends(folder) == {"1": "article", "go": "tls-self-signed"}
    assert "/robots.txt" in blind.asked
    assert stranger.asked == []
    assert "certificates NOT verified" in told
    checked = newswatch(folder, "check", "--strict")
    assert checked.returncode == 1
    assert "warning[NW130]" in checked.stderr
    assert "certificates NOT verified" in newswatch(folder, "status").stdout
    doctor = newswatch(folder, "doctor", "--offline")
    assert "NOT verified of blind" in doctor.stdout


def test_without_an_exception_no_crawl_speaks_of_one(lab: Lab):
    host = lab.host()
    server = lab.serve(host, lab.ours.context([host]))
    told = lab.once(outlet("good", f"{server.base}/rss"))
    assert "NOT verified" not in told
    assert len(feed_lines(lab.folder / "watch")) == 1
