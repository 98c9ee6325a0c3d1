"""The figures about sets: each a small pure function that says its formula, over the facts of one set or of several.

The formulas are those of the domain's table of metrics. Those over actions take an ``owner``, whose actions alone then count.
A member's session-slot is a regular session held while they are a member; follow-ups count for the review of actions and not
for attendance or airtime.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from actionlearning.domain.disclosure import whole
from actionlearning.domain.values import Instrument, MemberId, Origin, QuestionForm, RatingPhase
from actionlearning.projections.action_facts import Action
from actionlearning.projections.facts import SetFacts
from actionlearning.projections.metric import Change, Metric
from actionlearning.projections.problem_facts import Advice, Question
from actionlearning.projections.set_facts import Session
from actionlearning.projections.talk import talkers

__all__ = [
    "advice_rate",
    "airtime_gini",
    "alignment",
    "attendance",
    "change",
    "drift",
    "follow_through",
    "learning_yield",
    "loop_closure",
    "on_time",
    "open_share",
    "ownership_index",
    "participation_spread",
    "prompt_review",
    "resolution_rate",
    "slippage",
    "talk_to_action",
    "transfer",
]

Sets = Sequence[SetFacts]
Judgement = Callable[[SetFacts, Action], bool]


# Meeting


def attendance(sets: Sets) -> Metric:
    """Attended ÷ active member-session slots of the regular sessions held."""
    slots = [(member, member in session.present) for _, session, member in _session_slots(sets)]
    return Metric.over(sum(came for _, came in slots), len(slots), whole(member for member, _ in slots))


def airtime_gini(sets: Sets) -> Metric:
    """Gini of each member's slot minutes ÷ the sessions they were a member for: 0 is equal airtime.

    Mean absolute difference over twice the mean, Σ|x - y| ÷ (2 n Σx) over all ordered pairs (Gini 1912).
    """
    sessions = [Counter(member for session in _regular(its) for member in its.expected(session)) for its in sets]
    times = math.lcm(*(count for its in sessions for count in its.values()))  # whole numbers are added much sooner
    shares: list[int] = []
    for its, counts in zip(sets, sessions, strict=True):
        minutes: Counter[MemberId] = Counter()
        for slot in (slot for session in _regular(its) for slot in session.slots):
            minutes[slot.presenter] += slot.minutes or 0
        shares += (minutes[member] * times // count for member, count in counts.items())
    shares.sort()  # the sum over ordered pairs, by rank, which takes no pairs
    differences = 2 * sum((2 * rank - len(shares) + 1) * share for rank, share in enumerate(shares))
    total = Fraction(2 * len(shares) * sum(shares), times)
    return Metric.over(Fraction(differences, times), total, whole(member for counts in sessions for member in counts))


def alignment(sets: Sets) -> Metric:
    """Slot minutes on problems linked to an objective ÷ slot minutes."""
    linked = {problem.id for its in sets for problem in its.problems if problem.objectives}
    slots = [slot for its in sets for session in _regular(its) for slot in session.slots]
    aligned, minutes = sum(s.minutes or 0 for s in slots if s.problem in linked), sum(s.minutes or 0 for s in slots)
    return Metric(aligned, minutes, behind=whole(slot.presenter for slot in slots))


def participation_spread(sets: Sets) -> Metric:
    """Members who asked or presented in a session ÷ members checked in, over all regular sessions held."""
    came = [(its, session.number, member) for its in sets for session in _regular(its) for member in session.present]
    active = {its.id: _active(its) for its in sets}
    took_part = sum((number, member) in active[its.id] for its, number, member in came)
    return Metric.over(took_part, len(came), whole(member for _, _, member in came))


def _active(its: SetFacts) -> frozenset[tuple[int, MemberId]]:
    """Who asked a question in which session, or presented."""
    asked = {(q.session, q.by) for problem in its.problems for q in problem.questions}
    return frozenset(asked | {(session.number, slot.presenter) for session in its.sessions for slot in session.slots})


def drift(sets: Sets) -> Metric:
    """Problems not confirmed as still mattering since the last presentation but one ÷ problems presented at least twice."""
    again = [problem for its in sets for problem in its.problems if problem.presentations[1:]]
    return Metric.over(sum(problem.drifts for problem in again), len(again), whole(problem.owner for problem in again))


def _regular(its: SetFacts) -> Iterator[Session]:
    return (session for session in its.held if session.is_regular)


def _session_slots(sets: Sets) -> Iterator[tuple[SetFacts, Session, MemberId]]:
    return ((its, session, member) for its in sets for session in _regular(its) for member in its.expected(session))


# Actions that fell due


def follow_through(sets: Sets, owner: MemberId | None = None) -> Metric:
    """Achieved ÷ due. Partial is not achieved; an outcome counts from its report."""
    return _share_of_due(sets, lambda _, action: action.achieved, owner)


def on_time(sets: Sets, owner: MemberId | None = None) -> Metric:
    """Achieved by the original due date ÷ due."""
    return _share_of_due(sets, lambda _, action: _achieved_by(action, action.original_due), owner)


def loop_closure(sets: Sets) -> Metric:
    """Reviewed ÷ due."""
    return _share_of_due(sets, lambda _, action: action.review is not None)


def prompt_review(sets: Sets) -> Metric:
    """Taken up with the set no later than the first session after the original due date ÷ due.

    Taken up: its outcome was reviewed, or it was renegotiated. Follow-ups are sessions too; cancelled ones never were.
    """
    return _share_of_due(sets, _taken_up_promptly)


def _share_of_due(sets: Sets, counts: Judgement, owner: MemberId | None = None) -> Metric:
    due = [(its, action) for its in sets for action in its.due if owner in (None, action.owner)]
    return Metric.over(sum(counts(its, action) for its, action in due), len(due), whole(action.owner for _, action in due))


def _achieved_by(action: Action, day: date) -> bool:
    report = action.report
    return action.achieved and report is not None and report.done_on is not None and report.done_on <= day


def _taken_up_promptly(its: SetFacts, action: Action) -> bool:
    in_sessions = {moved.session for moved in action.due_dates[1:]}
    if action.review is not None:
        in_sessions.add(action.review.session)
    for number, day in its.days_held:
        if number in in_sessions:
            return True
        if day > action.original_due:
            return False
    return False


# Actions committed to, and problems


def slippage(sets: Sets, owner: MemberId | None = None) -> Metric:
    """Σ(current - original due date, in days) ÷ committed, released ones included."""
    committed = _committed(sets, owner)
    days = sum((action.due - action.original_due).days for action in committed)
    return Metric.over(days, len(committed), whole(action.owner for action in committed))


def ownership_index(sets: Sets, owner: MemberId | None = None) -> Metric:
    """Actions that were the owner's own idea ÷ committed. Show it beside follow-through."""
    committed = _committed(sets, owner)
    own = sum(action.origin is Origin.SELF for action in committed)
    return Metric.over(own, len(committed), whole(action.owner for action in committed))


def talk_to_action(sets: Sets) -> Metric:
    """Presentations with an action on that problem committed in that session ÷ presentations."""
    presented = [(problem, each.session) for its in sets for problem in its.problems for each in problem.presentations]
    led = sum(any(action.session == session for action in problem.actions) for problem, session in presented)
    return Metric.over(led, len(presented), whole(problem.owner for problem, _ in presented))


def resolution_rate(sets: Sets) -> Metric:
    """Resolved ÷ accepted problems."""
    accepted = [problem for its in sets for problem in its.problems if problem.accepted]
    return Metric.over(sum(p.resolved for p in accepted), len(accepted), whole(p.owner for p in accepted))


def _committed(sets: Sets, owner: MemberId | None = None) -> list[Action]:
    return [action for its in sets for action in its.actions if owner in (None, action.owner)]


# Questions and advice


def open_share(sets: Sets, session: int | None = None) -> Metric:
    """Open questions ÷ questions, in all sessions or in the one of that number."""
    asked = _questions(sets, session)
    return Metric.over(sum(q.form is QuestionForm.OPEN for q in asked), len(asked), talkers(asked))


def advice_rate(sets: Sets, session: int | None = None) -> Metric:
    """Advice ÷ (advice + questions), in all sessions or in the one of that number."""
    given, asked = _advice(sets, session), _questions(sets, session)
    return Metric.over(len(given), len(given) + len(asked), talkers([*given, *asked]))


def _questions(sets: Sets, session: int | None) -> list[Question]:
    return [q for its in sets for p in its.problems for q in p.questions if session in (None, q.session)]


def _advice(sets: Sets, session: int | None) -> list[Advice]:
    return [a for its in sets for p in its.problems for a in p.advice if session in (None, a.session)]


# Learning


def learning_yield(sets: Sets) -> Metric:
    """Reviewed outcomes from which at least one learning was captured ÷ reviewed outcomes."""
    fruitful = {learning.source for its in sets for learning in its.learnings}
    reviewed = [action for action in _committed(sets) if action.review is not None]
    return Metric.over(sum(a.ref in fruitful for a in reviewed), len(reviewed), whole(a.owner for a in reviewed))


def transfer(sets: Sets) -> Metric:
    """Learnings that were applied to another problem ÷ learnings."""
    learnings = [learning for its in sets for learning in its.learnings]
    return Metric.over(sum(bool(each.applied) for each in learnings), len(learnings), whole(each.member for each in learnings))


def change(sets: Sets, instrument: Instrument) -> Change:
    """Mean before and mean after over matched pairs only: the members who gave both (the last of each counts)."""
    members = {member.id: member for its in sets for member in its.members}
    pairs, gave_both = [], []
    for member in members.values():
        before = member.rating(instrument, RatingPhase.BEFORE)
        after = member.rating(instrument, RatingPhase.AFTER)
        if before is not None and after is not None:
            pairs.append((before, after))
            gave_both.append(member.id)
    return Change.of(pairs, whole(gave_both))
