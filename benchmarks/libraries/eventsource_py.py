"""`eventsource-py`, with its aggregates, its repository, and its stores on aiosqlite and on SQLAlchemy with asyncpg."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from itertools import cycle
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

from answering import BACKEND, CASE, TEXT, URL, answer_later
from eventsource import AggregateRepository, AggregateRoot, DomainEvent, register_event
from pydantic import BaseModel
from sqlalchemy import engine, text
from sqlalchemy.ext.asyncio import create_async_engine

LENGTHS = {"command": (400, 20), "load1000": (1, 1000), "log": (100, 100), "commit": (0, 0)}
PEER = uuid4()


@register_event
class ProblemRaised(DomainEvent):
    event_type: str = "ProblemRaised"
    aggregate_type: str = "Problem"
    owner: UUID
    title: str


@register_event
class QuestionAsked(DomainEvent):
    event_type: str = "QuestionAsked"
    aggregate_type: str = "Problem"
    session: int
    by: UUID
    form: str
    function: str
    text: str


class State(BaseModel):
    questions: int = 0


class Problem(AggregateRoot[State]):
    aggregate_type = "Problem"

    def _get_initial_state(self) -> State:
        return State()

    def _apply(self, event: DomainEvent) -> None:
        match event:
            case ProblemRaised():
                self._state = State()
            case QuestionAsked():
                self._state = State(questions=self._state.questions + 1)

    def _named(self) -> dict[str, Any]:
        return {"aggregate_id": self.aggregate_id, "aggregate_version": self.get_next_version()}

    def begin(self) -> None:
        self.apply_event(ProblemRaised(owner=PEER, title=TEXT, **self._named()))

    def ask(self) -> None:
        self.apply_event(QuestionAsked(session=1, by=PEER, form="open", function="probing", text=TEXT, **self._named()))


async def opened() -> tuple[Any, dict[str, Any]]:
    """The store, and what its connection has set."""
    if BACKEND == "sqlite":
        from eventsource import SQLiteEventStore  # noqa: PLC0415  # one of the two

        store: Any = SQLiteEventStore(URL.removeprefix("sqlite:///"))
        connection = await store._conn()  # noqa: SLF001  # to tell what it has set, as no other way tells
        async with connection.execute("PRAGMA journal_mode") as mode, connection.execute("PRAGMA synchronous") as level:
            settings = {"journal_mode": (await mode.fetchone())[0], "synchronous": (await level.fetchone())[0]}
        return store, settings
    from eventsource import PostgreSQLEventStore  # noqa: PLC0415  # as above

    split = urlsplit(URL)
    where = {"database": split.path.strip("/"), "query": {"host": parse_qs(split.query)["host"][0]}}
    pool = create_async_engine(engine.URL.create("postgresql+asyncpg", username="postgres", **where))
    names = ("synchronous_commit", "transaction_isolation")
    async with pool.connect() as connection:
        settings = {name: (await connection.execute(text(f"SHOW {name}"))).scalar() for name in names}
    return PostgreSQLEventStore(pool, create_schema=True, owns_engine=True), settings


async def main() -> None:
    store, settings = await opened()
    repository = AggregateRepository(event_store=store, aggregate_factory=Problem, enable_tracing=False)
    count, length = LENGTHS[CASE]
    ready = []
    for _ in range(count):
        it = repository.create_new(uuid4())
        it.begin()
        for _ in range(length - 1):
            it.ask()
        await repository.save(it)
        ready.append(it.aggregate_id)
    waiting = cycle(ready)

    async def commit() -> int:
        it = repository.create_new(uuid4())
        it.begin()
        await repository.save(it)
        return 1

    async def decide() -> int:
        it = await repository.load(next(waiting))
        it.ask()
        await repository.save(it)
        return 1

    async def load() -> int:
        it = await repository.load(ready[0])
        assert it.state.questions == length - 1
        return 1

    async def read() -> int:
        return sum([1 async for envelope in store.read_all() if envelope.event is not None])

    works: dict[str, Callable[[], Awaitable[int]]] = {"commit": commit, "command": decide, "load1000": load, "log": read}
    await answer_later(works[CASE], {"version": version("eventsource-py"), **settings})
    await store.close()


asyncio.run(main())
