"""How a set goes on once it meets: under another adviser, by its own members in turn, and what it finds it was worth."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from actionlearning.domain import policies
from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import Colleague, PolicyBreachNoted
from actionlearning.domain.set import errors
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.events import AdviserHandedOver, BecameSelfFacilitating
from actionlearning.domain.set.practice_events import PastOpened, SetEvaluated
from actionlearning.domain.times import in_order
from actionlearning.domain.values import MemberId

__all__ = ["become_self_facilitating", "evaluate", "hand_over", "open_the_past"]


def hand_over(
    it: Set, successor: Colleague, *, adviser: MemberId, members: Iterable[Colleague], at: datetime
) -> tuple[AdviserHandedOver | PolicyBreachNoted, ...]:
    """Let one adviser make way for another; ``members`` are those of the set now, for the line-manager policy."""
    it.must_not_have_closed("hand over to another adviser", at)
    if successor.id == adviser:
        raise errors.SuccessorIsTheAdviser(adviser=adviser)
    sessions = it.sessions.values()
    it.facilitation.may_stand_down(adviser, sessions, at)
    it.facilitation.may_appoint(successor.id, sessions, at)
    return (AdviserHandedOver(adviser, successor.id), *policies.nobody_with_their_line_manager(successor, members))


def become_self_facilitating(it: Set, rota: tuple[MemberId, ...], *, at: datetime) -> BecameSelfFacilitating:
    """Let members take turns at advising from now on; appointed advisers may still advise."""
    it.must_meet("become self-facilitating", at)
    if not rota or len(frozenset(rota)) < len(rota):
        raise errors.NotARota(rota=rota)
    for member in rota:
        it.must_have(member, at)
    it.facilitation.may_have_a_rota(it.sessions.values(), at)
    return BecameSelfFacilitating(rota)


def open_the_past(it: Set, newcomer: MemberId, *, by: MemberId, at: datetime) -> PastOpened:
    """Everybody speaks for themself; who joined later reads what was said before once all who are there now have said so."""
    if by == newcomer:
        raise errors.NotOnesOwnToOpen(member=by)
    for member in (by, newcomer):
        it.must_have(member, at)
    return PastOpened(newcomer, by)


def evaluate(it: Set, *, worth: int, recommend: int, note: Personal | None, by: MemberId, at: datetime) -> SetEvaluated:
    """Everybody says for themself what it was worth to them; often only once they have left, or the set has closed."""
    if it.started_at is None:
        raise errors.WrongStage(wanted="evaluate the set", stage=it.stage.value)
    in_order("the set", it.started_at, at)
    if by not in it.memberships:
        raise errors.NotAMember(member=by, at=at)
    in_order("the membership", it.memberships[by][0].start, at)
    return SetEvaluated(by, worth, recommend, note)
