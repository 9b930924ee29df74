"""What the launch files share: which mission, which simulator, what is installed."""
