"""Programmes of several sets: what a sponsor is told of the whole, of each set and on several days gives nobody away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from crowds import singled_out

from actionlearning import ActionLearning, ProgrammeForSponsor
from actionlearning.application.opening import open_library
from actionlearning.application.releasing import NothingToRelease, release
from actionlearning.domain.disclosure import Group
from actionlearning.domain.programme.events import FiguresReleased
from actionlearning.domain.programme.releasing import groups_told
from actionlearning.domain.values import MemberId, ProgrammeId
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.simulation.simulate import simulate


@pytest.fixture(scope="module")
def simulated() -> Iterator[ActionLearning]:
    with open_library("memory:", keyring=MemoryKeyring()) as al:
        simulate(al.journal, seed=1, count=4)
        yield al


def sponsors(al: ActionLearning) -> dict[ProgrammeId, MemberId]:
    return {ProgrammeId(r.stream): r.event.sponsor for r in al.journal.read_all(names={"programme.chartered"})}


def test_nobody_is_given_away_by_whole_sets_and_days_together(simulated: ActionLearning) -> None:
    al, sets, withheld = simulated, 0, 0
    for programme, sponsor in sponsors(al).items():
        last = max(r.occurred_at for r in al.journal.read(programme))
        for months in (9, 5, 2, 0):
            try:
                release(al.acting_as(sponsor), programme, as_at=last - timedelta(days=30 * months))
            except NothingToRelease:
                continue
        told = al.view(ProgrammeForSponsor, programme=programme)
        sets, withheld = max(sets, len(told.impact.sets)), withheld + len(told.settled.withheld)
        groups: dict[str, list[Group]] = {}
        for recorded in al.journal.read(programme):
            if isinstance(recorded.event, FiguresReleased):
                for measure, group in groups_told(recorded.event.figures):
                    groups.setdefault(measure, []).append(group)
        assert groups
        assert {} == {
            measure: found for measure, its in groups.items() if (found := singled_out(list(dict.fromkeys(its))[:14], most=3))
        }
    assert sets > 1
    assert withheld > 20
