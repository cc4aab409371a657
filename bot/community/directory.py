"""Directory files: their text becomes a directory, or a list of what is wrong with it."""

import re
import tomllib

from policies.community.directory import Directory
from policies.community.parsing import Accounts, parse
from policies.community.written import written


class DirectoryFault(Exception):
    """A directory file cannot be used; the lines say where, why and what to do."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def load_text(text: str, file: str, accounts: Accounts | None) -> Directory:
    """Return the directory that `text` describes; raises DirectoryFault with every fault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at (line \d+, column \d+|end of document)\)", str(error))
        where = f" at {at[1]}" if at else ""
        raise DirectoryFault([f"{file}: is not valid TOML{where}; correct the syntax"]) from None
    directory, faults = parse(data, file, accounts)
    if faults:
        raise DirectoryFault(faults)
    return directory


def write_text(directory: Directory) -> str:
    """Return the directory in the form that `load_text` reads."""
    return written(directory)
