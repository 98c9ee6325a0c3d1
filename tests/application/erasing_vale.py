"""The programme of Calder Vale in a journal of its own, for tests of who may read it and who is forgotten in it."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from typing import Any
from uuid import UUID

from attrs import frozen

from actionlearning import ActionLearning, Personal
from actionlearning.application.opening import open_library
from actionlearning.application.scripts import Done, ScriptClock, run
from actionlearning.domain.values import MemberId

FIRST_OF_OCTOBER = datetime(2025, 10, 1, 9, tzinfo=UTC)


@frozen
class Vale:
    al: ActionLearning
    clock: ScriptClock
    ids: dict[str, UUID]

    def member(self, name: str) -> MemberId:
        return MemberId(self.ids[name])


def told(url: str, *, before: datetime = FIRST_OF_OCTOBER, **options: Any) -> Vale:
    """Everything in Calder Vale until a time; by the clock it is then the first of October."""
    clock = ScriptClock(FIRST_OF_OCTOBER)
    al = open_library(url, clock=clock, **options)
    lines = resources.files("actionlearning.demo").joinpath("calder-vale.jsonl").read_text("utf-8").splitlines()
    done = [each for each in run(al, lines, name="calder-vale", clock=clock) if isinstance(each, Done) and each.at < before]
    clock.now = FIRST_OF_OCTOBER
    return Vale(al, clock, {each.alias: each.answer for each in done if each.alias and isinstance(each.answer, UUID)})


def first(vale: Vale, name: str, **fields: Any) -> Any:
    """The first event of a name whose fields are these."""
    for recorded in vale.al.journal.read_all(names={name}):
        if all(getattr(recorded.event, key, getattr(recorded, key, None)) == value for key, value in fields.items()):
            return recorded
    raise AssertionError(name)


def texts(vale: Vale) -> dict[str, Personal]:
    """One text of every kind, by what it is."""
    ids = vale.ids
    after_m6 = next(r for r in vale.al.journal.read_all(names={"problem.action-committed"}) if r.occurred_at.month >= 4)
    return {
        "said early by M1": first(vale, "problem.raised", owner=ids["M1"]).event.title,
        "said early by M6": first(vale, "problem.raised", owner=ids["M6"]).event.title,
        "said late": after_m6.event.what,
        "released by M2": first(vale, "problem.raised", owner=ids["M2"]).event.title,
        "felt": first(vale, "problem.feeling-voiced").event.words,
        "learnt by M5": first(vale, "member.learning-captured", actor=ids["M5"]).event.what,
        "M5's goal": first(vale, "member.development-goal-set", actor=ids["M5"]).event.goal,
        "M1's name": vale.al.journal.read(ids["M1"])[0].event.name,
        "sponsor's name": vale.al.journal.read(ids["sponsor"])[0].event.name,
        "endorsement": first(vale, "programme.sponsor-endorsed").event.statement,
        "capability": first(vale, "candidate.capability-confirmed", member=ids["candidate"]).event.basis,
    }
