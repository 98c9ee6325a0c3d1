"""What cannot be folded stops its projection at that event only, and nothing is lost."""

from __future__ import annotations

import json
from typing import ClassVar

import pytest
from attrs import frozen
from eventsourcing.persistence import StoredEvent
from followers import ONE, THREE, TWO, Picky
from keeping import Sums, following, kept, recorded, zero

from actionlearning.domain.member.events import MemberRegistered
from actionlearning.journal.port import Journal, Recorded
from actionlearning.journal.tables import Column, Kind, Rows, Table
from actionlearning.projections.running.errors import ProjectionStopped
from actionlearning.projections.running.status import Condition
from actionlearning.testing.journal_events import new, registered


@pytest.mark.parametrize("how", ["raises", "wrong row", "no such table"])
@pytest.mark.parametrize("at", [1, 7, 20])
@pytest.mark.parametrize("batch", [4, 1000])
def test_a_failing_event_stops_its_projection_there_and_loses_nothing(journal: Journal, how: str, at: int, batch: int) -> None:
    recorded(journal, [ONE, TWO], each=10)
    picky = Picky(at=at, how=how)
    worker = following(journal, picky, Sums(), batch=batch)
    with pytest.raises(ProjectionStopped) as caught:
        worker.catch_up()
    event = next(each for each in journal.read_all() if each.position == at)
    error = caught.value
    assert ("picky", at, event.stream, event.version, "member.self-rating-given") == (
        error.projection,
        error.position,
        error.stream,
        error.version,
        error.event,
    )
    assert {"raises": "KeyError", "wrong row": "BadRow", "no such table": "BadRow"}[how] == error.exception
    assert zero(journal, Picky(), until=at - 1) == kept(journal, picky), "all before it, and nothing of it"
    assert zero(journal, Sums()) == kept(journal, Sums()), "the others go on"
    told = {each.projection: each for each in worker.status()}
    assert (Condition.STOPPED, at - 1) == (told["picky"].condition, told["picky"].position)
    assert told["picky"].failure is not None
    assert Condition.UP_TO_DATE is told["sums"].condition

    with pytest.raises(ProjectionStopped):  # tried again, it stops again
        worker.catch_up()
    recorded(journal, [THREE], each=2)
    picky.at = 0  # mended
    (told_of_picky, _) = worker.catch_up()
    assert (Condition.UP_TO_DATE, None) == (told_of_picky.condition, told_of_picky.failure)
    assert zero(journal, Picky()) == kept(journal, picky)


def test_an_event_that_cannot_be_read_stops_those_that_want_it(journal: Journal) -> None:
    recorded(journal, [ONE], each=3)
    ((*_, state),) = journal.recorder.rows_of(ONE, 2)  # type: ignore[attr-defined]  # as a newer release would record it
    journal.recorder.insert_events([StoredEvent(TWO, 1, "member.self-rating-given.2", state)])  # type: ignore[attr-defined]
    recorded(journal, [ONE], each=2)
    journal.append([new(THREE, 1, registered())], guards={})
    worker = following(journal, Sums(), Registrations())
    with pytest.raises(ProjectionStopped) as caught:
        worker.catch_up()
    assert ("sums", 4, TWO, 1, "Unreadable") == (
        caught.value.projection,
        caught.value.position,
        caught.value.stream,
        caught.value.version,
        caught.value.exception,
    )
    assert {(ONE,): 3} == {key: row["times"] for key, row in kept(journal, Sums())["sums"].items()}
    assert [(3, Condition.STOPPED), (7, Condition.UP_TO_DATE)] == [(each.position, each.condition) for each in worker.status()]
    assert 1 == len(kept(journal, Registrations())["registrations"])


def test_an_altered_text_stops_those_that_want_its_event(journal: Journal) -> None:
    journal.append([new(THREE, 1, registered())], guards={})
    ((*_, state),) = journal.recorder.rows_of(THREE, 0)  # type: ignore[attr-defined]  # as somebody would forge it
    forged = StoredEvent(TWO, 1, "member.registered.1", state.replace(b'"label":"name"', b'"label":"role"'))
    journal.recorder.insert_events([forged])  # type: ignore[attr-defined]
    with pytest.raises(ProjectionStopped) as caught:
        following(journal, Registrations()).catch_up()
    assert (2, TWO, 1, "Unreadable") == (
        caught.value.position,
        caught.value.stream,
        caught.value.version,
        caught.value.exception,
    )


@frozen
class Registrations:
    """Who was registered."""

    name: ClassVar[str] = "registrations"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = (MemberRegistered,)
    tables: ClassVar[tuple[Table, ...]] = (Table("registrations", (Column("stream", Kind.ID),), key=("stream",)),)

    def fold(self, rows: Rows, recorded: Recorded[MemberRegistered]) -> None:
        rows.add("registrations", {"stream": recorded.stream})


@frozen
class Subjects(Registrations):
    """Whom the name of somebody who was registered is about, which takes a look into the sealed text."""

    name: ClassVar[str] = "subjects"
    tables: ClassVar[tuple[Table, ...]] = (Table("subjects", (Column("subject", Kind.ID),), key=("subject",)),)

    def fold(self, rows: Rows, recorded: Recorded[MemberRegistered]) -> None:
        rows.add("subjects", {"subject": recorded.event.name.subjects[0]})


@pytest.mark.parametrize("batch", [1, 1000])
def test_a_text_that_turns_out_to_be_unreadable_stops_only_who_looks_into_it(journal: Journal, batch: int) -> None:
    journal.append([new(ONE, 1, registered())], guards={})
    ((*_, topic, altered),) = journal.recorder.rows_of(ONE, 0)  # type: ignore[attr-defined]  # to be altered as anybody can who has the file
    state = json.loads(altered)
    state["event"]["name"]["subjects"] = ["nobody"]
    journal.recorder.insert_events([StoredEvent(TWO, 1, topic, json.dumps(state).encode())])  # type: ignore[attr-defined]
    journal.append([new(THREE, 1, registered())], guards={})
    worker = following(journal, Subjects(), Registrations(), batch=batch)
    for _ in range(2):  # tried again, it stops again
        with pytest.raises(ProjectionStopped) as caught:
            worker.catch_up()
        assert ("subjects", 2, TWO, "Unreadable") == (
            caught.value.projection,
            caught.value.position,
            caught.value.stream,
            caught.value.exception,
        )
        assert [(1, Condition.STOPPED), (3, Condition.UP_TO_DATE)] == [
            (each.position, each.condition) for each in worker.status()
        ]
    assert 3 == len(kept(journal, Registrations())["registrations"])
