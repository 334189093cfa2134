"""One module per group of commands. Scrapy and trafilatura are imported only inside
the commands that use them: `--help`, `check` and `read` answer at once.
"""

from newswatch.cli.main import main

__all__ = ["main"]
