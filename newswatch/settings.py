"""Scrapy's settings: safe ones first, those of the deployment on top.

The constants hold for every crawl. What newswatch.toml and the outlets say is laid
over them by `crawl_settings`, which the spiders apply to themselves, so that
`newswatch run`, `newswatch once` and `scrapy crawl` all crawl alike.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newswatch import __version__

if TYPE_CHECKING:
    from newswatch.model import Options, Outlet

BOT_NAME = "newswatch"
SPIDER_MODULES: list[str] = []
SPIDER_LOADER_CLASS = "newswatch.spiderloader.OutletSpiderLoader"
#: the folder with newswatch.toml and schedules/
NEWSWATCH_FOLDER = os.environ.get("NEWSWATCH_DIR") or "."
#: who reads pages: any class that keeps the promises of workshop.Reader
NEWSWATCH_READER = "newswatch.crawler.lanes.Lanes"
#: whether this process writes the feed if no other one does
NEWSWATCH_WRITES_FEED = True

#: whether robots.txt and what hosts asked for are kept in the store
NEWSWATCH_REMEMBERS = True

# -- what a crawler may do to others
ROBOTSTXT_OBEY = True
DOWNLOADER_MIDDLEWARES = {
    # Scrapy's own reads each robots.txt once in a process's life, and allows
    # everything for ever where that failed.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newswatch.gate.GateMiddleware": 50,
    # BoundedHandler unpacks: Scrapy's own hands on the beginning of what is cut short
    # as if it were all.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newswatch.middlewares.RobotsMiddleware": 100,
    # Sees an answer before Scrapy's own, which follows it.
    "newswatch.gate.RedirectMiddleware": 650,
    "newswatch.middlewares.PaceMiddleware": 990,
    # No spider has passwords or allowed domains: each would be asked of every request.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
}
# Each wraps what every callback yields once more. No spider follows links by itself,
# nor copies the meta of an answer.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
# A delay is a promise to the host, not a mean.
DOWNLOAD_DELAY_JITTER = 0
USER_AGENT = f"newswatch/{__version__}"
ROBOTSTXT_USER_AGENT = "newswatch"
COOKIES_ENABLED = False
REFERER_ENABLED = False
REDIRECT_MAX_TIMES = 5
# urls.py has its own limit and says when it is met; this one drops without a word.
URLLENGTH_LIMIT = 0
METAREFRESH_ENABLED = False
# 429 and 503 are requests to stay away: a retry within seconds would not obey.
# A name that does not resolve and a port that is shut are so in a second's time too,
# and when a deadline is over, it is over.
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.ResponseDataLossError",
    "twisted.internet.error.ConnectionDone",
    "twisted.internet.error.ConnectionLost",
    OSError,
]
RETRY_TIMES = 1
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]

# -- what others may do to a crawler
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
#: seconds for a request with all its redirects, and those in which no byte comes
DOWNLOAD_TIMEOUT = 30
NEWSWATCH_IDLE_TIMEOUT = 10
DOWNLOAD_HANDLERS = {
    **dict.fromkeys(("http", "https"), "newswatch.transport.handler.BoundedHandler"),
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
TWISTED_DNS_RESOLVER = "newswatch.resolver.GuardedResolver"
# Scrapy's DNS cache has no time to live: a host that moved would stay lost for months.
DNSCACHE_ENABLED = False
# Both would execute code that arrives on a local port.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# An environment proxy would resolve names past the address guard.
HTTPPROXY_ENABLED = False

# -- months of running
# The store knows what was seen; a filter in memory would grow for ever.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
HTTPCACHE_ENABLED = False
SCHEDULER = "newswatch.in_order.InOrder"
# Of Scrapy's own queue, where it is used: it would start at the end.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
# So many tasks are started for each response, and a page yields one item at most.
# The default of 100 costs 30 % more CPU a page.
CONCURRENT_ITEMS = 1
# Most of them wait for their host's turn; rounds.MOST_OUT bounds each outlet.
CONCURRENT_REQUESTS = 2048
# Bytes of pages that wait to be read, beyond which Scrapy asks no host for more: at its
# own 5 MB one outlet with large pages holds up all others.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 128 * 1024 * 1024
REACTOR_THREADPOOL_MAXSIZE = 20
if importlib.util.find_spec("uvloop"):
    ASYNCIO_EVENT_LOOP = "uvloop.Loop"
LOG_INSTALL_ROOT_HANDLER = True
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
LOG_FORMATTER = "newswatch.extensions.TerseLogFormatter"

ITEM_PIPELINES = {
    "newswatch.pipelines.ReadPipeline": 100,
    "newswatch.pipelines.DedupPipeline": 200,
    "newswatch.pipelines.AdmitPipeline": 300,
}
EXTENSIONS = {
    "newswatch.extensions.WorkshopExtension": 100,
    "newswatch.extensions.LedgerExtension": 200,
    "newswatch.extensions.FeedExtension": 300,
}


def user_agent(name: str, contact: str) -> str:
    """Who asks, in the words of RFC 9110 10.1.5: product, version, contact."""
    product = f"{name}/{__version__}" if name == "newswatch" else f"{name}/1.0"
    comment = "; ".join(
        part
        for part in (
            f"+{contact}" if contact else "",
            f"newswatch/{__version__}" if name != "newswatch" else "",
        )
        if part
    )
    return f"{product} ({comment})" if comment else product


def crawl_settings(options: Options, outlets: Iterable[Outlet]) -> dict[str, Any]:
    """The settings that a deployment's options and outlets ask for."""
    polite = options.polite
    return {
        "ROBOTSTXT_OBEY": polite.obey_robots,
        "CONCURRENT_REQUESTS_PER_DOMAIN": polite.per_host,
        "DOWNLOAD_DELAY": polite.delay_s,
        "DOWNLOAD_SLOTS": _slots(options, outlets),
        "DOWNLOAD_TIMEOUT": polite.timeout_s,
        "NEWSWATCH_IDLE_TIMEOUT": polite.idle_s,
        "DOWNLOAD_MAXSIZE": polite.max_page,
        "REDIRECT_MAX_TIMES": polite.redirects,
        "USER_AGENT": user_agent(options.agent.name, options.agent.contact),
        "ROBOTSTXT_USER_AGENT": options.agent.name,
    }


def _slots(options: Options, outlets: Iterable[Outlet]) -> dict[str, dict[str, Any]]:
    """Scrapy paces by host name: each host of an outlet gets that outlet's delay.

    A host that two outlets share gets the longer one.
    """
    slots: dict[str, dict[str, Any]] = {}
    for outlet in outlets:
        delay = outlet.delay_s
        if delay is None:
            continue
        addresses = [source.url for source in outlet.sources]
        hosts = {urlsplit(address).hostname for address in addresses}
        for domain in outlet.domains:
            hosts |= {domain, f"www.{domain}"}
        for host in filter(None, hosts):
            known = slots.get(host, {}).get("delay", 0.0)
            slots[host] = {
                "concurrency": options.polite.per_host,
                "delay": max(delay, known, options.polite.delay_s),
            }
    return slots
