"""Tables about people, by their ids alone: where they belong, what they learnt and used, and how they rate themselves.

Nobody's name is in them. What people hold important, how they like to learn and what they want to become better at is theirs
alone, and in no table.
"""

from __future__ import annotations

from typing import Any

from actionlearning.domain.member.events import (
    ConsentGiven,
    ConsentWithdrawn,
    ErasureRequested,
    LearningApplied,
    LearningCaptured,
    MemberRegistered,
    MotivationRated,
    PersonalDataErased,
    SelfRatingGiven,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Table
from actionlearning.projections.tables.columns import (
    AT_SET,
    Fold,
    Folds,
    flag,
    home_of,
    ident,
    known,
    text,
    time,
    version,
    whole,
)

__all__ = ["FOLDS", "TABLES"]

MEMBER = ident("member_id", "the person")

TABLES = (
    Table(
        "people",
        (
            MEMBER,
            text("organisation", "where they work"),
            text("level_band", "their level band, if it was said", optional=True),
            ident("line_manager_id", "who manages them, if it was said", optional=True),
            time("registered_at", "when they were made known"),
            time("erasure_requested_at", "when they asked to be forgotten", optional=True),
            time("erased_at", "when the keys of their texts were destroyed", optional=True),
            version("member_id", "name", "role"),
        ),
        key=("member_id",),
        indexes=(("organisation",),),
        says="A person who acts: a member, an adviser, a sponsor, an assessor",
    ),
    Table(
        "consents",
        (
            MEMBER,
            text("scope", "what for: `sponsor`, `research` or `publication`"),
            flag("given", "whether they let what they say be used for it, as they said last"),
            time("said_at", "when"),
        ),
        key=("member_id", "scope"),
        says="Somebody's consent, given or withdrawn",
    ),
    Table(
        "learnings",
        (
            ident("learning_id", "the learning"),
            MEMBER,
            ident("problem_id", "the problem of the action that it came from"),
            ident("action_id", "that action"),
            *AT_SET,
            text("kind", "`skill`, `understanding`, `model` or `insight`"),
            text("loop", "`single`, or `double` where the end or an assumption was questioned"),
            whole("uses", "how often it was used on another problem"),
            time("captured_at", "when it was put into words"),
            version("member_id", "what"),
        ),
        key=("member_id", "learning_id"),
        indexes=(("problem_id", "action_id"), ("set_id",), ("programme_id",)),
        says="Something that somebody learnt from an action",
    ),
    Table(
        "learning_uses",
        (
            MEMBER,
            version("member_id", "how"),
            ident("learning_id", "what they used"),
            ident("problem_id", "on which problem"),
            time("used_at", "when"),
        ),
        key=("member_id", "version"),
        indexes=(("member_id", "learning_id"), ("problem_id",)),
        says="A learning that was used on another problem",
    ),
    Table(
        "ratings",
        (
            MEMBER,
            text("instrument", "`less_isolated`, `self_efficacy` or `takes_responsibility`; higher is better"),
            text("phase", "`before` or `after`"),
            whole("score", "1 to 10, as they said last"),
            whole("times", "how often they said"),
            time("rated_at", "when they said last"),
            version("member_id"),
        ),
        key=("member_id", "instrument", "phase"),
        says="How somebody rates themself before or after, as it counts",
    ),
    Table(
        "motivation",
        (
            MEMBER,
            version("member_id"),
            whole("score", "how motivated they are to apply what they learn, 1 to 10"),
            time("rated_at", "when"),
        ),
        key=("member_id", "version"),
        says="How motivated somebody was at a time",
    ),
)


def _registered(rows: Rows, r: Recorded[MemberRegistered]) -> None:
    event = r.event
    rows.add(
        "people",
        {
            "member_id": r.stream,
            "organisation": event.organisation,
            "level_band": event.level_band,
            "line_manager_id": event.line_manager,
            "registered_at": r.occurred_at,
            "version": r.version,
        },
    )


def _consents(*, given: bool) -> Fold:
    def fold(rows: Rows, r: Recorded[Any]) -> None:
        scope = r.event.scope.value
        before = rows.get("consents", (r.stream, scope))
        if before is None or before["said_at"] <= r.occurred_at:
            rows.add("consents", {"member_id": r.stream, "scope": scope, "given": given, "said_at": r.occurred_at})

    return fold


def _captured(rows: Rows, r: Recorded[LearningCaptured]) -> None:
    event = r.event
    source = event.source
    home, action = home_of(rows, source.problem), known(rows, "actions", (source.problem, source.action))
    rows.add(
        "learnings",
        {
            "learning_id": event.learning,
            "member_id": r.stream,
            "problem_id": source.problem,
            "action_id": source.action,
            "set_id": home["set_id"],
            "programme_id": home["programme_id"],
            "kind": event.kind.value,
            "loop": event.loop.value,
            "uses": 0,
            "captured_at": r.occurred_at,
            "version": r.version,
        },
    )
    rows.change("actions", (source.problem, source.action), {"learnings": action["learnings"] + 1})


def _applied(rows: Rows, r: Recorded[LearningApplied]) -> None:
    event = r.event
    row = {"member_id": r.stream, "version": r.version, "learning_id": event.learning, "problem_id": event.problem}
    rows.add("learning_uses", {**row, "used_at": r.occurred_at})
    uses = known(rows, "learnings", (r.stream, event.learning))["uses"]
    rows.change("learnings", (r.stream, event.learning), {"uses": uses + 1})


def _rated(rows: Rows, r: Recorded[SelfRatingGiven]) -> None:
    event = r.event
    key = (r.stream, event.instrument.value, event.phase.value)
    before = rows.get("ratings", key)
    said = {"score": event.score, "rated_at": r.occurred_at, "version": r.version}
    if before is None:
        rows.add("ratings", {"member_id": key[0], "instrument": key[1], "phase": key[2], "times": 1, **said})
        return
    later = before["rated_at"] <= r.occurred_at
    rows.change("ratings", key, {"times": before["times"] + 1, **(said if later else {})})


def _motivated(rows: Rows, r: Recorded[MotivationRated]) -> None:
    row = {"member_id": r.stream, "version": r.version, "score": r.event.score, "rated_at": r.occurred_at}
    rows.add("motivation", row)


def _asked_to_be_forgotten(rows: Rows, r: Recorded[ErasureRequested]) -> None:
    rows.change("people", (r.stream,), {"erasure_requested_at": r.occurred_at})


def _forgotten(rows: Rows, r: Recorded[PersonalDataErased]) -> None:
    rows.change("people", (r.stream,), {"erased_at": r.occurred_at})


FOLDS: Folds = {
    MemberRegistered: _registered,
    ConsentGiven: _consents(given=True),
    ConsentWithdrawn: _consents(given=False),
    LearningCaptured: _captured,
    LearningApplied: _applied,
    SelfRatingGiven: _rated,
    MotivationRated: _motivated,
    ErasureRequested: _asked_to_be_forgotten,
    PersonalDataErased: _forgotten,
}
