"""One command is all or nothing, and rests on what it read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from company import SESSION_1, Company, Wrapped, names, once, refused, tips

from actionlearning import ActionLearning, problems, sets
from actionlearning.application import acting
from actionlearning.application.acting import TooBusy
from actionlearning.application.work import Work
from actionlearning.domain.problem.aggregate import ProblemStage
from actionlearning.domain.problem.errors import ActionNotOpen, NotTheOwner
from actionlearning.domain.set.errors import ActionsStillOpen, OutsideTheSession, SlotTaken
from actionlearning.domain.values import ProblemId
from actionlearning.journal.port import Conflict, JournalUnavailable

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
