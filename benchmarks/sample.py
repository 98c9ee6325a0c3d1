"""The sample: a problem with a question asked, again and again, and this library recording it, sealed or unsealed."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from actionlearning.application.library import ActionLearning
from actionlearning.application.opening import open_library
from actionlearning.application.remembered import Remembered
from actionlearning.domain.member.aggregate import register
from actionlearning.domain.personal import Personal, Place, Sealed
from actionlearning.domain.problem.events import (
    ActionCommitted,
    ProblemAccepted,
    ProblemPresented,
    ProblemRaised,
    QuestionAsked,
)
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    MemberId,
    Origin,
    ProblemId,
    QuestionForm,
    QuestionFunction,
    SetId,
)
from actionlearning.journal.codec import Codec, topic_of
from actionlearning.journal.port import NewEvent
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import Sealer

TEXT = "What would have to be true for the ward to fill its own gaps without a single call to the agency, and who knows? " * 2
TEXT = TEXT[:200]
OWNER = MemberId(uuid4())
PEER = MemberId(uuid4())
DUE = date(2026, 12, 1)
AT = datetime(2026, 1, 1, tzinfo=UTC)


class Unsealed(Sealer):
    """Leaves a text open: what a journal would cost that sealed nothing. Only a benchmark has this."""

    def sealed(self, personal: Personal, _: Place) -> Sealed:
        assert personal.text is not None
        return Sealed(("",), bytes(12), personal.text.encode())


class Ours:
    """This library on a journal of its own, whose owner is registered.

    It remembers streams that were read lately, as it comes; here only where asked to, so that a load is a load.
    """

    def __init__(
        self,
        url: str,
        *,
        sealed: bool = True,
        remembers: bool = False,
        connections: int = 1,
        order: str | None = None,
    ) -> None:
        chosen: Any = {} if order is None else {"order": order}
        with _environment(POSTGRES_POOL_SIZE=str(connections)):
            self.al: ActionLearning = open_library(url, keyring=MemoryKeyring(), **chosen)
        self.journal: Any = self.al.journal
        if not remembers:
            self.al.remembered = Remembered(0)
        if not sealed:
            self.journal.codec.sealer = Unsealed(self.al.journal.id, MemoryKeyring())
        name, role = Personal(OWNER, text="Aisha"), Personal(OWNER, text="ward manager")
        self.record(OWNER, 0, [register(organisation="Trust", level_band=None, line_manager=None, name=name, role=role)])

    def record(self, stream: UUID, tip: int, events: Sequence[Any]) -> None:
        """Record some events by one command, under the guard of their own stream."""
        new = _new(stream, tip, events)
        self.journal.append(new, guards={stream: tip})

    def ready(self, count: int, length: int) -> list[tuple[ProblemId, ActionId]]:
        """Problems of so many events, each with an action whose progress can be reported."""
        made = []
        for _ in range(count):
            problem, (action, events) = new_problem(), history(length)
            self.record(problem, 0, events)
            made.append((problem, action))
        return made

    def close(self) -> None:
        self.al.close()


def takes_an_order() -> bool:
    """Whether this version knows another order than the serial one."""
    return "order" in inspect.signature(open_library).parameters


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _new(stream: UUID, tip: int, events: Sequence[Any]) -> list[NewEvent]:
    command = uuid4()
    return [
        NewEvent(stream=stream, version=tip + n, occurred_at=AT, recorded_at=AT, actor=OWNER, command=command, event=each)
        for n, each in enumerate(events, start=1)
    ]


def question() -> QuestionAsked:
    """The one realistic event: a question of 200 characters."""
    return QuestionAsked(1, PEER, QuestionForm.OPEN, QuestionFunction.PROBING, Personal(PEER, text=TEXT))


def history(length: int) -> tuple[ActionId, list[Any]]:
    """The events of a problem with one open action and, for the rest, questions."""
    action = ActionId(uuid4())
    begun = [
        ProblemRaised(SetId(uuid4()), OWNER, *(Personal(OWNER, text=TEXT) for _ in range(3))),
        ProblemAccepted(),
        ProblemPresented(1),
        ActionCommitted(action, 1, DUE, Origin.SELF, ActionKind.STEP, Personal(OWNER, text=TEXT), Personal(OWNER, text=TEXT)),
    ]
    return action, begun + [question() for _ in range(length - len(begun))]


def new_problem() -> ProblemId:
    return ProblemId(uuid4())


TOPIC = topic_of(question())
STATE = Codec(Sealer(uuid4(), MemoryKeyring())).encode(_new(uuid4(), 0, [question()])[0])
"""The very bytes that one event of ours is stored as, for the raw drivers to store."""


def rows(stream: UUID, length: int, *, tip: int = 0) -> list[tuple[Any, ...]]:
    """So many rows of a stream for a raw driver, as this library would store them."""
    return [(stream, tip + n, TOPIC, STATE, uuid4()) for n in range(1, length + 1)]
