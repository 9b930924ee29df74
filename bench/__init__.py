"""Benchmarks: `make bench`. They measure; they are no tests."""
