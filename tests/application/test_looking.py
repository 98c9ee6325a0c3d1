"""A view of one programme, set or problem says the same whether it read its own streams or the whole journal."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from actionlearning import ActionLearning, Impact, ProblemHistory, ProgrammeMetrics, SetHistory, SetMetrics, projections
from actionlearning.application import looking
from actionlearning.domain.event import stored_name
from actionlearning.journal.port import Recorded
from actionlearning.projections.agenda import SessionAgenda
from actionlearning.projections.brief import Brief
from actionlearning.projections.disclosure_cells import Disclosure
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.facilitation import SetFacilitation
from actionlearning.projections.for_sponsors import ProgrammeForSponsor
from actionlearning.projections.help_edges import HelpEdges
from actionlearning.projections.projection import History, NothingKnown
from actionlearning.projections.set_history import ProgrammeHistory
from actionlearning.projections.set_overview import SetOverview
from actionlearning.testing.playing import Disagreement, RandomProgramme, steps_of

VIEWS: dict[str, Sequence[Any]] = {
    "programme": (ProgrammeMetrics, Impact, Evaluation, Brief, HelpEdges, ProgrammeHistory, Disclosure, ProgrammeForSponsor),
    "set": (SetMetrics, SetHistory, SessionAgenda, SetFacilitation, SetOverview),
    "problem": (ProblemHistory,),
}
BEGINNINGS = {"programme": "programme.chartered", "set": "set.formed", "problem": "problem.raised"}


class Counting:
    """A journal that counts what is read of it as a whole."""

    def __init__(self, al: ActionLearning) -> None:
        self._inner = al.journal
        self.whole = 0
        al.journal = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def read_all(self, **options: Any) -> Iterator[Recorded[Any]]:
        for recorded in self._inner.read_all(**options):
            self.whole += 1
            yield recorded


def several_programmes(al: ActionLearning, seeds: Sequence[int], steps: int = 60) -> ActionLearning:
    """Programmes side by side in one journal; answers somebody who looks at it at the end of the last."""
    for seed in seeds:
        play = RandomProgramme.on(al)
        with suppress(Disagreement):
            play.play(steps_of(seed, steps))
    return play.al


def whole(al: ActionLearning, view: Any, log: Sequence[Any], *, as_at: Any, as_known_at: Any, **which: UUID) -> Any:
    """The view of the whole journal, or what it raised."""
    position = log[-1].position
    until = min(position, as_known_at) if isinstance(as_known_at, int) else position
    names = {stored_name(event) for event in view.wants}
    seen = [each for each in log if each.position <= until and each.name in names]
    history = History.select(seen, now=al.clock(), as_at=as_at, as_known_at=as_known_at, position=until)
    return answer(lambda: view.fold(history, **which))


def answer(ask: Any) -> Any:
    try:
        return ask()
    except NothingKnown as error:
        return error


def all_agree(al: ActionLearning, chance: Random, *, by_time: bool = False) -> int:
    """Compare every scoped view of everything there is, at several times; how many were compared."""
    log = list(al.journal.read_all())
    compared = 0
    for kind, views in VIEWS.items():
        ids = [each.stream for each in log if each.name == BEGINNINGS[kind]]
        for which in [*ids, uuid4(), chance.choice(log).stream]:
            moment, known = chance.choice(log), chance.choice(log)
            times: list[tuple[Any, Any]] = [
                (None, None),
                (moment.occurred_at, known.position),
                (moment.occurred_at.date(), None),
            ]
            if by_time:
                times = [(None, known.recorded_at)]
            for as_at, as_known_at in times:
                for view in views:
                    asked = {"as_at": as_at, "as_known_at": as_known_at, kind: which}
                    assert whole(al, view, log, **asked) == answer(lambda v=view, a=asked: al.view(v, **a))
                    compared += 1
    return compared


@pytest.mark.parametrize("seed", range(4))
def test_a_scoped_view_is_that_of_the_whole_journal(seed: int) -> None:
    chance = Random(seed)
    with ActionLearning.open("memory:") as empty:
        al = several_programmes(empty, [10 * seed + number for number in range(3)])
        al.projections.catch_up("scopes")
        counting = Counting(al)
        assert all_agree(al, chance) > 100
        assert counting.whole == al.journal.position(), "only the test itself read the whole journal"


@pytest.mark.parametrize("seed", range(4))
def test_what_was_recorded_since_the_index_was_made_is_seen(seed: int) -> None:
    chance = Random(seed)
    with ActionLearning.open("memory:") as empty:
        several_programmes(empty, [10 * seed])
        empty.projections.catch_up("scopes")
        al = several_programmes(empty, [10 * seed + 1, 10 * seed + 2])
        assert all_agree(al, chance) > 100


@pytest.mark.parametrize("seed", range(2))
def test_a_programme_that_goes_on_since_the_index_was_made_is_seen_whole(seed: int) -> None:
    """The index is made when the programme is at its middle."""
    with ActionLearning.open("memory:") as empty:
        play = RandomProgramme.on(empty)
        steps = steps_of(seed, 120)
        with suppress(Disagreement):
            play.play(steps[:50])
        play.al.projections.catch_up("scopes")
        with suppress(Disagreement):
            play.play(steps[50:])
        assert all_agree(play.al, Random(seed)) > 30


def test_every_view_that_says_it_is_scoped_is_held_to_it() -> None:
    shown = {view for views in VIEWS.values() for view in views}
    rooms = {
        importlib.import_module(each.name) for each in pkgutil.iter_modules(projections.__path__, "actionlearning.projections.")
    }
    said = {it for room in rooms for it in vars(room).values() if getattr(it, "scoped", False)}
    assert said == shown


def test_as_known_at_a_time_the_whole_journal_tells_the_position() -> None:
    with ActionLearning.open("memory:") as empty:
        al = several_programmes(empty, [3, 4], steps=40)
        al.projections.catch_up("scopes")
        assert all_agree(al, Random(3), by_time=True) > 20


def test_it_is_the_same_on_a_journal_in_a_file_and_on_a_server(url: str) -> None:
    with ActionLearning.open(url, keyring="memory:", kek=bytes(32)) as empty:
        al = several_programmes(empty, [1, 2], steps=30)
        al.projections.catch_up("scopes")
        assert all_agree(al, Random(1)) > 50


def test_without_an_index_the_whole_journal_is_read() -> None:
    with ActionLearning.open("memory:") as empty:
        al = several_programmes(empty, [1], steps=20)
        counting = Counting(al)
        which = next(each.stream for each in al.journal.read_all() if each.name == "set.formed")
        counting.whole = 0
        al.view(SetMetrics, set=which)
        assert counting.whole > 50


def test_an_index_of_another_definition_or_too_far_behind_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with ActionLearning.open("memory:") as empty:
        al = several_programmes(empty, [1], steps=20)
        al.projections.catch_up("scopes")
        counting = Counting(al)
        which = next(each.stream for each in al.journal.read_all() if each.name == "set.formed")

        def read() -> int:
            counting.whole = 0
            al.view(SetMetrics, set=which)
            return counting.whole

        assert read() == 0
        monkeypatch.setattr(looking, "_definition", lambda: "another")
        assert read() > 50
        monkeypatch.undo()
        monkeypatch.setattr(looking, "LONGEST_TAIL", -1)
        assert read() > 50


def test_a_view_that_does_not_say_that_it_is_scoped_reads_the_whole_journal() -> None:
    class Everything:
        wants = SetMetrics.wants

        @classmethod
        def fold(cls, history: History, /, *, set: UUID) -> int:  # noqa: A002, ARG003  # the word for it
            return len(history.known)

    with ActionLearning.open("memory:") as empty:
        al = several_programmes(empty, [1, 2], steps=20)
        al.projections.catch_up("scopes")
        names = {stored_name(event) for event in SetMetrics.wants}
        which = next(each.stream for each in al.journal.read_all() if each.name == "set.formed")
        assert len(list(al.journal.read_all(names=names))) == al.view(Everything, set=which)


def test_what_somebody_else_learnt_and_where_they_used_it_is_found() -> None:
    """The set adviser learns from an action of the set: that stands in their own stream, which no event of the set names."""
    with ActionLearning.open("memory:") as empty:
        found = 0
        for seed in range(12):
            al = several_programmes(empty, [seed], steps=80)
        al.projections.catch_up("scopes")
        log = list(al.journal.read_all())
        for captured in (each for each in log if each.name == "member.learning-captured"):
            problem = captured.event.source.problem
            home = next(each.event.set for each in log if each.name == "problem.raised" and each.stream == problem)
            told = {entry.name: entry for entry in al.view(SetHistory, set=home).entries if entry.stream == captured.stream}
            assert "member.learning-captured" in told
            found += 1
        assert found > 3


def test_a_later_position_of_the_index_than_is_asked_for_changes_nothing() -> None:
    with ActionLearning.open("memory:") as empty:
        al = several_programmes(empty, [5], steps=60)
        al.projections.catch_up("scopes")
        log = list(al.journal.read_all())
        which = next(each.stream for each in log if each.name == "programme.chartered")
        for position in range(1, len(log), 29):
            asked: dict[str, Any] = {"as_at": None, "as_known_at": position, "programme": which}
            assert whole(al, Impact, log, **asked) == answer(lambda a=asked: al.view(Impact, **a))


def test_the_clock_of_a_view_does_not_matter_to_what_is_read() -> None:
    with ActionLearning.open("memory:") as empty:
        al = several_programmes(empty, [6], steps=40)
        al.projections.catch_up("scopes")
        later = ActionLearning(al.journal, keyring=al.keyring, clock=lambda: _a_year_after(al.clock()))
        log = list(al.journal.read_all())
        which = next(each.stream for each in log if each.name == "programme.chartered")
        assert whole(later, ProgrammeMetrics, log, as_at=None, as_known_at=None, programme=which) == later.view(
            ProgrammeMetrics, programme=which
        )


def _a_year_after(now: datetime) -> datetime:
    return now + timedelta(days=365)
