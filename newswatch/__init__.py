"""newswatch: a scheduled news-monitoring crawler whose feed can be believed."""

__version__ = "0.1.0"
