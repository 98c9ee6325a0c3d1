"""What is put right later: a review that is undone, and a question that was taken for another kind."""

from __future__ import annotations

from datetime import datetime

from actionlearning.domain.personal import Personal
from actionlearning.domain.problem import errors
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.events import OutcomeReopened, QuestionReclassified
from actionlearning.domain.problem.thinking import must_be_of_the_set
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.errors import NotAMember
from actionlearning.domain.times import in_order
from actionlearning.domain.values import ActionId, MemberId, QuestionForm, QuestionFunction

__all__ = ["reclassify_question", "reopen_outcome"]


def reopen_outcome(
    it: Problem, action: ActionId, *, home: Set, reason: Personal, by: MemberId, at: datetime
) -> OutcomeReopened:
    """Undo a review: the action is open again, so its owner must still be there to take it up, and so must the set."""
    if by != it.owner and not home.is_adviser(by, at):
        raise errors.OnlyOwnerOrAdviser(member=by, owner=it.owner)
    it.must_be_live("reopen an outcome")
    home.must_not_have_closed("reopen an outcome", at)
    home.must_have(it.owner, at)
    left = home.left_after(it.owner, at)
    if left is not None:
        raise NotAMember(member=it.owner, at=left)
    return it.action(action).reopen(reason=reason, at=at)


def reclassify_question(
    it: Problem,
    question: int,
    *,
    home: Set,
    form: QuestionForm,
    function: QuestionFunction,
    by: MemberId,
    at: datetime,
) -> QuestionReclassified:
    """Say what form and function a question had; ``question`` is the version at which it was recorded."""
    must_be_of_the_set(home, by, "correct what a question was", at)
    if question not in it.questions:
        raise errors.NoSuchQuestion(question=question)
    asked = it.questions[question]
    in_order("the question", asked.at, at)
    if (form, function) == (asked.form, asked.function):
        raise errors.ClassificationStands(question=question, form=form, function=function)
    return QuestionReclassified(question, form, function)
