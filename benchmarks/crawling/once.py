"""`newswatch once` with probes: python once.py ARGUMENTS OF NEWSWATCH…"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newswatch.cli import main
from newswatch.daemon import service

_PROBED = Path(__file__).with_name("probed_crawler.py")
_command_of = service.crawler_command


def probed_command(*args: Any, **kwargs: Any) -> list[str]:
    python, _, _, *rest = _command_of(*args, **kwargs)
    return [python, str(_PROBED), *rest]


if __name__ == "__main__":
    service.crawler_command = probed_command
    main()
