"""What can keep a projection from going on, in one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from actionlearning.domain.errors import ActionLearningError
from actionlearning.journal.tables_tracking import Failure

__all__ = ["NeedsRebuild", "NotKept", "ProjectionStopped", "cause_of", "lost", "stopped"]


class ProjectionStopped(ActionLearningError):
    """An event stopped a projection. All before it is kept, the event too; the other projections go on."""

    projection: str
    position: int
    stream: UUID
    version: int
    event: str
    exception: str
    why: str
    where: str = ""
    says = (
        "the projection {projection} stopped at position {position}, {event} (version {version} of stream {stream}): "
        "{exception}: {why}{where}; put its fold right and catch up again, or rebuild it"
    )


class NeedsRebuild(ActionLearningError):
    """The tables of a projection were made in another way than it would make them, or stand for another journal."""

    projection: str
    why: str
    says = (
        "the projection {projection} needs a rebuild: {why}; run `actionlearning projections rebuild --projection {projection}`"
    )


class NotKept(ActionLearningError):
    """Nobody has caught up yet, so there are no tables to look at; or they are being filled for the first time."""

    projection: str
    says = "the projection {projection} is not filled yet; run `actionlearning projections catch-up --projection {projection}`"


def cause_of(failure: Failure) -> str:
    """What a fold raised, and where."""
    at = "" if failure.where is None else f" ({failure.where})"
    return f"{failure.exception}: {failure.why}{at}"


def lost(tables: Sequence[str]) -> str:
    """Why a projection needs a rebuild some of whose tables are gone."""
    return f"its table{'s' if tables[1:] else ''} {', '.join(tables)} {'are' if tables[1:] else 'is'} not there any more"


def stopped(projection: str, failure: Failure) -> ProjectionStopped:
    """The error that tells of a failure."""
    return ProjectionStopped(
        projection=projection,
        position=failure.position,
        stream=failure.stream,
        version=failure.version,
        event=failure.event,
        exception=failure.exception,
        why=failure.why,
        where="" if failure.where is None else f" ({failure.where})",
    )
