"""What is done with a problem: bring it, question it, commit to actions, act, come back, and review."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from actionlearning.application.discussions import (
    ask_question,
    challenge_assumption,
    decide,
    encourage,
    gain_perspective,
    generate_option,
    give_advice,
    map_stakeholders,
    rate_clarity,
    rate_support,
    record_insight,
    reframe,
    test_assumption,
    voice_feeling,
    voice_not_knowing,
)
from actionlearning.application.inputs import Score, SessionNumber, Title, Words
from actionlearning.application.work import PROBLEM, Work
from actionlearning.domain.personal import Place
from actionlearning.domain.problem import corrections, releasing
from actionlearning.domain.problem.aggregate import raise_problem
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
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
    "challenge_assumption",
    "commit_action",
    "confirm_alignment",
    "decide",
    "declare_resolved",
    "encourage",
    "gain_perspective",
    "generate_option",
    "give_advice",
    "leave_unresolved",
    "link_objective",
    "map_stakeholders",
    "name_barrier",
    "park",
    "present",
    "rate_clarity",
    "rate_support",
    "reclassify_question",
    "record_insight",
    "reframe",
    "release_action",
    "release_to_sponsor",
    "renegotiate_action",
    "reopen_outcome",
    "report_outcome",
    "report_progress",
    "return_",
    "review_outcome",
    "test_assumption",
    "voice_feeling",
    "voice_not_knowing",
    "withdraw",
]

Version = Annotated[int, msgspec.Meta(ge=1)]
"""The version of an event in the stream of its problem, as a history shows it."""


def bring(
    work: Work,
    *,
    set: SetId,  # noqa: A002  # the word of the domain
    title: Words,
    stake: Words,
    authority_to_act: Words,
    resubmission_of: ProblemId | None = None,
) -> ProblemId:
    """Bring a problem of one's own to one's set: what is at stake, and what authority one has to act on it.

    ``resubmission_of`` names a problem of one's own that was returned, and is brought again.
    """
    home = work.set(set)
    earlier = None if resubmission_of is None else (resubmission_of, work.problem(resubmission_of))
    problem = ProblemId(work.new_id())
    event = raise_problem(
        set_id=set,
        home=home,
        owner=work.actor,
        title=work.words(title),
        stake=work.words(stake),
        authority_to_act=work.words(authority_to_act),
        resubmission_of=earlier,
        at=work.at,
    )
    work.begin(PROBLEM, problem, event)
    return problem


def accept(work: Work, *, problem: ProblemId) -> None:
    """Take a problem on: it is real, owned, and nobody has the answer."""
    it = work.problem(problem)
    event = it.accept(at=work.at)
    work.set(it.set).must_not_have_closed("take on a problem", work.at)
    work.record(problem, event)


def return_(work: Work, *, problem: ProblemId, reason: Words) -> None:
    """Give a puzzle back with the reason."""
    it = work.problem(problem)
    work.record(problem, it.give_back(reason=work.words(reason), at=work.at))


def link_objective(work: Work, *, problem: ProblemId, objective: ObjectiveId) -> None:
    """Say which objective of the set's programme would move if this problem moved."""
    it = work.problem(problem)
    work.programme(work.set(it.set).programme).must_pursue(objective, work.at)
    work.record(problem, it.link(objective, at=work.at))


def confirm_alignment(work: Work, *, problem: ProblemId, still_matters: bool) -> None:
    """The owner says whether the problem still matters to its objective."""
    it = work.problem(problem)
    work.record(problem, it.confirm_alignment(still_matters=still_matters, by=work.actor, at=work.at))


def present(work: Work, *, problem: ProblemId, session: SessionNumber, clarity_before: Score | None = None) -> None:
    """Present in one's airtime: opens the slot in the session and presents the problem, both or neither."""
    it, roster = work.room_of(problem, session)
    meeting = work.meeting(it.set, session)
    presented = it.present(roster=roster, clarity_before=clarity_before, by=work.actor, at=work.at)
    work.record(it.set, meeting.open_slot(problem, by=work.actor, at=work.at))
    work.record(problem, presented)


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


def name_barrier(work: Work, *, problem: ProblemId, action: ActionId, barrier: Words) -> None:
    """Say what stands in the way of one's action; needs no session."""
    it = work.problem(problem)
    work.record(problem, it.action(action).name_barrier(barrier=work.words(barrier), by=work.actor, at=work.at))


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


def reopen_outcome(work: Work, *, problem: ProblemId, action: ActionId, reason: Words) -> None:
    """Undo a review, as the owner or as an adviser: the action is open, and may be reported and reviewed again."""
    it = work.problem(problem)
    home, why = work.set(it.set), work.words(reason)
    work.record(problem, corrections.reopen_outcome(it, action, home=home, reason=why, by=work.actor, at=work.at))


def reclassify_question(
    work: Work, *, problem: ProblemId, question: Version, form: QuestionForm, function: QuestionFunction
) -> None:
    """Put right the form or the function of a question; ``question`` is the version at which it was recorded."""
    it = work.problem(problem)
    event = corrections.reclassify_question(
        it, question, home=work.set(it.set), form=form, function=function, by=work.actor, at=work.at
    )
    work.record(problem, event)


def release_to_sponsor(work: Work, *, problem: ProblemId, version: Version, label: Title) -> None:
    """Let the sponsor read a text of one's own: its label, and the version at which it was recorded on the problem."""
    it, said = work.problem(problem), work.event_of(problem, version)
    place = Place(problem, version, "" if said is None else said.name, label)
    event, said_at = (None, None) if said is None else (said.event, said.occurred_at)
    work.record(problem, releasing.release_to_sponsor(it, event, place, said_at=said_at, by=work.actor, at=work.at))


def declare_resolved(work: Work, *, problem: ProblemId, how: Words | None = None) -> None:
    """The owner declares the problem resolved, as a member of the set."""
    it = work.problem(problem)
    event = it.resolve(how=work.words_if(how), by=work.actor, at=work.at)
    work.set(it.set).must_have(it.owner, work.at)
    work.record(problem, event)


def leave_unresolved(work: Work, *, problem: ProblemId, reason: Words) -> None:
    """The owner leaves the problem unresolved, as a member of the set, and says why."""
    it = work.problem(problem)
    event = it.leave_unresolved(reason=work.words(reason), by=work.actor, at=work.at)
    work.set(it.set).must_have(it.owner, work.at)
    work.record(problem, event)


def park(work: Work, *, problem: ProblemId, reason: Words) -> None:
    """The owner puts the problem aside."""
    it = work.problem(problem)
    work.record(problem, it.park(reason=work.words(reason), by=work.actor, at=work.at))


def withdraw(work: Work, *, problem: ProblemId, reason: Words) -> None:
    """The owner takes the problem back."""
    it = work.problem(problem)
    work.record(problem, it.withdraw(reason=work.words(reason), by=work.actor, at=work.at))
