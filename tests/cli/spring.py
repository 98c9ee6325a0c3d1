"""A small journal on the command line, with one person and one programme, and how it is seen that nothing else is recorded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from terminal import done

__all__ = ["CHARTER", "COST", "DB", "FAILED", "MISUSED", "REFUSED", "REGISTER", "URL", "begun", "everything", "recorded"]

DB = "journal.db"
URL = f"sqlite:///{DB}"
FAILED, MISUSED, REFUSED = 1, 2, 3

CHARTER = [
    *("do", "programmes.charter", "--by", "amara", "--as", "spring", "title=Spring", 'organisations=["Vale"]', "sponsor=amara"),
    *("theory_of_change=Questions", "currency=GBP", "time_zone=Europe/London", "--at", "2025-01-06T09:00:00+00:00"),
]
REGISTER = ("do", "members.register", "role=Manager", "organisation=Vale")
COST = ("do", "programmes.incur_cost", "--by", "amara", "programme=spring", "category=venue")


def begun() -> Path:
    """That journal, recorded in the folder that one stands in."""
    done(*REGISTER, "name=Amara", "--as", "amara", "--at", "2025-01-06T09:00:00+00:00", "--db", URL)
    done(*CHARTER, "--db", URL)
    return Path(DB)


def everything() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()}


def recorded() -> int:
    with closing(sqlite3.connect(DB)) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM stored_events").fetchone()[0])
