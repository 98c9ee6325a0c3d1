"""Why a candidacy says no."""

from __future__ import annotations

from datetime import date, datetime

from actionlearning.domain.errors import Refused
from actionlearning.domain.values import CandidateId, MemberId, SetId

# Who may


class NotByThemself(Refused):
    """Whoever works for a qualification does not decide about it."""

    member: MemberId
    wanted: str
    says = "{member} is the candidate and cannot {wanted}; somebody else of the centre does that"


class OnlyTheCandidate(Refused):
    by: MemberId
    member: MemberId
    wanted: str
    says = "{by} cannot {wanted}: only the candidate, {member}, can"


class TookPart(Refused):
    """Roles are kept apart by what somebody did for this candidate, whatever their role is called now."""

    person: MemberId
    wanted: str
    did: str
    says = "{person} cannot {wanted}: they {did}; let somebody who never did"


# How far it has come


class NotRegistered(Refused):
    wanted: str
    says = "cannot {wanted}: the candidate was not registered by then; register them first, or give a later time"


class RegisteredAlready(Refused):
    says = "the candidate is registered already; another registration is another candidacy, with its own check of capability"


class WrongCandidateStage(Refused):
    wanted: str
    stage: str
    says = "cannot {wanted}: the candidate is {stage}"


class NotSpecified(Refused):
    """A candidate works under one specification, and what it does not name does not count."""

    what: str
    known: tuple[str, ...]
    says = "the candidate's specification has no {what}; choose from {known}"


# Deadlines


class NotLater(Refused):
    deadline: str
    until: date
    in_force: date
    says = "the {deadline} runs until {in_force} already; extend it to a day after that, not to {until}"


class ExtendedIntoThePast(Refused):
    """Time that is over gives nobody more of it."""

    deadline: str
    until: date
    today: date
    says = "the {deadline} cannot be extended to {until}: it was {today} already; extend it to that day or a later one"


class NoAssignmentDeadline(Refused):
    says = "the assignment has no deadline yet: it runs from the day on which the last workshop day was complete"


class NotExpired(Refused):
    today: date
    expires_on: date
    says = "the registration is good until the end of {expires_on}, and it was {today}; let it run"


class AfterExpiry(Refused):
    wanted: str
    on: date
    expires_on: date
    says = "it is too late to {wanted} on {on}: the registration ran until {expires_on}; extend it first"


class TooLate(Refused):
    kind: str
    on: date
    deadline: date
    says = "{kind} was due by {deadline} and is not handed in on {on}; late work needs an extension recorded first"


# Gathering evidence


class PreworkDone(Refused):
    kind: str
    says = "{kind} was recorded as done already"


class NotAttended(Refused):
    day: int
    says = "the candidate had not attended workshop day {day} by then; record the attendance first"


class NotTheirSession(Refused):
    member: MemberId
    session: int
    says = "{member} was not the set adviser of session {session}; name a session they advised"


class NotOpenedYet(Refused):
    session: int
    at: datetime
    says = "session {session} had not been opened at {at}; give a later time"


class StintRecorded(Refused):
    set: SetId
    session: int
    says = "the stint in session {session} of set {set} was recorded already"


class NoSuchStint(Refused):
    set: SetId
    session: int
    says = "no stint of the candidate is recorded in session {session} of set {set}; record the stint first"


class NotAGroup(Refused):
    """Drafting together is part of what is learnt."""

    member: MemberId
    says = "a group brief has the candidate, {member}, and at least one other among its authors, each once"


class NotHandedIn(Refused):
    kind: str
    source: str
    says = "{kind} is {source}, not handed in; record it as what it is"


# Judging


class NoEvidence(Refused):
    criterion: int
    kinds: tuple[str, ...]
    says = (
        "criterion {criterion} cannot be judged: by then there was none of {kinds}, which bear on it; one of them comes first"
    )


class NotResubmitted(Refused):
    criterion: int
    kinds: tuple[str, ...]
    says = "criterion {criterion} was referred, and nothing that bears on it was handed in since; wait for one of {kinds}"


class NothingToRefer(Refused):
    says = "name at least one criterion to refer"


class NotReferable(Refused):
    criterion: int
    says = "criterion {criterion} was not judged not yet, or was referred since; judge it first"


class ResubmitInThePast(Refused):
    resubmit_by: date
    today: date
    says = "work cannot be handed in again by {resubmit_by}, before the day it is referred, {today}; choose a later day"


class NotComplete(Refused):
    """A decision is verified whole, or not at all."""

    missing: tuple[str, ...]
    says = "cannot verify the decision yet: {missing}"


# Appeals


class NothingToAppeal(Refused):
    criterion: int
    says = "criterion {criterion} does not stand at not yet; appeal against a judgement that does"


class AppealOpen(Refused):
    criterion: int
    wanted: str
    says = "cannot {wanted}: an appeal on criterion {criterion} is open; decide it first"


class NoAppeal(Refused):
    criterion: int
    says = "no appeal on criterion {criterion} is open"


# Moderation, credit and award


class NotVerified(Refused):
    wanted: str
    says = "cannot {wanted}: the decision is not verified; verify it first"


class ModeratedAlready(Refused):
    says = "this verification was moderated already"


class NotModerated(Refused):
    says = "no credit before moderation: record first that it upheld the decision"


class CreditedAlready(Refused):
    says = "the credits were awarded already, and are awarded once"


class NotCredited(Refused):
    wanted: str
    says = "cannot {wanted} before the credits are awarded"


class NotCounted(Refused):
    candidate: CandidateId
    why: str
    says = "the credits of candidacy {candidate} cannot be counted: {why}"


class TooFewCredits(Refused):
    award: str
    takes: int
    credits: int
    says = "the {award} takes {takes} credits and these are {credits}; name other candidacies of the same person to count"


class ClaimedAlready(Refused):
    award: str
    says = "the {award} was claimed already"
