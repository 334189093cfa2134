"""The queue between spider and downloader."""

from __future__ import annotations

from scrapy import Request

from newswatch.in_order import InOrder


def test_requests_leave_in_the_order_they_came():
    line = InOrder()
    urls = [f"http://{host}.example/" for host in "cabc"]
    assert all(line.enqueue_request(Request(url)) for url in urls)
    assert line.has_pending_requests()
    assert [line.next_request().url for _ in urls] == urls
    assert not line.has_pending_requests()
    assert line.next_request() is None
