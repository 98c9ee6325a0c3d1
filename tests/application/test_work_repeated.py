"""A command may be repeated under its id, by several callers and after a lost connection, and is recorded once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from company import Company, Wrapped, once, opened

from actionlearning import ActionLearning, members, problems, sets
from actionlearning.application.acting import CommandIdReused
from actionlearning.domain.set.errors import SlotTaken
from actionlearning.journal.port import NewEvent, OutcomeUnknown, Recorded

COMMAND = UUID("00000000-0000-4000-8000-00000000c0de")


def test_the_same_command_id_answers_the_same_and_records_nothing_twice(al: ActionLearning) -> None:
    it = Company(al)

    def bring() -> UUID:
        return it.by(it.a, command_id=COMMAND).do(
            problems.bring, set=it.set, title="Twice", stake="Much", authority_to_act="Mine"
        )

    first, position = bring(), al.journal.position()
    assert (first, position) == (bring(), al.journal.position())
    it.by(it.a).do(problems.bring, set=it.set, title="Twice", stake="Much", authority_to_act="Mine")
    assert position + 1 == al.journal.position()


def test_a_repeated_command_answers_even_where_a_rule_would_now_refuse_it(company: Company) -> None:
    newcomer = company.person("Grace")
    ask = lambda: company.by(company.a, command_id=COMMAND).do(  # noqa: E731  # asked twice
        sets.invite, set=company.set, member=newcomer, level_band="manager"
    )
    assert ask() is None
    company.by(newcomer).do(sets.agree_contract, set=company.set, version=1)
    for member in company.members:
        company.by(member).do(sets.consent_to_newcomer, set=company.set, newcomer=newcomer)
    company.by(newcomer).do(sets.join, set=company.set)
    position = company.al.journal.position()
    assert ask() is None
    assert position == company.al.journal.position()


def test_a_command_id_does_not_serve_another_use_case_or_another_actor(al: ActionLearning) -> None:
    it = Company(al)
    it.by(it.a, command_id=COMMAND).do(sets.invite, set=it.set, member=it.adviser, level_band="manager")
    position = al.journal.position()
    with pytest.raises(CommandIdReused):
        it.by(it.a, command_id=COMMAND).do(sets.start, set=it.set)
    with pytest.raises(CommandIdReused):
        it.by(it.b, command_id=COMMAND).do(sets.invite, set=it.set, member=it.adviser, level_band="manager")
    assert position == al.journal.position()


def test_nobody_cannot_claim_what_somebody_recorded() -> None:
    al = opened()
    grace = {"name": "Grace", "role": "HR", "organisation": "Calder Vale"}
    helen = al.acting_as(None).do(members.register, **{**grace, "name": "Helen"})
    registered = al.acting_as(helen, command_id=COMMAND).do(members.register, **grace)
    assert registered == al.acting_as(helen, command_id=COMMAND).do(members.register, **grace)
    with pytest.raises(CommandIdReused):
        al.acting_as(None, command_id=COMMAND).do(members.register, **grace)
    own = uuid4()
    oneself = al.acting_as(None, command_id=own).do(members.register, **grace)
    assert oneself == al.acting_as(None, command_id=own).do(members.register, **grace)


def test_eight_callers_who_retry_one_command_at_once_record_it_once(al: ActionLearning) -> None:
    it = Company(al)
    position = al.journal.position()
    barrier = threading.Barrier(8)
    answers: list[Any] = []

    def retry() -> None:
        barrier.wait()
        answers.append(
            it.by(it.a, command_id=COMMAND).do(problems.bring, set=it.set, title="Once", stake="Much", authority_to_act="Mine")
        )

    in_threads(*[retry] * 8)
    assert (8, 1, position + 1) == (len(answers), len(set(answers)), al.journal.position())


def in_threads(*each: Callable[[], object]) -> None:
    threads = [threading.Thread(target=one) for one in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def broken(command: UUID = COMMAND) -> None:
    raise OutcomeUnknown(command=command, why="the connection broke")


def test_a_lost_acknowledgement_answers_what_was_recorded(al: ActionLearning) -> None:
    it = Company(al)
    Wrapped(al).after = once(broken)
    position = al.journal.position()
    problem = it.by(it.a).do(problems.bring, set=it.set, title="Heard", stake="Much", authority_to_act="Mine")
    assert (position + 1, "problem.raised") == (al.journal.position(), al.journal.read(problem)[0].name)


def test_a_command_lost_before_it_was_recorded_is_decided_once_more(al: ActionLearning) -> None:
    it = Company(al)
    Wrapped(al).before = once(broken)
    position = al.journal.position()
    problem = it.by(it.a).do(problems.bring, set=it.set, title="Unheard", stake="Much", authority_to_act="Mine")
    assert (position + 1, "problem.raised") == (al.journal.position(), al.journal.read(problem)[0].name)


def test_a_command_lost_twice_says_under_which_id_to_repeat_it(al: ActionLearning) -> None:
    it = Company(al)
    wrapped = Wrapped(al)
    wrapped.before = broken
    position = al.journal.position()
    bring = partial(
        it.by(it.a, command_id=COMMAND).do, problems.bring, set=it.set, title="Lost", stake="Much", authority_to_act="Mine"
    )
    with pytest.raises(OutcomeUnknown) as caught:
        bring()
    assert (COMMAND, position) == (caught.value.command, al.journal.position())
    wrapped.before = lambda: None
    assert bring() == bring()
    assert position + 1 == al.journal.position()


class CommitsLate(Wrapped):
    """A server that commits the first command only after its client has lost the connection, and has looked."""

    held: tuple[Any, Any] | None = None
    committed = False

    def append_on(self, events: Sequence[NewEvent], **held: Any) -> Sequence[Callable[[], Recorded[Any]]]:
        if self.held is None:
            self.held = (events, held["guards"])
            broken(events[0].command)
        return super().append_on(events, **held)

    def command(self, command: UUID) -> Recorded[Any] | None:
        found: Recorded[Any] | None = self._inner.command(command)
        if self.held is not None and not self.committed:
            self.committed = True
            events, guards = self.held
            self._inner.append(events, guards=guards)
        return found


def test_a_command_is_not_refused_by_its_own_late_success(al: ActionLearning) -> None:
    it = Company(al)
    at = it.meet()
    late = CommitsLate(al)
    position = al.journal.position()
    it.by(it.a, at).do(problems.present, problem=it.problems[it.a], session=1)
    assert (True, position + 2) == (late.committed, al.journal.position())
    with pytest.raises(SlotTaken):  # a second command to the same end is refused as ever
        it.by(it.a, at).do(problems.present, problem=it.problems[it.a], session=1)


class TwinFirst(Wrapped):
    """The same command of another caller is recorded between the look and the decision."""

    twin: Callable[[], object] | None = None

    def command(self, command: UUID) -> Recorded[Any] | None:
        found: Recorded[Any] | None = self._inner.command(command)
        if self.twin is not None:
            twin, self.twin = self.twin, None
            twin()
        return found


def test_a_repeated_command_is_not_refused_by_its_twin(al: ActionLearning) -> None:
    it = Company(al)
    at = it.meet()
    other = ActionLearning(al.journal, keyring=al.keyring, clock=al.clock)
    present = partial(problems.present, problem=it.problems[it.a], session=1)
    journal = TwinFirst(al)
    journal.twin = lambda: other.acting_as(it.a, at=at, command_id=COMMAND).do(present.func, **present.keywords)
    position = al.journal.position()
    it.by(it.a, at, command_id=COMMAND).do(present.func, **present.keywords)
    assert (None, position + 2) == (journal.twin, al.journal.position())
    with pytest.raises(SlotTaken):  # under an id of its own it is another command, and refused
        it.by(it.a, at).do(present.func, **present.keywords)
