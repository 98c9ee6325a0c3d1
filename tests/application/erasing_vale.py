"""The programme of Calder Vale in a journal of its own, for tests of who may read it and who is forgotten in it."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from typing import Any
from uuid import UUID

from attrs import frozen

from actionlearning import ActionLearning
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
