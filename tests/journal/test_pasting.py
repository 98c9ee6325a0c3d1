"""A sealed text that is cut out of one row and pasted into another does not open there, whoever wrote to the database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from places import command_of, opened, url_of

from actionlearning.domain.member.events import DevelopmentGoalSet, LearningApproachChosen, MemberRegistered
from actionlearning.domain.personal import Personal
from actionlearning.domain.values import MemberId
from actionlearning.journal.port import Unreadable
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import SealBroken

AISHA, BEN = MemberId(uuid4()), MemberId(uuid4())
REFUSED = (SealBroken, Unreadable)


def said(member: MemberId, text: str, *others: MemberId) -> Personal:
    return Personal(member, *others, text=text)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Any]:
    with closing(opened(url_of(tmp_path / "x.db"), keyring=MemoryKeyring())) as journal:
        for member, name in ((AISHA, "Aisha"), (BEN, "Ben")):
            registered = MemberRegistered("Trust", None, None, said(member, name), said(member, f"role of {name}"))
            goals = [(member, n, DevelopmentGoalSet(said(member, f"goal {n}"))) for n in (2, 3)]
            about = (member, 4, DevelopmentGoalSet(said(member, "about both", BEN if member == AISHA else AISHA)))
            approach = (member, 5, LearningApproachChosen(said(member, "by doing")))
            journal.append(command_of((member, 1, registered), *goals, about, approach), guards={})
        yield journal


@pytest.fixture
def states(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Rewrites a stored event as somebody with the database in hand can."""
    with closing(sqlite3.connect(tmp_path / "x.db")) as database:

        def read(stream: UUID, version: int) -> Any:
            query = "SELECT state FROM stored_events WHERE originator_id = ? AND originator_version = ?"
            ((state,),) = [
                row
                for key in (stream.hex, str(stream), stream.bytes)
                if (row := database.execute(query, (key, version)).fetchone()) is not None
            ]
            return json.loads(state)

        def paste(
            stream: UUID, version: int, field: str, *, from_: tuple[UUID, int, str], change: Callable[[Any], None] | None = None
        ) -> None:
            it = read(stream, version)
            it["event"][field] = read(from_[0], from_[1])["event"][from_[2]]
            if change is not None:
                change(it["event"][field])
            for key in (stream.hex, str(stream), stream.bytes):
                database.execute(
                    "UPDATE stored_events SET state = ? WHERE originator_id = ? AND originator_version = ?",
                    (json.dumps(it).encode(), key, version),
                )
            database.commit()

        yield paste


def revealed(journal: Any, stream: UUID, version: int, field: str) -> str:
    (recorded,) = journal.read(stream, after=version - 1)[:1]
    text: str = journal.reveal(getattr(recorded.event, field))
    return text


def test_a_text_put_back_where_it_was_opens(journal: Any, states: Any) -> None:
    states(AISHA, 2, "goal", from_=(AISHA, 2, "goal"))  # the control: it is the place that matters, not the writing
    assert "goal 2" == revealed(journal, AISHA, 2, "goal")


@pytest.mark.parametrize(
    ("into", "from_"),
    [
        ((AISHA, 2, "goal"), (BEN, 2, "goal")),
        ((AISHA, 2, "goal"), (AISHA, 3, "goal")),
        ((AISHA, 1, "name"), (AISHA, 1, "role")),
        ((AISHA, 5, "approach"), (AISHA, 2, "goal")),
        ((AISHA, 2, "goal"), (AISHA, 4, "goal")),
    ],
    ids=["stream", "version", "field", "event", "subjects"],
)
def test_a_text_pasted_across(journal: Any, states: Any, into: tuple[UUID, int, str], from_: tuple[UUID, int, str]) -> None:
    def relabelled(text: Any) -> None:
        text["label"] = into[2]

    for change in (None, relabelled):
        states(*into, from_=from_, change=change)
        with pytest.raises(REFUSED):
            revealed(journal, *into)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.update(subjects=[str(BEN)]),
        lambda text: text.update(subjects=[*text["subjects"], str(BEN)]),
        lambda text: text.update(subjects=[]),
    ],
    ids=["another's", "also another's", "nobody's"],
)
def test_a_text_cannot_be_given_to_somebody_else(journal: Any, states: Any, change: Any) -> None:
    states(AISHA, 2, "goal", from_=(AISHA, 2, "goal"), change=change)
    with pytest.raises(REFUSED):
        revealed(journal, AISHA, 2, "goal")


def test_whose_a_text_is_cannot_be_put_in_another_order(journal: Any, states: Any) -> None:
    assert "about both" == revealed(journal, AISHA, 4, "goal")
    for change in (
        lambda text: text.update(subjects=text["subjects"][::-1]),
        lambda text: text.update(subjects=text["subjects"][::-1], keys=text["keys"][::-1]),
        lambda text: text.update(subjects=text["subjects"][:1], keys=text["keys"][:1]),
    ):
        states(AISHA, 4, "goal", from_=(AISHA, 4, "goal"), change=change)
        with pytest.raises(REFUSED):
            revealed(journal, AISHA, 4, "goal")
