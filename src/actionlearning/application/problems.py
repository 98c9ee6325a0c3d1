"""What is done with a problem: bring it, question it, commit to actions, act, come back, and review.

What is said of it in between stands in ``discussions``, and what is done with an action in ``actions``.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from actionlearning.application.actions import (
    commit_action,
    name_barrier,
    release_action,
    renegotiate_action,
    reopen_outcome,
    report_outcome,
    report_progress,
    review_outcome,
)
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
from actionlearning.domain.values import ObjectiveId, ProblemId, QuestionForm, QuestionFunction, SetId

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
