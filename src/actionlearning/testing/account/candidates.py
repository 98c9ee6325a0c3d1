"""What the rules say about a candidate: how long the work may take, and what is gathered for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from actionlearning.testing.account.answers import Yes, covers, earlier, ended, must
from actionlearning.testing.account.book import Book
from actionlearning.testing.account.candidacy import Candidate, months_after, specifications
from actionlearning.testing.account.peers import Session
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]

LONGEST_DAY = 24


def confirm_capability(book: Book, it: Attempt) -> Yes:
    book.person(it.get("member"))
    must(it.actor != it.get("member"), "by themself")

    def then(answer: Any) -> None:
        book.candidates[answer] = Candidate(member=it.get("member"), last=it.at, last_fact=it.at)

    return Yes(then)


def register(book: Book, it: Attempt) -> Yes:
    candidate, wanted = book.candidate(it.get("candidate")), it.get("specification")
    must(wanted in specifications(), "no such specification")
    must(it.get("version") in (None, specifications()[wanted]["version"]), "no such specification")
    must(candidate.withdrew is None or it.at < candidate.withdrew, "withdrawn")
    must(candidate.registered is None, "registered already")
    must(it.at >= candidate.last, "before the candidate's last change")

    def then(_: Any) -> None:
        candidate.rules, candidate.zone, candidate.registered = specifications()[wanted], it.get("time_zone"), it.at
        until = months_after(candidate.day(it.at), candidate.rules["registration_months"])
        candidate.registration.append((it.at, until))
        candidate.changed(it.at)

    return Yes(then)


def extend(book: Book, it: Attempt) -> Yes:
    candidate, until = book.candidate(it.get("candidate")), it.get("until")
    must(candidate.registered is not None and it.at >= candidate.registered, "not registered")
    must(it.actor != candidate.member, "by themself")
    must(candidate.withdrew is None or it.at < candidate.withdrew, "withdrawn")
    must(candidate.credits is None, "credited already")
    must(it.at >= candidate.last, "before the candidate's last change")
    of_registration = it.get("deadline") == "registration"
    in_force = candidate.expires_on(it.at) if of_registration else candidate.assignment_due(it.at)
    must(in_force is not None, "no deadline to extend")
    must(in_force is not None and until > in_force, "extended to no later day")
    must(until >= candidate.day(it.at), "extended into the past")

    def then(_: Any) -> None:
        if of_registration:
            candidate.registration.append((it.at, until))
            ended(candidate.expired, it.at)
        else:
            candidate.assignment.append((it.at, until))
        candidate.changed(it.at)

    return Yes(then)


def expire(book: Book, it: Attempt) -> Yes:
    candidate = book.candidate(it.get("candidate"))
    candidate.underway(it.at)
    must(candidate.credits is None, "credited already")
    must(it.at >= candidate.last_fact, "before the candidate's last fact")
    must(candidate.day(it.at) > candidate.expires_on(it.at), "expired before its last day had passed")

    def then(_: Any) -> None:
        candidate.expired.append((it.at, None))
        candidate.changed(it.at)

    return Yes(then)


def withdraw(book: Book, it: Attempt) -> Yes:
    candidate = book.candidate(it.get("candidate"))
    must(it.actor == candidate.member, "not the candidate")
    must(candidate.withdrew is None or it.at < candidate.withdrew, "withdrawn")
    must(candidate.credits is None, "credited already")
    must(it.at >= candidate.last_fact, "before the candidate's last fact")

    def then(_: Any) -> None:
        candidate.withdrew = it.at
        candidate.changed(it.at)

    return Yes(then)


def complete_prework(book: Book, it: Attempt) -> Yes:
    candidate = _gathering(book, it)
    must(it.get("kind") in candidate.spec["prework"], "not in the specification")
    must(it.get("kind") not in candidate.prework, "prework done twice")
    return _gathered(candidate, it, lambda: candidate.prework.update({it.get("kind"): it.at}))


def attend_day(book: Book, it: Attempt) -> Yes:
    candidate, hours = _gathering(book, it), it.get("hours")
    must(Decimal(0) < hours <= LONGEST_DAY, "hours that no day has")
    topics = _topics(candidate, it.get("day"))
    must(it.get("topics") and set(it.get("topics")) <= set(topics), "not in the specification")
    return _gathered(candidate, it, lambda: candidate.days.append((it.get("day"), it.at, it.get("topics"))))


def review_day(book: Book, it: Attempt) -> Yes:
    candidate = _gathering(book, it)
    must(it.actor == candidate.member, "not the candidate")
    _topics(candidate, it.get("day"))
    must([day for day, when, _ in candidate.days if day == it.get("day") and when <= it.at], "a day that was not attended")
    return _gathered(candidate, it, lambda: None)


def record_stint(book: Book, it: Attempt) -> Yes:
    candidate = _gathering(book, it)
    its, session = book.session(it.get("set"), it.get("session"))
    which = (it.get("set"), it.get("session"))
    must(session.adviser == candidate.member, "a stint of somebody else")
    _begun(session, it)
    must(which not in candidate.stints, "a stint recorded twice")
    return _gathered(candidate, it, lambda: candidate.stints.update({which: (it.at, its.kind)}))


def observe_practice(book: Book, it: Attempt) -> Yes:
    candidate = _gathering(book, it)
    _, session = book.session(it.get("set"), it.get("session"))
    must(it.actor != candidate.member, "by themself")
    must(it.actor not in candidate.verifiers, "observed by who verified")
    must((it.get("set"), it.get("session")) in candidate.stints, "no such stint")
    _begun(session, it)

    def write() -> None:
        candidate.observed.append(((it.get("set"), it.get("session")), it.at))
        candidate.observers.append(_me(it))

    return _gathered(candidate, it, write)


def draft_brief(book: Book, it: Attempt) -> Yes:
    candidate, authors = _gathering(book, it), it.get("authors")
    for author in authors:
        book.person(author)
    must(candidate.member in authors and len(set(authors)) == len(authors) > 1, "no group")
    return _gathered(candidate, it, lambda: candidate.drafts.append(it.at))


def submit_evidence(book: Book, it: Attempt) -> Yes:
    candidate, at = _gathering(book, it), it.at
    kinds = {each["kind"]: each for each in candidate.spec["evidence"]}
    must(it.actor == candidate.member, "not the candidate")
    must(it.get("kind") in kinds, "not in the specification")
    kind = kinds[it.get("kind")]
    must(kind["source"] == "submitted", "nothing that is handed in")
    must(not candidate.is_verified(), "verified already")
    must(not [stay for stay in candidate.verified if covers(stay, at)], "verified already")
    due = candidate.due(kind, at)
    must(due is None or candidate.day(at) <= due, "submitted too late")
    own = it.get("authentic", True)
    return _gathered(candidate, it, lambda: candidate.handed_in.append((kind["kind"], at, own)))


def agree_cpd_plan(book: Book, it: Attempt) -> Yes:
    candidate = _gathering(book, it)
    must(it.actor != candidate.member, "by themself")

    def write() -> None:
        candidate.plan = earlier(candidate.plan, it.at)

    return _gathered(candidate, it, write)


def _gathering(book: Book, it: Attempt) -> Candidate:
    candidate = book.candidate(it.get("candidate"))
    candidate.underway(it.at)
    must(candidate.day(it.at) <= candidate.expires_on(it.at), "submitted after expiry")
    return candidate


def _gathered(candidate: Candidate, it: Attempt, write: Any) -> Yes:
    def then(_: Any) -> None:
        write()
        candidate.fact(it.at)

    return Yes(then)


def _topics(candidate: Candidate, day: int) -> list[str]:
    known = {each["number"]: each["topics"] for each in candidate.spec["days"]}
    must(day in known, "not in the specification")
    topics: list[str] = known[day]
    return topics


def _begun(session: Session, it: Attempt) -> None:
    must(session.opened is not None and it.at >= session.opened, "before the session was opened")


def _me(it: Attempt) -> UUID:
    assert it.actor is not None
    return it.actor


RULES = {
    "candidates.confirm_capability": confirm_capability,
    "candidates.register": register,
    "candidates.extend": extend,
    "candidates.expire": expire,
    "candidates.withdraw": withdraw,
    "candidates.complete_prework": complete_prework,
    "candidates.attend_day": attend_day,
    "candidates.review_day": review_day,
    "candidates.record_stint": record_stint,
    "candidates.observe_practice": observe_practice,
    "candidates.draft_brief": draft_brief,
    "candidates.submit_evidence": submit_evidence,
    "candidates.agree_cpd_plan": agree_cpd_plan,
}
