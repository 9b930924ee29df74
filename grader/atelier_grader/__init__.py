"""The trusted side: engine, referee, reports and the command line."""
