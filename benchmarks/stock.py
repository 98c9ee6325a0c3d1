"""The same work with stock `eventsourcing`: its aggregate, its default transcoder, its recorders."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict
from sample import AT, OWNER, PEER, TEXT

__all__ = ["Problem", "Stock", "environment"]

CHUNK = 100


class Problem(Aggregate):
    """A problem as the stock library would have it; its texts are plain JSON."""

    def __init__(self, owner: UUID, title: str) -> None:
        self.owner = owner
        self.title = title
        self.questions = 0

    @event("QuestionAsked")
    def ask(self, session: int, by: UUID, form: str, function: str, text: str, asked_at: datetime) -> None:
        self.questions += 1


class Stock(Application[UUID]):
    """An application on one recorder."""

    def problem(self, length: int) -> Problem:
        """A saved problem of so many events.

        A hundred at a time: the stock recorder sends an insert in pipeline mode, which was seen to wait for ever at a thousand.
        """
        it = Problem(OWNER, TEXT)
        for number in range(1, length):
            self.question(it)
            if number % CHUNK == 0:
                self.save(it)
        self.save(it)
        return it

    @staticmethod
    def question(it: Problem) -> None:
        it.ask(1, PEER, "open", "probing", TEXT, AT)


def environment(url: str, connections: int, *, remembers: bool) -> dict[str, Any]:
    """The variables that put the stock recorders where a URL says, with the cache of aggregates or, as it comes, without."""
    cache = {"AGGREGATE_CACHE_MAXSIZE": "1000"} if remembers else {}
    if url.startswith("sqlite:///"):
        return {
            **cache,
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "SQLITE_DBNAME": url.removeprefix("sqlite:///"),
            "SQLITE_LOCK_TIMEOUT": "30",
        }
    parts = conninfo_to_dict(url)
    return {
        **cache,
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": "",
        "POSTGRES_POOL_SIZE": str(connections),
    }
