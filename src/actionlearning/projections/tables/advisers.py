"""The table of who advised a set when: a row for each spell, and how a set that facilitates itself may get an adviser again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from actionlearning.domain.set.aggregate import SetStage
from actionlearning.domain.set.events import AdviserAppointed, AdviserHandedOver, BecameSelfFacilitating
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Seen, Table
from actionlearning.projections.tables.columns import AT_SET, Folds, ident, known, time, whole

__all__ = ["FOLDS", "TABLE"]

TABLE = Table(
    "advisers",
    (
        *AT_SET,
        ident("adviser_id", "who"),
        whole("spell", "for the how manieth time, from 1"),
        time("appointed_at", "from when they may advise it"),
        time("stood_down_at", "until when; empty for an adviser of today", optional=True),
    ),
    key=("set_id", "adviser_id", "spell"),
    indexes=(("programme_id",),),
    says="A spell as set adviser",
)


def _appointed(rows: Rows, r: Recorded[AdviserAppointed]) -> None:
    its = known(rows, "sets", (r.stream,))
    _advises(rows, its, r.event.adviser, r.occurred_at)
    _advised_again(rows, its)


def _handed_over(rows: Rows, r: Recorded[AdviserHandedOver]) -> None:
    its, event = known(rows, "sets", (r.stream,)), r.event
    last = _last_spell(rows, r.stream, event.adviser)
    if last is not None:
        rows.change("advisers", (r.stream, event.adviser, last["spell"]), {"stood_down_at": r.occurred_at})
    _advises(rows, its, event.successor, r.occurred_at)
    _advised_again(rows, its)


def _advises(rows: Rows, its: Seen, adviser: Any, at: datetime) -> None:
    """Begin a spell, unless one runs already: then it runs from the earlier time."""
    last = _last_spell(rows, its["set_id"], adviser)
    if last is not None and last["stood_down_at"] is None:
        rows.change("advisers", (its["set_id"], adviser, last["spell"]), {"appointed_at": min(at, last["appointed_at"])})
        return
    spell = 1 if last is None else last["spell"] + 1
    home = {"set_id": its["set_id"], "programme_id": its["programme_id"]}
    rows.add("advisers", {**home, "adviser_id": adviser, "spell": spell, "appointed_at": at})


def _last_spell(rows: Rows, which: Any, adviser: Any) -> Seen | None:
    last, spell = None, 1
    while (found := rows.get("advisers", (which, adviser, spell))) is not None:
        last, spell = found, spell + 1
    return last


def _advised_again(rows: Rows, its: Seen) -> None:
    """A set that facilitated itself meets with an adviser again."""
    if its["stage"] == SetStage.SELF_FACILITATING.value:
        rows.change("sets", (its["set_id"],), {"stage": SetStage.MEETING.value})


def _alone(rows: Rows, r: Recorded[BecameSelfFacilitating]) -> None:
    if known(rows, "sets", (r.stream,))["stage"] == SetStage.MEETING.value:
        rows.change("sets", (r.stream,), {"stage": SetStage.SELF_FACILITATING.value})


FOLDS: Folds = {
    AdviserAppointed: _appointed,
    AdviserHandedOver: _handed_over,
    BecameSelfFacilitating: _alone,
}
