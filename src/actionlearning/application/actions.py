"""What is done with an action on a problem: commit to it, report how it goes and what it brought, and review that with peers.

These are use cases of the room ``problems``, and are called by its name.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from actionlearning.application.inputs import SessionNumber, Words
from actionlearning.application.work import Work
from actionlearning.domain.problem import corrections
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    LearningId,
    MemberId,
    Origin,
    OutcomeResult,
    ProblemId,
)

__all__ = [
    "commit_action",
    "name_barrier",
    "release_action",
    "renegotiate_action",
    "reopen_outcome",
    "report_outcome",
    "report_progress",
    "review_outcome",
]

ROOM = "problems"
"""The room under whose name these use cases are called."""


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
