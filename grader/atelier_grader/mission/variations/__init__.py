"""The kinds of variation; importing this package registers them all."""
