"""The agenda of the next session, with open actions and who asked for airtime; and the questions in a learning history."""

from __future__ import annotations

from by_hand import ADVISER, SET, Chronicle, named, on, said

from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.problem.events import QuestionAsked
from actionlearning.domain.set.events import AirtimeAllocated, AirtimeBid, SessionCancelled
from actionlearning.domain.values import OutcomeResult, QuestionForm, QuestionFunction
from actionlearning.projections.agenda import Bid, SessionAgenda
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.sentences import Person, Thing


def agenda_of_a_set() -> Chronicle:
    it = Chronicle()
    for member in ("Ann", "Ben"):
        it.add(
            named(member), MemberRegistered("trust", None, None, said(member, member), said("role", member)), on("2025-01-01")
        )
    it.set("Ann", "Ben", at=on("2025-01-01"))
    for member in ("Ann", "Ben"):
        it.problem(member, on("2025-01-02"))
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    it.commit("Ann", "later", "2025-04-30", on("2025-02-03", "15:00"))
    it.commit("Ann", "soon", "2025-02-20", on("2025-02-03", "15:01"))
    it.commit("Ben", "gone", "2025-02-20", on("2025-02-03", "15:02"))
    it.release("Ben", "gone", on("2025-02-04"))
    it.report("Ann", "soon", on("2025-02-19"), None, OutcomeResult.PARTIAL)
    it.schedule(2, "2025-03-03", on("2025-02-03", "16:00"))
    it.schedule(3, "2025-04-07", on("2025-02-03", "16:00"))
    return it


def test_an_agenda_lists_open_actions_by_due_date_with_what_was_reported() -> None:
    agenda = SessionAgenda.fold(agenda_of_a_set().history("2025-03-01"), set=SET)
    assert [(a.ref.action, a.due_by_session, a.days_overdue, a.reported) for a in agenda.actions] == [
        (named("soon"), True, 9, OutcomeResult.PARTIAL),
        (named("later"), False, 0, None),
    ]
    assert (agenda.session.number if agenda.session else None, [s.number for s in agenda.later]) == (2, [3])
    assert agenda.expected == (Person(named("Ann"), said("Ann", "Ann")), Person(named("Ben"), said("Ben", "Ben")))


def test_an_agenda_lists_who_asked_for_airtime_and_what_they_were_given() -> None:
    it = agenda_of_a_set()
    for member in ("Ben", "Ann"):
        it.add(SET, AirtimeBid(2, named(member), named(f"problem of {member}")), on("2025-03-01"))
    it.add(SET, AirtimeAllocated(2, named("Ann"), named("problem of Ann"), 40), on("2025-03-02"))
    bids = SessionAgenda.fold(it.history("2025-03-02"), set=SET).bids
    people = {member: Person(named(member), said(member, member)) for member in ("Ann", "Ben")}
    things = {member: Thing("problem", named(f"problem of {member}"), said("title", member)) for member in people}
    assert bids == (Bid(people["Ben"], things["Ben"], None), Bid(people["Ann"], things["Ann"], 40))


def test_a_cancelled_session_is_not_the_next_and_an_open_one_is() -> None:
    it = agenda_of_a_set()
    it.add(SET, SessionCancelled(2), on("2025-02-10"))
    cancelled = SessionAgenda.fold(it.history("2025-03-01"), set=SET).session
    it.open(3, "2025-04-07", ["Ann"])
    opened = SessionAgenda.fold(it.history(on("2025-04-07", "14:30")), set=SET).session
    assert [(s.number, s.is_open, len(s.present)) for s in (cancelled, opened) if s] == [(3, False, 0), (3, True, 1)]


def test_with_nothing_in_the_diary_the_agenda_still_lists_the_open_actions() -> None:
    agenda = SessionAgenda.fold(agenda_of_a_set().history("2025-04-08"), set=SET)
    assert (agenda.session, len(agenda.actions), agenda.bids) == (None, 2, ())


def test_a_learning_history_counts_questions_received_and_asked() -> None:
    it = agenda_of_a_set()
    for form, function, by in [
        (QuestionForm.OPEN, QuestionFunction.PROBING, named("Ben")),
        (QuestionForm.OPEN, QuestionFunction.CHALLENGING, named("Ben")),
        (QuestionForm.CLOSED, QuestionFunction.PROBING, ADVISER),
    ]:
        it.add(named("problem of Ann"), QuestionAsked(1, by, form, function), on("2025-02-03", "14:40"))
    ann, ben = (LearningHistory.fold(it.history(), member=named(member)) for member in ("Ann", "Ben"))
    assert ann.received.by_form == {QuestionForm.OPEN: 2, QuestionForm.CLOSED: 1}
    assert ann.received.by_function == {QuestionFunction.PROBING: 2, QuestionFunction.CHALLENGING: 1}
    assert (len(ann.asked.asked), len(ben.asked.asked), len(ben.received.asked)) == (0, 2, 0)
