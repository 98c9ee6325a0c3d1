"""One command is all or nothing, rests on what it read, and may be retried."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from company import FIRST_DAY, NOW, SESSION_1, Clock, Company, Wrapped, counting, log, names, once, opened, tips

from actionlearning import ActionLearning, members, problems, sets
from actionlearning.application import acting
from actionlearning.application.acting import CommandIdReused, InTheFuture, TooBusy
from actionlearning.application.work import NobodyActs, NothingThere, Work
from actionlearning.domain.errors import ActionLearningError
from actionlearning.domain.problem.aggregate import ProblemStage
from actionlearning.domain.problem.errors import ActionNotOpen, NotTheOwner
from actionlearning.domain.set.errors import ActionsStillOpen, NotAMember, OutsideTheSession, SlotTaken
from actionlearning.domain.times import NaiveTime
from actionlearning.domain.values import ProblemId
from actionlearning.journal.port import Conflict, JournalUnavailable, NewEvent, OutcomeUnknown, Recorded

COMMAND = UUID("00000000-0000-4000-8000-00000000c0de")


@pytest.fixture
def company() -> Company:
    return Company(opened())


def refused(do: Callable[[], object]) -> ActionLearningError:
    with pytest.raises(ActionLearningError) as caught:
        do()
    return caught.value


# All or nothing


def test_a_command_records_in_all_its_streams_or_in_none(al: ActionLearning) -> None:
    it = Company(al)
    at = it.meet()
    before, position = tips(al), al.journal.position()
    it.by(it.a, at).do(problems.present, problem=it.problems[it.a], session=1)
    written = {it.set: before[it.set] + 1, it.problems[it.a]: before[it.problems[it.a]] + 1}
    assert {**before, **written} == tips(al)

    wrapped = Wrapped(al)
    it.by(it.adviser, at).do(sets.close_slot, set=it.set, session=1)
    closed, position = tips(al), al.journal.position()
    wrapped.before = lambda: (_ for _ in ()).throw(JournalUnavailable(where="here", why="the disk is gone"))
    with pytest.raises(JournalUnavailable):
        it.by(it.b, at).do(problems.present, problem=it.problems[it.b], session=1)
    assert (closed, position) == (tips(al), al.journal.position())


def test_a_stale_stream_leaves_the_other_streams_of_the_command_as_they_were(al: ActionLearning) -> None:
    it = Company(al)
    at = it.meet()
    wrapped = Wrapped(al)
    wrapped.before = once(lambda: it.by(it.b, at).do(problems.present, problem=it.problems[it.b], session=1))
    before = al.journal.tip(it.problems[it.a])
    lost = refused(lambda: it.by(it.a, at).do(problems.present, problem=it.problems[it.a], session=1))
    assert SlotTaken(session=1, problem=it.problems[it.b]) == lost
    assert before == al.journal.tip(it.problems[it.a])


def test_a_use_case_that_raises_half_way_records_nothing(company: Company) -> None:
    def half(work: Work) -> None:
        sets.invite(work, set=company.set, member=company.adviser, level_band="manager")
        raise ActionsStillOpen(actions=())

    position = company.al.journal.position()
    with pytest.raises(ActionsStillOpen):
        company.by(company.a).do(half)
    assert position == company.al.journal.position()


# Guards on what was read


def test_a_decision_is_taken_again_when_a_stream_it_only_read_has_moved(al: ActionLearning) -> None:
    it = Company(al)
    at = it.meet()
    it.by(it.a, at).do(problems.present, problem=it.problems[it.a], session=1)
    it.by(it.adviser, at).do(sets.close_slot, set=it.set, session=1)
    # committing writes the problem and only reads the set, in which the session ends in between
    closed = at + timedelta(minutes=5)
    Wrapped(al).before = once(lambda: it.by(it.adviser, closed).do(sets.close_session, set=it.set, session=1))
    position, late = al.journal.position(), at + timedelta(minutes=10)
    outside = OutsideTheSession(session=1, at=late, opened=SESSION_1, closed=closed)
    assert outside == refused(lambda: it.commit(it.a, late))
    assert ["set.session-closed"] == [recorded.name for recorded in al.journal.read_all(after=position)]
    it.commit(it.a, at)  # the control: what lies within the session is recorded late


def test_the_loser_of_a_race_gets_the_refusal_that_the_new_facts_call_for(al: ActionLearning) -> None:
    it = Company(al)
    at = it.meet()
    it.by(it.a, at).do(problems.present, problem=it.problems[it.a], session=1)
    action = it.commit(it.a, at)
    Wrapped(al).before = once(
        lambda: it.by(it.a).do(problems.release_action, problem=it.problems[it.a], action=action, reason="Enough")
    )
    lost = refused(lambda: it.by(it.a).do(problems.report_outcome, problem=it.problems[it.a], action=action, result="partial"))
    assert ActionNotOpen(action=action, wanted="report its outcome", state="released") == lost


def test_a_decision_that_still_holds_is_recorded_after_a_lost_race(al: ActionLearning) -> None:
    it = Company(al)
    Wrapped(al).before = once(lambda: it.by(it.a).do(sets.invite, set=it.set, member=it.sponsor, level_band="manager"))
    it.by(it.b).do(sets.invite, set=it.set, member=it.adviser, level_band="manager")
    assert ["set.member-invited"] * 2 == names(al)[-2:]
    tips(al)


def test_a_command_that_loses_every_race_gives_up_and_says_so(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "PATIENCE", 0.05)
    wrapped = Wrapped(company.al)
    position = company.al.journal.position()

    def lose() -> None:
        raise Conflict(stream=company.set)

    wrapped.before = lose
    with pytest.raises(TooBusy):
        company.by(company.a).do(sets.invite, set=company.set, member=company.adviser, level_band="manager")
    assert position == company.al.journal.position()
    wrapped.before = lambda: None  # the control: with nobody in the way it is recorded
    company.by(company.a).do(sets.invite, set=company.set, member=company.adviser, level_band="manager")
    assert position + 1 == company.al.journal.position()


# Command ids


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

    def append(self, events: Sequence[NewEvent], *, guards: Mapping[UUID, int]) -> Sequence[int]:
        if self.held is None:
            self.held = (events, guards)
            broken(events[0].command)
        return super().append(events, guards=guards)

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


def test_a_refusal_that_rested_on_what_has_moved_is_decided_again(al: ActionLearning) -> None:
    it = Company(al)

    def accept_or_refuse(work: Work, *, problem: ProblemId) -> None:
        stage = work.problem(problem).stage
        meanwhile(problem)
        if stage is ProblemStage.RAISED:
            raise NotTheOwner(member=it.a, owner=it.b, wanted="see what was accepted meanwhile")

    def bring() -> ProblemId:
        return it.by(it.a).do(problems.bring, set=it.set, title="Moved", stake="Much", authority_to_act="Mine")

    def meanwhile(problem: ProblemId) -> None:
        if problem == moving and al.journal.tip(problem) == 1:
            it.by(it.adviser).do(problems.accept, problem=problem)

    moving, standing = bring(), bring()
    it.by(it.adviser).do(accept_or_refuse, problem=moving)
    with pytest.raises(NotTheOwner):  # where nothing has moved, it is final
        it.by(it.adviser).do(accept_or_refuse, problem=standing)


# Time and who acts


def test_recorded_time_never_steps_back_behind_what_was_read() -> None:
    clock = Clock()
    it = Company(opened(clock=clock))
    clock.now = NOW - timedelta(days=30)
    it.by(it.a, FIRST_DAY).do(sets.invite, set=it.set, member=it.sponsor, level_band="manager")
    assert NOW == log(it.al)[-1].recorded_at
    it.al.acting_as(None, at=FIRST_DAY).do(members.register, name="New", role="x", organisation="y")
    assert NOW - timedelta(days=30) == log(it.al)[-1].recorded_at, "it read nothing, so the clock is believed"


def test_nothing_is_recorded_before_it_happens(company: Company) -> None:
    late = NOW + timedelta(microseconds=1)
    assert InTheFuture(at=late, now=NOW) == refused(
        lambda: company.by(company.a, late).do(sets.invite, set=company.set, member=company.sponsor, level_band="x")
    )
    company.by(company.a, NOW).do(sets.invite, set=company.set, member=company.sponsor, level_band="x")


def test_a_time_without_its_zone_is_refused(company: Company) -> None:
    naive = datetime(2025, 1, 14, 9)  # noqa: DTZ001  # which is the point
    assert NaiveTime(at=naive) == refused(lambda: company.by(company.a, naive))
    assert company.by(company.a, naive.replace(tzinfo=UTC)).at == naive.replace(tzinfo=UTC)
    al = opened(clock=lambda: naive.replace(tzinfo=UTC))
    al.clock = lambda: naive
    assert NaiveTime(at=naive) == refused(lambda: al.acting_as(None).do(members.register, name="x", role="y", organisation="z"))


def test_who_acts_is_registered(company: Company) -> None:
    stranger, position = uuid4(), company.al.journal.position()
    act = lambda by: company.by(by).do(sets.invite, set=company.set, member=company.sponsor, level_band="x")  # noqa: E731  # read beside its use
    assert NothingThere(kind="member", id=stranger) == refused(lambda: act(stranger))
    assert NothingThere(kind="member", id=company.set) == refused(lambda: act(company.set))
    assert NobodyActs() == refused(lambda: act(None))
    assert position == company.al.journal.position()
    act(company.a)


def test_only_registering_oneself_needs_nobody() -> None:
    al = opened()
    me = al.acting_as(None).do(members.register, name="Me", role="x", organisation="y")
    assert (me, me) == (log(al)[0].actor, log(al)[0].stream)
    other = al.acting_as(me).do(members.register, name="Other", role="x", organisation="y")
    assert (me, other) == (log(al)[1].actor, log(al)[1].stream)


def test_an_id_of_another_kind_is_not_there(company: Company) -> None:
    assert NothingThere(kind="set", id=company.a) == refused(lambda: company.by(company.a).do(sets.start, set=company.a))
    assert NothingThere(kind="problem", id=company.set) == refused(
        lambda: company.by(company.a).do(problems.accept, problem=company.set)
    )


def test_the_given_clock_and_ids_are_the_only_source_of_time_and_ids() -> None:
    def told() -> list[Any]:
        al = opened(clock=Clock(), new_id=counting())
        Company(al)
        return [
            (r.stream, r.version, r.position, r.name, r.occurred_at, r.recorded_at, r.actor, r.command, r.use_case, r.returns)
            for r in log(al)
        ]

    assert told() == told()
    assert {NOW} == {recorded_at for *_, recorded_at, _, _, _, _ in told()}


def test_a_member_who_left_commits_to_nothing(company: Company) -> None:
    at = company.meet()
    company.by(company.adviser, at).do(sets.close_session, set=company.set, session=1)
    company.by(company.a, at).do(sets.leave, set=company.set, member=company.a, reason="Secondment")
    gone = refused(
        lambda: company.by(company.a).do(problems.bring, set=company.set, title="x", stake="y", authority_to_act="z")
    )
    assert NotAMember(member=company.a, at=NOW) == gone
