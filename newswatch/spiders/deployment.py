"""What all spiders that ask somebody have in common: the deployment's manners."""

from __future__ import annotations

from pathlib import Path

from scrapy import Spider
from scrapy.settings import BaseSettings

from newswatch.settings import crawl_settings
from newswatch.workshop import configuration_in


class DeploymentSpider(Spider):
    """Crawls by what newswatch.toml and the outlets of its folder ask for."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        configuration = configuration_in(Path(settings["NEWSWATCH_FOLDER"]))
        wishes = crawl_settings(configuration.options, configuration.outlets.values())
        settings.setdict(wishes, priority="spider")
