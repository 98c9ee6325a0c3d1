"""Protean, with an event-sourced aggregate on Message DB, the only event store it has that keeps anything.

Message DB is a schema and some functions for PostgreSQL; its SQL comes with its package for Node and is installed here.
"""

from __future__ import annotations

import logging
from importlib.metadata import version
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import psycopg2
from answering import CASE, INSTALLED, TEXT, URL, answer
from protean import Domain
from protean.core.aggregate import apply
from protean.fields import Identifier, Integer, String, Text
from protean.utils.globals import current_domain

LENGTHS = {"command": (400, 20), "load1000": (1, 1000), "log": (100, 100), "commit": (0, 0)}
SQL = Path(INSTALLED) / "protean" / "node_modules" / "@eventide" / "message-db" / "database"
ORDER = (
    *("roles/message-store", "schema/message-store", "tables/messages", "types/message"),
    *(
        f"functions/{name}"
        for name in (
            *("message-store-version", "hash-64", "acquire-lock", "category", "is-category", "id", "cardinal-id"),
            *("stream-version", "write-message", "get-stream-messages", "get-category-messages", "get-last-stream-message"),
        )
    ),
    *("indexes/messages-id", "indexes/messages-stream", "indexes/messages-category"),
)
SEARCH = "options=-csearch_path%3Dmessage_store,public"


def installed() -> tuple[str, dict[str, Any]]:
    """Message DB in the database of the URL; answers the URL for its client, and what a connection has set."""
    split = urlsplit(URL)
    host, database = parse_qs(split.query)["host"][0], split.path.strip("/")
    connection = psycopg2.connect(host=host, user="postgres", dbname=database)
    with connection, connection.cursor() as cursor:
        cursor.execute("SET client_min_messages = error")
        cursor.execute("SET search_path = message_store, public")
        for name in ORDER:
            cursor.execute((SQL / f"{name}.sql").read_text().replace("CONCURRENTLY", ""))
        settings = {}
        for name in ("synchronous_commit", "transaction_isolation"):
            cursor.execute(f"SHOW {name}")
            settings[name] = cursor.fetchone()[0]
    connection.close()
    return f"{URL}&{SEARCH}", settings


domain = Domain(name="Bench")


@domain.event(part_of="Problem")
class ProblemRaised:
    problem_id = Identifier(required=True)
    owner = Identifier(required=True)
    title = Text(required=True)


@domain.event(part_of="Problem")
class QuestionAsked:
    problem_id = Identifier(required=True)
    session = Integer()
    by = Identifier()
    form = String()
    function = String()
    text = Text()


@domain.aggregate(event_sourced=True)
class Problem:
    problem_id = Identifier(identifier=True)
    owner = Identifier()
    title = Text()
    questions = Integer(default=0)

    @classmethod
    def begin(cls) -> Problem:
        it = cls._create_new()
        it.raise_(ProblemRaised(problem_id=it.problem_id, owner=str(uuid4()), title=TEXT))
        return it

    def ask(self) -> None:
        values = {"session": 1, "by": str(uuid4()), "form": "open", "function": "probing", "text": TEXT}
        self.raise_(QuestionAsked(problem_id=self.problem_id, **values))

    @apply
    def raised(self, event: ProblemRaised) -> None:
        self.problem_id = event.problem_id
        self.owner = event.owner
        self.title = event.title
        self.questions = 0

    @apply
    def asked(self, event: QuestionAsked) -> None:
        self.questions += 1


def main() -> None:
    url, settings = installed()
    domain.config["event_store"] = {"provider": "message_db", "database_uri": url, "max_connections": 5}
    domain.config["snapshot_threshold"] = 1_000_000  # a load is to fold the events
    domain.init(traverse=False)
    logging.disable(logging.WARNING)  # stdout is for answers
    with domain.domain_context():
        run(settings)


def run(settings: dict[str, Any]) -> None:
    count, length = LENGTHS[CASE]
    ready = []
    for _ in range(count):
        it = Problem.begin()
        for _ in range(length - 1):
            it.ask()
        current_domain.repository_for(Problem).add(it)
        ready.append(it.problem_id)
    waiting = cycle(ready)

    def commit() -> int:
        current_domain.repository_for(Problem).add(Problem.begin())
        return 1

    def decide() -> int:
        repository = current_domain.repository_for(Problem)
        it = repository.get(next(waiting))
        it.ask()
        repository.add(it)
        return 1

    def load() -> int:
        assert current_domain.repository_for(Problem).get(ready[0]).questions == length - 1
        return 1

    def read() -> int:
        return sum(1 for message in current_domain.event_store.store.read_all("$all") if message.to_domain_object())

    works = {"commit": commit, "command": decide, "load1000": load, "log": read}
    answer(works[CASE], {"version": version("protean"), **settings})


main()
