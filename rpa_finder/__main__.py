"""Run the command line with "python -m rpa_finder"."""

from rpa_finder.cli import main

if __name__ == "__main__":
    main()
