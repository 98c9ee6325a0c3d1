"""How far a candidacy has come, from what its row says: the same order in which a decision asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.projections.materialised import Rows, Seen
from actionlearning.projections.tables.columns import known

__all__ = ["changed"]


def changed(rows: Rows, candidate: UUID, **columns: Any) -> Seen:
    """Change some columns of a candidacy, and its stage with them; the row as it is now."""
    before = known(rows, "candidates", (candidate,))
    after = {**before, **columns}
    after["stage"] = _stage(after).value
    rows.change("candidates", (candidate,), {**columns, "stage": after["stage"]})
    return after


def _stage(row: Seen) -> CandidateStage:
    verified = row["verified_at"] is not None
    reached = (
        (row["withdrew_at"] is not None, CandidateStage.WITHDRAWN),
        (row["credits"] is not None, CandidateStage.CREDITED),
        (row["expired"], CandidateStage.EXPIRED),
        (row["open_appeals"] > 0, CandidateStage.APPEALED),
        (verified and row["moderated_at"] is not None, CandidateStage.MODERATED),
        (verified, CandidateStage.VERIFIED),
        (row["open_referrals"] > 0, CandidateStage.REFERRED),
        (row["criteria_judged"] > 0, CandidateStage.ASSESSED),
        (row["gathering"], CandidateStage.GATHERING),
        (row["registered_at"] is not None, CandidateStage.REGISTERED),
    )
    return next((stage for is_there, stage in reached if is_there), CandidateStage.CONFIRMED)
