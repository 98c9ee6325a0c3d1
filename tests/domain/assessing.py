"""What an assessor, a verifier and a moderator may try on a candidate, told with what is usual."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from calder_vale import on, said
from candidacy import ASSESSED, GWEN, IDA, LATER, TOM, assessment, candidate

from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.events import Judgement, Moderation
from actionlearning.domain.values import MemberId

__all__ = ["Decision", "given", "judge", "moderate", "refer", "verify", "without"]

Decision = Callable[[Assessment], object]


def judge(criterion: int = 1, judgement: Judgement = Judgement.MET, **changed: Any) -> Decision:
    usual: dict[str, Any] = {"judgement": judgement, "reason": said(), "by": GWEN, "at": LATER, **changed}
    return lambda it: it.judge(criterion, **usual)


def refer(*criteria: int, **changed: Any) -> Decision:
    usual: dict[str, Any] = {"resubmit_by": on("06-30"), "by": GWEN, "at": LATER, **changed}
    return lambda it: it.refer(criteria, **usual)


def verify(by: MemberId = TOM, moment: datetime = LATER) -> Decision:
    return lambda it: it.verify(by=by, at=moment)


def moderate(by: MemberId = IDA, moderation: Moderation = Moderation.UPHELD, moment: datetime = LATER) -> Decision:
    return lambda it: it.moderate(moderation, reason=None, by=by, at=moment)


def given(*events: Any) -> Any:
    return candidate.given(*events).seen_as(assessment)


def without(*left_out: Any) -> tuple[Any, ...]:
    return tuple(each for each in ASSESSED if each not in left_out)
