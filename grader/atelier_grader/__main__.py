"""`python -m atelier_grader` is `atelier`."""

from atelier_grader.cli import main

if __name__ == "__main__":
    main()
