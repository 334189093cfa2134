"""Configuration: the files a person wrote, as the model's nouns.

`load` reads all of them and reports every mistake at once, each with its place.
"""

from newswatch.config.configuration import Configuration
from newswatch.config.load import load
from newswatch.config.topic_tests import failed_tests

__all__ = ["Configuration", "failed_tests", "load"]
