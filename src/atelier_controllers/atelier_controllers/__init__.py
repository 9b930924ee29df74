"""Reference controllers of the missions."""
