"""For how long a feed stays as it is, by its own word."""

from __future__ import annotations

import pytest

from newswatch.discover.feed import read_feed

SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
SAID = [
    # in the channel → seconds
    ("", 0.0),
    ("<ttl>60</ttl>", 3600.0),
    ("<ttl> 5 </ttl>", 300.0),
    ("<ttl>-5</ttl>", 0.0),
    ("<ttl>1.5</ttl>", 0.0),
    ("<ttl>9999999999999999</ttl>", 0.0),
    ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600.0),
    ("<sy:updatePeriod>\n\tHourly\n</sy:updatePeriod>"
     "<sy:updateFrequency>\n\t2\n</sy:updateFrequency>", 1800.0),
    ("<sy:updatePeriod>daily</sy:updatePeriod>"
     "<sy:updateFrequency>0</sy:updateFrequency>", 0.0),
    ("<sy:updatePeriod>now and then</sy:updatePeriod>", 0.0),
    ("<ttl>10</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3600.0),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), SAID)
def test_freshness_that_a_feed_states(said: str, expected: float):
    text = (
        f'<rss version="2.0" {SY}><channel><title>Herald</title>{said}'
        "<item><link>https://herald.example/a</link></item></channel></rss>"
    )
    listing = read_feed(text, "https://herald.example/rss", "UTC")
    assert listing.fresh_s == expected
    assert len(listing.links) == 1
