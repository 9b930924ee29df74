"""The world in a browser, as it is now."""
