"""Why a problem, or one of its actions, says no."""

from __future__ import annotations

from datetime import date, datetime

from actionlearning.domain.errors import Refused
from actionlearning.domain.values import ActionId, AssumptionId, LearningId, MemberId, QuestionForm, QuestionFunction


class NotTheOwner(Refused):
    """The impetus comes from the learner: only the owner decides on a problem."""

    member: MemberId
    owner: MemberId
    wanted: str
    says = "{member} does not own this problem; {owner} does, and only they can {wanted}"


class WrongProblemStage(Refused):
    wanted: str
    stage: str
    says = "cannot {wanted}: the problem is {stage}"


class NeverPresented(Refused):
    wanted: str
    says = "cannot {wanted}: the problem was not presented in a session by then; present it first"


class OwnQuestion(Refused):
    """A peer asks; the owner thinks."""

    owner: MemberId
    says = "{owner} owns this problem and does not question themself; let a peer ask"


class TakesSomebodyElse(Refused):
    """What one learns from others, nobody can give themself."""

    owner: MemberId
    what: str
    says = "{owner} owns this problem, and {what} takes somebody else: a peer, or an adviser"


class NotOfTheSet(Refused):
    person: MemberId
    at: datetime
    wanted: str
    says = "{person} was neither a member nor an appointed adviser of the set at {at}; ask somebody who was to {wanted}"


class NotReturned(Refused):
    """What was not given back needs no second bringing."""

    stage: str
    says = "the problem is {stage}; only one that the set returned is brought again"


class LinkedAlready(Refused):
    says = "the problem is linked to this objective already"


class NoSuchAction(Refused):
    action: ActionId
    says = "this problem has no action {action}; look it up in the problem's history"


class ActionNotOpen(Refused):
    """An action is open until it is reviewed or released."""

    action: ActionId
    wanted: str
    state: str
    says = "cannot {wanted}: action {action} was {state} already"


class ActionsInTheWay(Refused):
    """The loop must close before the problem does."""

    actions: tuple[ActionId, ...]
    wanted: str
    says = "cannot {wanted}: these actions were still open then: {actions}; review them in a session or release them"


class DueInThePast(Refused):
    due: date
    today: date
    says = "an action cannot be due on {due}, before the day it is agreed, {today}; choose a later day"


class NotReported(Refused):
    """The owner reports, then the set reviews."""

    action: ActionId
    says = "the outcome of action {action} was not reported by then; its owner reports it first"


class ReviewedTooSoon(Refused):
    """Between commitment and review lies the doing."""

    action: ActionId
    session: int
    says = "action {action} was committed in session {session}; review it in a later one"


class NoPeer(Refused):
    """Accountable to peers: a review takes at least one besides the owner."""

    action: ActionId
    says = "action {action} needs at least one peer besides its owner in the review; name who was there"


class DoneOnMissing(Refused):
    action: ActionId
    says = "action {action} is reported as achieved; say on which day it was done"


class DoneOnOutside(Refused):
    """Done lies between the commitment and the report, in the set's time zone."""

    action: ActionId
    done_on: date
    committed: date
    reported: date
    says = "action {action} cannot be done on {done_on}: it was committed on {committed} and reported on {reported}"


class NoLearningNamed(Refused):
    """Development counts as much as the solution: a review names the learning, or says that there is none yet."""

    action: ActionId
    says = 'name what was learnt from action {action}, or say "none yet"'


class NotLearntFromThis(Refused):
    learning: LearningId
    action: ActionId
    says = "learning {learning} was not captured by its owner from action {action}; capture it first"


class OnlyAsTheyLeave(Refused):
    member: MemberId
    owner: MemberId
    says = "{member} cannot release an action of {owner}; {owner} can, or an adviser as the member leaves or the set closes"


class OnlyOwnerOrAdviser(Refused):
    """A review is undone by whose action it is, or by who guards the process."""

    member: MemberId
    owner: MemberId
    says = "{member} cannot reopen an outcome of {owner}; {owner} can, or an adviser appointed at the time"


class NotReviewed(Refused):
    action: ActionId
    state: str
    says = "action {action} is {state}; only an outcome that was reviewed is reopened"


# Thinking


class NobodyOnTheMap(Refused):
    says = "name at least somebody who knows about the problem, who cares, or who can do something"


class NoSuchAssumption(Refused):
    assumption: AssumptionId
    says = "nobody challenged an assumption {assumption} on this problem; look it up in the problem's history"


class AlternativesUncounted(Refused):
    says = "the alternatives are described and none is counted; say how many were considered, at least 1"


class NotWorkedOn(Refused):
    """Who rates a session has been through it."""

    session: int
    wanted: str
    says = "cannot {wanted}: the set had not worked on this problem in session {session} by then"


class NotPresentedThen(Refused):
    """Clarity after the questions is compared with the clarity before them."""

    session: int
    says = "cannot rate clarity: the problem was not presented in session {session} by then; rate it after presenting"


# Corrections, and what leaves the set


class NoSuchQuestion(Refused):
    question: int
    says = "no question was recorded at version {question} of this problem; look the version up in the problem's history"


class ClassificationStands(Refused):
    question: int
    form: QuestionForm
    function: QuestionFunction
    says = "the question at version {question} is recorded with that form and function already; nothing is to be corrected"


class NoSuchText(Refused):
    version: int
    label: str
    says = 'there is no text "{label}" at version {version} of this problem; look both up in the problem\'s history'


class StaysInTheSet(Refused):
    """Unease, doubt and not knowing are voiced because they go no further (P40)."""

    version: int
    says = "what somebody voiced at version {version}, a feeling or not knowing, stays in the set and is never released"


class NotTheirText(Refused):
    """Only who said it lets it out."""

    member: MemberId
    subjects: tuple[MemberId, ...]
    says = "{member} cannot release a text of {subjects}; a text is released by whom alone it belongs to"


class ReleasedAlready(Refused):
    version: int
    label: str
    says = 'the text "{label}" at version {version} was released to the sponsor already'
