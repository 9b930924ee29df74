"""The submission and its process: what the grader knows of the untrusted side."""
