"""What is done with a problem: bring it, question it, commit to actions, act, come back, and review."""

from __future__ import annotations

from datetime import date
from typing import Literal

from actionlearning.application.inputs import Score, SessionNumber, Words
from actionlearning.application.work import PROBLEM, Work
from actionlearning.domain.problem.aggregate import raise_problem
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    InsightLevel,
    LearningId,
    MemberId,
    ObjectiveId,
    Origin,
    OutcomeResult,
    ProblemId,
    QuestionForm,
    QuestionFunction,
    SetId,
)

__all__ = [
    "accept",
    "ask_question",
    "bring",
    "commit_action",
    "confirm_alignment",
    "declare_resolved",
    "give_advice",
    "leave_unresolved",
    "link_objective",
    "park",
    "present",
    "record_insight",
    "reframe",
    "release_action",
    "renegotiate_action",
    "report_outcome",
    "report_progress",
    "return_",
    "review_outcome",
    "withdraw",
]


def bring(
    work: Work,
    *,
    set: SetId,  # noqa: A002  # the word of the domain
    title: Words,
    stake: Words,
    authority_to_act: Words,
    resubmission_of: ProblemId | None = None,
) -> ProblemId:
    """Bring a problem of one's own to one's set: what is at stake, and what authority one has to act on it."""
    home = work.set(set)
    if resubmission_of is not None:
        work.problem(resubmission_of)
    problem = ProblemId(work.new_id())
    event = raise_problem(
        set_id=set,
        home=home,
        owner=work.actor,
        title=work.words(title),
        stake=work.words(stake),
        authority_to_act=work.words(authority_to_act),
        resubmission_of=resubmission_of,
        at=work.at,
    )
    work.begin(PROBLEM, problem, event)
    return problem


def accept(work: Work, *, problem: ProblemId) -> None:
    """Take a problem on: it is real, owned, and nobody has the answer."""
    work.record(problem, work.problem(problem).accept(at=work.at))


def return_(work: Work, *, problem: ProblemId, reason: Words) -> None:
    """Give a puzzle back with the reason."""
    it = work.problem(problem)
    work.record(problem, it.give_back(reason=work.words(reason), at=work.at))


def link_objective(work: Work, *, problem: ProblemId, objective: ObjectiveId) -> None:
    """Say which objective of the set's programme would move if this problem moved."""
    it = work.problem(problem)
    work.programme(work.set(it.set).programme).objective(objective)
    work.record(problem, it.link(objective))


def confirm_alignment(work: Work, *, problem: ProblemId, still_matters: bool) -> None:
    """The owner says whether the problem still matters to its objective."""
    it = work.problem(problem)
    work.record(problem, it.confirm_alignment(still_matters=still_matters, by=work.actor))


def present(work: Work, *, problem: ProblemId, session: SessionNumber, clarity_before: Score | None = None) -> None:
    """Present in one's airtime: opens the slot in the session and presents the problem, both or neither."""
    it, roster = work.room_of(problem, session)
    meeting = work.meeting(it.set, session)
    presented = it.present(roster=roster, clarity_before=clarity_before, by=work.actor, at=work.at)
    work.record(it.set, meeting.open_slot(problem, by=work.actor, at=work.at))
    work.record(problem, presented)


def ask_question(
    work: Work,
    *,
    problem: ProblemId,
    session: SessionNumber,
    form: QuestionForm,
    function: QuestionFunction,
    asker: MemberId | None = None,
    text: Words | None = None,
) -> None:
    """Record a question to the presenter; ``asker`` is whoever acts unless somebody writes it down for them."""
    it, roster = work.room_of(problem, session)
    by = asker or work.actor
    said = None if text is None else work.words(text, by)
    work.record(problem, it.ask(roster=roster, asker=by, form=form, function=function, text=said, at=work.at))


def give_advice(
    work: Work, *, problem: ProblemId, session: SessionNumber, giver: MemberId | None = None, text: Words | None = None
) -> None:
    """Record a piece of advice; it is not refused, it is counted."""
    it, roster = work.room_of(problem, session)
    by = giver or work.actor
    said = None if text is None else work.words(text, by)
    work.record(problem, it.hear_advice(roster=roster, giver=by, text=said, at=work.at))


def record_insight(work: Work, *, problem: ProblemId, session: SessionNumber, insight: Words, level: InsightLevel) -> None:
    """The presenter says what they see now that they did not see before."""
    it, roster = work.room_of(problem, session)
    event = it.record_insight(roster=roster, level=level, insight=work.words(insight), by=work.actor, at=work.at)
    work.record(problem, event)


def reframe(work: Work, *, problem: ProblemId, session: SessionNumber, now: Words, level: InsightLevel) -> None:
    """The presenter puts the problem differently."""
    it, roster = work.room_of(problem, session)
    work.record(problem, it.reframe(roster=roster, level=level, now=work.words(now), by=work.actor, at=work.at))


def commit_action(
    work: Work,
    *,
    problem: ProblemId,
    session: SessionNumber,
    what: Words,
    success_measure: Words,
    due: date,
    origin: Origin = Origin.SELF,
    kind: ActionKind = ActionKind.STEP,
    continues: ActionId | None = None,
) -> ActionId:
    """Commit to one step on one's own problem, with a measure of success and a due date."""
    it, roster = work.room_of(problem, session)
    action = ActionId(work.new_id())
    decided = it.commit(
        action,
        roster=roster,
        what=work.words(what),
        success_measure=work.words(success_measure),
        due=due,
        origin=origin,
        kind=kind,
        continues=continues,
        by=work.actor,
        at=work.at,
    )
    work.record(problem, decided)
    return action


def renegotiate_action(
    work: Work, *, problem: ProblemId, action: ActionId, session: SessionNumber, due: date, reason: Words
) -> None:
    """Move the due date of one's action, with the set, overdue or not."""
    it, roster = work.room_of(problem, session)
    decided = it.action(action).renegotiate(due=due, reason=work.words(reason), roster=roster, by=work.actor, at=work.at)
    work.record(problem, decided)


def release_action(work: Work, *, problem: ProblemId, action: ActionId, reason: Words) -> None:
    """Let one's action go, and say why."""
    it = work.problem(problem)
    work.record(problem, it.action(action).release(reason=work.words(reason), by=work.actor, at=work.at))


def report_progress(work: Work, *, problem: ProblemId, action: ActionId, note: Words) -> None:
    """Say how far one's action has come; needs no session."""
    it = work.problem(problem)
    work.record(problem, it.action(action).report_progress(note=work.words(note), by=work.actor, at=work.at))


def report_outcome(
    work: Work,
    *,
    problem: ProblemId,
    action: ActionId,
    result: OutcomeResult,
    done_on: date | None = None,
    evidence: Words | None = None,
) -> None:
    """Say what one's action brought; achieved needs the day it was done. It may be said again until the review."""
    it = work.problem(problem)
    event = it.action(action).report_outcome(
        result,
        done_on=done_on,
        evidence=work.words_if(evidence),
        time_zone=work.set(it.set).time_zone,
        by=work.actor,
        at=work.at,
    )
    work.record(problem, event)


def review_outcome(
    work: Work,
    *,
    problem: ProblemId,
    action: ActionId,
    session: SessionNumber,
    peers: tuple[MemberId, ...],
    learning: tuple[LearningId, ...] | Literal["none yet"],
    organisational_effect: Words,
    next_step: Words | None = None,
) -> None:
    """Review an outcome with peers: its effect on the organisation, and what the owner learnt, or "none yet"."""
    it, roster = work.room_of(problem, session)
    event = it.action(action).review(
        roster=roster,
        peers=peers,
        learning=() if learning == "none yet" else learning,
        none_yet=learning == "none yet",
        captured=work.member(it.owner).learnt_from(action),
        organisational_effect=work.words(organisational_effect),
        next_step=work.words_if(next_step),
        at=work.at,
    )
    work.record(problem, event)


def declare_resolved(work: Work, *, problem: ProblemId, how: Words | None = None) -> None:
    """The owner declares the problem resolved."""
    it = work.problem(problem)
    work.record(problem, it.resolve(how=work.words_if(how), by=work.actor, at=work.at))


def leave_unresolved(work: Work, *, problem: ProblemId, reason: Words) -> None:
    """The owner leaves the problem unresolved, and says why."""
    it = work.problem(problem)
    work.record(problem, it.leave_unresolved(reason=work.words(reason), by=work.actor, at=work.at))


def park(work: Work, *, problem: ProblemId, reason: Words) -> None:
    """The owner puts the problem aside."""
    it = work.problem(problem)
    work.record(problem, it.park(reason=work.words(reason), by=work.actor, at=work.at))


def withdraw(work: Work, *, problem: ProblemId, reason: Words) -> None:
    """The owner takes the problem back."""
    it = work.problem(problem)
    work.record(problem, it.withdraw(reason=work.words(reason), by=work.actor, at=work.at))
