"""`python -m atelier_grader` is `atelier`."""

import sys

if __name__ == "__main__":
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]  # the present folder: a submission may lie here, and its modules
    from atelier_grader.cli import main

    main()
