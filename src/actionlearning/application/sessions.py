"""What is noted about a session beside its problems: how it was kept to its process, and what was recorded wrongly of it."""

from __future__ import annotations

from actionlearning.application.inputs import Minutes, SessionNumber, Words
from actionlearning.application.work import Work
from actionlearning.domain.set import corrections
from actionlearning.domain.values import InterventionKind, MemberId, ProblemId, SetId

__all__ = ["correct_attendance", "correct_slot_minutes", "make_intervention", "note_ground_rule_breach"]

# ruff: noqa: A002  # `set` is the word of the domain, and arguments are named as a script writes them


def make_intervention(
    work: Work,
    *,
    set: SetId,
    session: SessionNumber,
    kind: InterventionKind,
    note: Words | None = None,
    by: MemberId | None = None,
) -> None:
    """Record what the session's adviser, whoever acts unless named, did for the process."""
    adviser = by or work.actor
    said = None if note is None else work.words(note, adviser)
    work.record(set, work.meeting(set, session).intervene(kind, note=said, by=adviser, at=work.at))


def note_ground_rule_breach(
    work: Work, *, set: SetId, session: SessionNumber, rule: SessionNumber, note: Words | None = None
) -> None:
    """Note that a rule of the contract was broken: its number there, from 1, and nobody's name."""
    said = work.words_if(note)
    work.record(set, work.meeting(set, session).note_breach(rule, note=said, by=work.actor, at=work.at))


def correct_attendance(work: Work, *, set: SetId, session: SessionNumber, member: MemberId, present: bool) -> None:
    """Put right whether a member came to a session: from its opening to its close, or not at all."""
    meeting = work.meeting(set, session)
    acts = [at for problem in meeting.set.problems for at in work.problem(problem).last_acts_in(session, member)]
    work.record(set, corrections.correct_attendance(meeting, member, present=present, last_acts=acts, at=work.at))


def correct_slot_minutes(work: Work, *, set: SetId, session: SessionNumber, problem: ProblemId, minutes: Minutes) -> None:
    """Put right how many minutes a problem's last slot in a session had."""
    meeting = work.meeting(set, session)
    work.record(set, corrections.correct_slot_minutes(meeting, problem, minutes=minutes, at=work.at))
