"""What a poll costs; see benchmarks/polling.py."""
