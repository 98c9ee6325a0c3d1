"""Where a page goes: into a file of its own, in place of an earlier page, and of nothing else unless somebody says so."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from actionlearning.domain.errors import ActionLearningError, BadInput

__all__ = ["NoPageThere", "PageNotWritten", "write_page"]

OURS = b'<meta name="generator" content="actionlearning">'
"""What a page of ours has among its first ``HEAD`` bytes."""

HEAD = 1000


class PageNotWritten(ActionLearningError):
    """The page was made, and could not be put where it was wanted."""

    where: str
    why: str
    says = "cannot write {where}: {why}; name another file with --out"


class NoPageThere(BadInput):
    """Something else stands where the page was to go: it may be a journal."""

    where: str
    says = "{where} is there already and is no page of ours; name another file with --out, or say --force to replace it"


def write_page(where: Path, html: str, *, force: bool) -> None:
    """Put a page there. Raises ``NoPageThere``, unless whatever is there may go, and ``PageNotWritten``."""
    if where.is_file() and not (force or _is_a_page(where)):
        raise NoPageThere(where=str(where))
    try:
        where.write_text(html, "utf-8")
    except OSError as cause:
        raise PageNotWritten(where=str(where), why=cause.strerror or str(cause)) from cause


def _is_a_page(where: Path) -> bool:
    with suppress(OSError), where.open("rb") as file:
        return OURS in file.read(HEAD)
    return False
