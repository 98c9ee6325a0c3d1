"""The URLs that name a journal, and what is wrong with one that does not."""

from __future__ import annotations

import re
from pathlib import Path

from actionlearning.domain.errors import BadInput

__all__ = ["BadUrl", "shown", "sqlite_path"]

SQLITE = "sqlite:///"


class BadUrl(BadInput):
    url: str
    why: str = ""
    says = (
        '"{url}" names no journal{why}; write memory:, sqlite:///file.db, sqlite:////absolute/file.db, '
        "postgresql://user@host/database or plain:some.persistence.module"
    )


def sqlite_path(url: str) -> Path:
    """The file that an SQLite URL names: three slashes before a relative path, four before an absolute one.

    Raises ``BadUrl`` where it names none, or has a query, which would be passed over. ``:memory:`` is refused too: SQLite would
    give each connection a database of its own, and the journal in memory is called ``memory:``.
    """
    name = url.removeprefix(SQLITE)
    if name == url or not name or name == ":memory:" or "\0" in name:
        raise BadUrl(url=url)
    if "?" in name:
        raise BadUrl(url=url, why=": a file takes no options after a question mark")
    return Path(name)


def shown(url: str) -> str:
    """A URL without its password, fit for a sentence."""
    without = re.sub(r"(//[^/@:]*):[^/?]*@", r"\1:…@", url)
    return re.sub(r"(password=)[^&]*", r"\1…", without)
