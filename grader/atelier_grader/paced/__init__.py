"""Runs paced by the wall clock, for programs that cannot run in lock-step."""
