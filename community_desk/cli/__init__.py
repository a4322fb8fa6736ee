"""The command line: ``community-desk [--data DIR] [--password-stdin] COMMAND``."""

from community_desk.cli.program import main

__all__ = ["main"]
