"""Tables about how candidates were assessed: every judgement, what stands for each criterion, appeals, credits and awards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actionlearning.domain.candidate.events import (
    AppealDecided,
    AppealLodged,
    AwardClaimed,
    CreditAwarded,
    CriterionJudged,
    DecisionVerified,
    Judgement,
    Moderation,
    ModerationRecorded,
    WorkReferred,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Row, Rows, Seen, Table
from actionlearning.projections.tables.candidate_stage import changed
from actionlearning.projections.tables.columns import Folds, day, flag, ident, known, text, time, version, whole

__all__ = ["FOLDS", "TABLES"]

CANDIDATE = ident("candidate_id", "the candidacy")
CRITERION = whole("criterion", "the number of the criterion")
KEY = ("candidate_id", "version")

TABLES = (
    Table(
        "criteria",
        (
            CANDIDATE,
            CRITERION,
            text("judgement", "what stands, `met` or `not_yet`; empty where an appeal set it aside", optional=True),
            ident("assessor_id", "who judged it so", optional=True),
            time("judged_at", "when", optional=True),
            flag("referred", "whether work was given back for it, and it is not met since"),
            day("resubmit_by", "by when it is to be handed in again", optional=True),
            flag("appealed", "whether an appeal waits for a decision"),
            whole("appeal_version", "the version of its last appeal in the stream of `candidate_id`", optional=True),
        ),
        key=("candidate_id", "criterion"),
        says="A criterion of a candidate, as it stands",
    ),
    Table(
        "judgements",
        (
            CANDIDATE,
            version("candidate_id", "reason"),
            CRITERION,
            text("judgement", "`met` or `not_yet`; of a criterion the last counts"),
            ident("assessor_id", "who judged"),
            time("judged_at", "when"),
        ),
        key=KEY,
        indexes=(("assessor_id",),),
        says="A judgement of a criterion, all of which stay in the record",
    ),
    Table(
        "referrals",
        (
            CANDIDATE,
            version("candidate_id"),
            CRITERION,
            day("resubmit_by", "by when it is to be handed in again"),
            ident("assessor_id", "who gave it back"),
            time("referred_at", "when"),
        ),
        key=("candidate_id", "version", "criterion"),
        says="Work that was given back for a criterion",
    ),
    Table(
        "verifications",
        (
            CANDIDATE,
            version("candidate_id", "reason"),
            text("kind", "`verification`, or `moderation` by the awarding body"),
            text("outcome", "of a moderation `upheld` or `returned`", optional=True),
            ident("by_id", "who"),
            time("decided_at", "when"),
        ),
        key=KEY,
        says="A verification of the judgements, or what the awarding body made of it",
    ),
    Table(
        "appeals",
        (
            CANDIDATE,
            version("candidate_id", "grounds"),
            CRITERION,
            time("lodged_at", "when it was lodged"),
            flag("upheld", "how it was decided; empty while it waits", optional=True),
            ident("decided_by", "who decided", optional=True),
            time("decided_at", "when", optional=True),
        ),
        key=KEY,
        says="An appeal against a judgement",
    ),
    Table(
        "credits",
        (
            CANDIDATE,
            ident("member_id", "whose"),
            whole("credits", "how many"),
            text("specification_id", "of which qualification's specification", optional=True),
            ident("by_id", "who awarded them"),
            time("awarded_at", "when"),
        ),
        key=("candidate_id",),
        indexes=(("member_id",),),
        says="The credits of a unit",
    ),
    Table(
        "awards",
        (
            CANDIDATE,
            text("award", "which award"),
            whole("candidacies", "on the credits of how many candidacies it was claimed"),
            time("claimed_at", "when"),
            version("candidate_id"),
        ),
        key=("candidate_id", "award"),
        says="An award that was claimed",
    ),
)


COUNTS: Mapping[str, Callable[[Seen], bool]] = {
    "criteria_judged": lambda row: row["judgement"] is not None,
    "criteria_met": lambda row: row["judgement"] == Judgement.MET.value,
    "open_referrals": lambda row: row["referred"],
    "open_appeals": lambda row: row["appealed"],
}
"""What a candidacy counts of its criteria."""


def _criterion(rows: Rows, r: Recorded[Any], criterion: int) -> Seen:
    found = rows.get("criteria", (r.stream, criterion))
    if found is not None:
        return found
    row = {"candidate_id": r.stream, "criterion": criterion, "referred": False, "appealed": False}
    return {**dict.fromkeys(("judgement", "assessor_id", "judged_at", "resubmit_by", "appeal_version")), **row}


def _stands(rows: Rows, before: Seen, changes: Row) -> None:
    """A criterion stands otherwise than before; the candidacy counts again."""
    after = {**before, **changes}
    rows.add("criteria", after)
    candidate = known(rows, "candidates", (before["candidate_id"],))
    counted = {name: candidate[name] + count(after) - count(before) for name, count in COUNTS.items()}
    changed(rows, before["candidate_id"], **counted)


def _judged(rows: Rows, r: Recorded[CriterionJudged]) -> None:
    event = r.event
    said = {"judgement": event.judgement.value, "assessor_id": event.assessor, "judged_at": r.occurred_at}
    rows.add("judgements", {"candidate_id": r.stream, "version": r.version, "criterion": event.criterion, **said})
    met = {"referred": False, "resubmit_by": None} if event.judgement is Judgement.MET else {}
    _stands(rows, _criterion(rows, r, event.criterion), {**said, **met})


def _referred(rows: Rows, r: Recorded[WorkReferred]) -> None:
    event = r.event
    for criterion in event.criteria:
        row = {"candidate_id": r.stream, "version": r.version, "criterion": criterion, "resubmit_by": event.resubmit_by}
        rows.add("referrals", {**row, "assessor_id": event.assessor, "referred_at": r.occurred_at})
        _stands(rows, _criterion(rows, r, criterion), {"referred": True, "resubmit_by": event.resubmit_by})


def _verified(rows: Rows, r: Recorded[DecisionVerified]) -> None:
    row = {"candidate_id": r.stream, "version": r.version, "kind": "verification", "by_id": r.event.by}
    rows.add("verifications", {**row, "decided_at": r.occurred_at})
    changed(rows, r.stream, verified_at=r.occurred_at, moderated_at=None)


def _moderated(rows: Rows, r: Recorded[ModerationRecorded]) -> None:
    event = r.event
    row = {"candidate_id": r.stream, "version": r.version, "kind": "moderation", "outcome": event.moderation.value}
    rows.add("verifications", {**row, "by_id": event.by, "decided_at": r.occurred_at})
    if event.moderation is Moderation.UPHELD:
        changed(rows, r.stream, moderated_at=r.occurred_at)
    else:
        changed(rows, r.stream, verified_at=None)


def _appealed(rows: Rows, r: Recorded[AppealLodged]) -> None:
    criterion = r.event.criterion
    row = {"candidate_id": r.stream, "version": r.version, "criterion": criterion}
    rows.add("appeals", {**row, "lodged_at": r.occurred_at})
    _stands(rows, _criterion(rows, r, criterion), {"appealed": True, "appeal_version": r.version})


def _decided(rows: Rows, r: Recorded[AppealDecided]) -> None:
    event = r.event
    before = _criterion(rows, r, event.criterion)
    decided = {"upheld": event.upheld, "decided_by": event.by, "decided_at": r.occurred_at}
    rows.change("appeals", (r.stream, before["appeal_version"]), decided)
    aside = {"judgement": None, "assessor_id": None, "judged_at": None, "referred": False, "resubmit_by": None}
    _stands(rows, before, {"appealed": False, **(aside if event.upheld else {})})


def _credited(rows: Rows, r: Recorded[CreditAwarded]) -> None:
    candidate = changed(rows, r.stream, credits=r.event.credits, credited_at=r.occurred_at)
    row = {"candidate_id": r.stream, "credits": r.event.credits, "by_id": r.actor, "awarded_at": r.occurred_at}
    rows.add("credits", {**row, **{name: candidate[name] for name in ("member_id", "specification_id")}})


def _claimed(rows: Rows, r: Recorded[AwardClaimed]) -> None:
    row = {"candidate_id": r.stream, "award": r.event.award, "candidacies": 1 + len(r.event.counting)}
    rows.add("awards", {**row, "claimed_at": r.occurred_at, "version": r.version})


FOLDS: Folds = {
    CriterionJudged: _judged,
    WorkReferred: _referred,
    DecisionVerified: _verified,
    ModerationRecorded: _moderated,
    AppealLodged: _appealed,
    AppealDecided: _decided,
    CreditAwarded: _credited,
    AwardClaimed: _claimed,
}
