"""Why a problem, or one of its actions, says no."""

from __future__ import annotations

from datetime import date

from actionlearning.domain.errors import Refused
from actionlearning.domain.values import ActionId, LearningId, MemberId


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
