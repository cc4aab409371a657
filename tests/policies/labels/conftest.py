"""The program itself, forked, for the lines that it is to read."""

from tests.stage import forks

__all__ = ["forks"]
