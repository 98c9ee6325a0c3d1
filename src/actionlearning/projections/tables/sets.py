"""Tables about sets: how far each has come, who belonged to it and advised it when, what it agreed, and what it was worth."""

from __future__ import annotations

from typing import Any

from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.set.aggregate import SetStage
from actionlearning.domain.set.events import (
    ContractAgreed,
    ContractProposed,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    SetClosed,
    SetFormed,
    SetStarted,
)
from actionlearning.domain.set.practice_events import SetEvaluated
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Row, Rows, Seen, Table
from actionlearning.projections.tables import advisers
from actionlearning.projections.tables.attendance import joined_late, left_late
from actionlearning.projections.tables.columns import AT_SET, Folds, home_of, ident, known, text, time, version, whole

__all__ = ["FOLDS", "TABLES"]

MEETS = (SetStage.MEETING.value, SetStage.SELF_FACILITATING.value, SetStage.CLOSING.value)

TABLES = (
    Table(
        "sets",
        (
            *AT_SET,
            text("title", "what it is called"),
            text("purpose", "what it is for"),
            text("kind", "`workplace` or `training`"),
            text("time_zone", "in which its dates are read"),
            text("stage", "how far it has come, from `forming` to `closed`"),
            whole("smallest", "how many members it agreed to have at least"),
            whole("largest", "how many at most"),
            whole("quorum", "how many of them make a session, as it was formed"),
            whole("minutes", "how long a session is where nobody said otherwise"),
            time("formed_at", "when it was formed"),
            time("started_at", "when contracting was over", optional=True),
            time("closed_at", "when it finished", optional=True),
            whole("joinings", "how many memberships there have been"),
            whole("last_session", "the session that was opened last", optional=True),
            time("last_opened_at", "when that was", optional=True),
        ),
        key=("set_id",),
        indexes=(("programme_id",),),
        says="A set",
    ),
    Table(
        "invitations",
        (
            *AT_SET,
            ident("member_id", "who was asked to join"),
            text("level_band", "as a peer of which level band; what was said last counts"),
            time("invited_at", "when"),
        ),
        key=("set_id", "member_id"),
        says="Somebody who was asked to join a set",
    ),
    Table(
        "memberships",
        (
            *AT_SET,
            whole("place", "its number among the memberships of the set, from 1"),
            ident("member_id", "who; whoever left and came back has two"),
            text("level_band", "as a peer of which level band", optional=True),
            time("joined_at", "from when"),
            time("left_at", "until when; empty for a member of today", optional=True),
            whole("left_version", "the version of that in the stream of `set_id`, with its sealed `reason`", optional=True),
        ),
        key=("set_id", "place"),
        indexes=(("member_id",), ("programme_id",)),
        says="A membership of a set",
    ),
    advisers.TABLE,
    Table(
        "contracts",
        (
            *AT_SET,
            whole("contract_version", "which version of the contract, from 1"),
            time("proposed_at", "when it was put to the set"),
            whole("quorum", "how many members make a session from then on"),
            whole("rules", "how many rules it has"),
            version("set_id"),
        ),
        key=("set_id", "contract_version"),
        says="A version of the contract of a set",
    ),
    Table(
        "contract_agreements",
        (
            *AT_SET,
            whole("contract_version", "to which version"),
            ident("member_id", "who agreed"),
            time("agreed_at", "when; the earlier time where it was said twice"),
        ),
        key=("set_id", "contract_version", "member_id"),
        says="Somebody's agreement to a version of the contract",
    ),
    Table(
        "set_evaluations",
        (
            *AT_SET,
            ident("member_id", "who said it"),
            whole("worth", "what the set was worth to them, 1 to 10"),
            whole("recommend", "whether they would recommend it, 1 to 10"),
            time("evaluated_at", "when; what somebody said later replaces"),
            version("set_id", "note"),
        ),
        key=("set_id", "member_id"),
        says="What a set was worth to a member",
    ),
    Table(
        "policy_breaches",
        (
            ident("stream_id", "the set, or the problem, whose decision it was"),
            version("stream_id"),
            *AT_SET,
            ident("problem_id", "the problem, where it was one", optional=True),
            text("policy", "which policy was breached"),
            text("detail", "how far; it names nobody but by id"),
            time("breached_at", "when"),
        ),
        key=("stream_id", "version"),
        indexes=(("set_id",), ("programme_id",)),
        says="A decision that went against a policy of its set, and stands",
    ),
)


def _formed(rows: Rows, r: Recorded[SetFormed]) -> None:
    event = r.event
    rows.add(
        "sets",
        {
            "set_id": r.stream,
            "programme_id": event.programme,
            "title": event.title,
            "purpose": event.purpose,
            "kind": event.kind.value,
            "time_zone": event.time_zone,
            "stage": SetStage.FORMING.value,
            "smallest": event.policy.smallest,
            "largest": event.policy.largest,
            "quorum": event.policy.quorum,
            "minutes": event.policy.minutes,
            "formed_at": r.occurred_at,
            "joinings": 0,
        },
    )


def _its(rows: Rows, r: Recorded[Any]) -> Seen:
    return known(rows, "sets", (r.stream,))


def _in(its: Seen, **columns: Any) -> Row:
    return {"set_id": its["set_id"], "programme_id": its["programme_id"], **columns}


def _invited(rows: Rows, r: Recorded[MemberInvited]) -> None:
    its, event = _its(rows, r), r.event
    rows.add("invitations", _in(its, member_id=event.member, level_band=event.level_band, invited_at=r.occurred_at))


def _joined(rows: Rows, r: Recorded[MemberJoined]) -> None:
    its, member, at = _its(rows, r), r.event.member, r.occurred_at
    invited = rows.get("invitations", (r.stream, member))
    band = None if invited is None else invited["level_band"]
    place = its["joinings"] + 1
    rows.add("memberships", _in(its, place=place, member_id=member, level_band=band, joined_at=at))
    rows.change("sets", (r.stream,), {"joinings": place})
    joined_late(rows, its, member, at)


def _left(rows: Rows, r: Recorded[MemberLeft]) -> None:
    its, member, at = _its(rows, r), r.event.member, r.occurred_at
    for place in range(its["joinings"], 0, -1):
        membership = known(rows, "memberships", (r.stream, place))
        if membership["member_id"] == member:
            rows.change("memberships", (r.stream, place), {"left_at": at, "left_version": r.version})
            break
    left_late(rows, its, member, at)


def _is_now(rows: Rows, its: Seen, stage: SetStage) -> None:
    rows.change("sets", (its["set_id"],), {"stage": stage.value})


def _proposed(rows: Rows, r: Recorded[ContractProposed]) -> None:
    its, event = _its(rows, r), r.event
    row = _in(its, contract_version=event.version, proposed_at=r.occurred_at, quorum=event.quorum, rules=len(event.rules))
    rows.add("contracts", {**row, "version": r.version})
    if its["stage"] == SetStage.FORMING.value:
        _is_now(rows, its, SetStage.CONTRACTING)


def _agreed(rows: Rows, r: Recorded[ContractAgreed]) -> None:
    its, event = _its(rows, r), r.event
    before = rows.get("contract_agreements", (r.stream, event.version, event.member))
    at = r.occurred_at if before is None else min(before["agreed_at"], r.occurred_at)
    rows.add("contract_agreements", _in(its, contract_version=event.version, member_id=event.member, agreed_at=at))


def _started(rows: Rows, r: Recorded[SetStarted]) -> None:
    rows.change("sets", (r.stream,), {"stage": SetStage.MEETING.value, "started_at": r.occurred_at})


def _evaluated(rows: Rows, r: Recorded[SetEvaluated]) -> None:
    its, event = _its(rows, r), r.event
    before = rows.get("set_evaluations", (r.stream, event.member))
    if before is None or before["evaluated_at"] <= r.occurred_at:
        row = _in(its, member_id=event.member, worth=event.worth, recommend=event.recommend, version=r.version)
        rows.add("set_evaluations", {**row, "evaluated_at": r.occurred_at})
    if its["stage"] in MEETS:
        _is_now(rows, its, SetStage.CLOSING)


def _closed(rows: Rows, r: Recorded[SetClosed]) -> None:
    rows.change("sets", (r.stream,), {"stage": SetStage.CLOSED.value, "closed_at": r.occurred_at})


def _breached(rows: Rows, r: Recorded[PolicyBreachNoted]) -> None:
    its = rows.get("sets", (r.stream,))
    of_problem = None if its is not None else r.stream
    home = home_of(rows, r.stream) if its is None else its
    row = _in(home, problem_id=of_problem, policy=r.event.policy.value, detail=r.event.detail, breached_at=r.occurred_at)
    rows.add("policy_breaches", {**row, "stream_id": r.stream, "version": r.version})


FOLDS: Folds = {
    SetFormed: _formed,
    MemberInvited: _invited,
    MemberJoined: _joined,
    MemberLeft: _left,
    **advisers.FOLDS,
    ContractProposed: _proposed,
    ContractAgreed: _agreed,
    SetStarted: _started,
    SetEvaluated: _evaluated,
    SetClosed: _closed,
    PolicyBreachNoted: _breached,
}
