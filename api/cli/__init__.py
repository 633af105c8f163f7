"""Command line: `khlang`, one verb of the office per command.

Exit codes: 0 done, 1 refused or not verified, 2 unusable input. `--json` prints one JSON document
on stdout and nothing else; words for people go to stdout without it, progress and errors to stderr.
"""

from api.cli.app import main

__all__ = ["main"]
