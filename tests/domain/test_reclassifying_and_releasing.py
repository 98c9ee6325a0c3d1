"""A member or an adviser says anew what a question was; a text goes to the sponsor when whoever said it releases it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CLOSED,
    EVA,
    LATER,
    PRESENTED,
    PRESENTED_AT,
    RAISED,
    ROSTERS,
    RUTH,
    Decision,
    at,
    problem,
    said,
    the_set,
)

from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.problem.corrections import reclassify_question
from actionlearning.domain.problem.errors import (
    ClassificationStands,
    NoSuchQuestion,
    NoSuchText,
    NotOfTheSet,
    NotTheirText,
    ReleasedAlready,
    StaysInTheSet,
)
from actionlearning.domain.problem.events import QuestionAsked, QuestionReclassified, TextReleasedToSponsor
from actionlearning.domain.problem.releasing import release_to_sponsor
from actionlearning.domain.problem.thinking_events import FeelingVoiced, NotKnowingVoiced
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.events import MemberLeft
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import Feeling, MemberId, QuestionForm, QuestionFunction

AGAIN = at("02-20")
MEMBERS = the_set.given(*CLOSED).state


# Reclassifying a question

ASKED = (*PRESENTED, (QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING), LATER))
"""The question is the fourth event of the problem."""


def reclassify(
    by: Any = RUTH,
    when: datetime = AGAIN,
    *,
    question: int = 4,
    form: QuestionForm = QuestionForm.LEADING,
    home: Set = MEMBERS,
) -> Decision:
    return lambda it: reclassify_question(it, question, home=home, form=form, function=QuestionFunction.PROBING, by=by, at=when)


def test_a_member_or_an_adviser_says_what_a_question_was() -> None:
    for by in (AISHA, BEN, RUTH):
        problem.given(*ASKED).when(reclassify(by)).then(QuestionReclassified(4, QuestionForm.LEADING, QuestionFunction.PROBING))


def test_nobody_else_does_nor_who_has_left() -> None:
    given = problem.given(*ASKED)
    wanted = "correct what a question was"
    given.when(reclassify(EVA)).refused(NotOfTheSet(person=EVA, at=AGAIN, wanted=wanted))
    left = the_set.given(*CLOSED, (MemberLeft(BEN, said()), at("02-01"))).state
    given.when(reclassify(BEN, home=left)).refused(NotOfTheSet(person=BEN, at=AGAIN, wanted=wanted))


@pytest.mark.parametrize("version", [1, 3, 5, 99])
def test_only_a_question_is_reclassified(version: int) -> None:
    problem.given(*ASKED).when(reclassify(question=version)).refused(NoSuchQuestion(question=version))


def test_a_question_is_not_reclassified_before_it_was_asked() -> None:
    problem.given(*ASKED).when(reclassify(when=PRESENTED_AT)).refused(
        BeforeLastChange(what="the question", at=PRESENTED_AT, last=LATER)
    )


def test_a_correction_changes_something_since_the_last_one() -> None:
    stands = ClassificationStands(question=4, form=QuestionForm.OPEN, function=QuestionFunction.PROBING)
    problem.given(*ASKED).when(reclassify(form=QuestionForm.OPEN)).refused(stands)
    once = (*ASKED, (QuestionReclassified(4, QuestionForm.LEADING, QuestionFunction.PROBING), AGAIN))
    problem.given(*once).when(reclassify()).refused(
        ClassificationStands(question=4, form=QuestionForm.LEADING, function=QuestionFunction.PROBING)
    )
    problem.given(*once).when(reclassify(form=QuestionForm.OPEN)).then(
        QuestionReclassified(4, QuestionForm.OPEN, QuestionFunction.PROBING)
    )


# Releasing a text to the sponsor


def place(label: str, version: int = 4, name: str = "problem.question-asked") -> Place:
    return Place(ROSTERS, version, name, label)


def question(text: Personal | None) -> QuestionAsked:
    return QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING, text)


def release(event: Any, label: str = "text", *, by: MemberId = BEN, when: datetime = AGAIN) -> Decision:
    said_at = None if event is None else LATER
    return lambda it: release_to_sponsor(it, event, place(label), said_at=said_at, by=by, at=when)


def test_whoever_said_something_releases_it() -> None:
    problem.given(*ASKED).when(release(question(said("why?", BEN)))).then(TextReleasedToSponsor(place("text")))
    problem.given(*ASKED).when(release(RAISED, "authority-to-act", by=AISHA)).then(
        TextReleasedToSponsor(place("authority-to-act"))
    )


@pytest.mark.parametrize("subjects", [(AISHA,), (AISHA, BEN), (BEN, AISHA)])
def test_nobody_releases_what_is_also_somebody_elses(subjects: tuple[MemberId, ...]) -> None:
    theirs = question(said("why?", *subjects))
    problem.given(*ASKED).when(release(theirs)).refused(NotTheirText(member=BEN, subjects=subjects))


@pytest.mark.parametrize(
    ("event", "label"),
    [(None, "text"), (question(None), "text"), (question(said("why?", BEN)), "title"), (RAISED, "authority_to_act")],
    ids=["no such version", "nothing said", "another label", "the field and not its label"],
)
def test_only_a_text_that_there_is_is_released(event: Any, label: str) -> None:
    problem.given(*ASKED).when(release(event, label)).refused(NoSuchText(version=4, label=label))


@pytest.mark.parametrize(
    "event", [FeelingVoiced(1, BEN, Feeling.DOUBT, said("hm", BEN)), NotKnowingVoiced(1, BEN, said("no idea", BEN))]
)
def test_what_is_felt_or_not_known_stays_in_the_set(event: Any) -> None:
    problem.given(*ASKED).when(release(event, "words")).refused(StaysInTheSet(version=4))


def test_a_text_is_not_released_before_it_was_said() -> None:
    problem.given(*ASKED).when(release(question(said("why?", BEN)), when=PRESENTED_AT)).refused(
        BeforeLastChange(what="the text", at=PRESENTED_AT, last=LATER)
    )


def test_a_text_is_released_once() -> None:
    once = problem.given(*ASKED, TextReleasedToSponsor(place("text")))
    once.when(release(question(said("why?", BEN)))).refused(ReleasedAlready(version=4, label="text"))
    once.when(release(RAISED, "stake", by=AISHA)).then(TextReleasedToSponsor(place("stake")))
