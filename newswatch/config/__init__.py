"""Configuration: the files a person wrote, as the model's nouns.

`load` reads all of them and reports every mistake at once, each with its place.
"""

from newswatch.config.configuration import Configuration
from newswatch.config.load import load

__all__ = ["Configuration", "load"]
