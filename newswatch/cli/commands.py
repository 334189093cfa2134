"""Imports every command module, which registers its commands with the application."""

from newswatch.cli import check, crawl, demo, extract, read, replay, schema

__all__ = ["check", "crawl", "demo", "extract", "read", "replay", "schema"]
