"""All tables for people as one projection, so that they stand at one position and can be joined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import frozen

from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Table
from actionlearning.projections.tables import (
    actions,
    benefits,
    candidates,
    judgements,
    people,
    problems,
    programmes,
    sessions,
    sets,
    support,
    talk,
)
from actionlearning.projections.tables.columns import Fold

__all__ = ["ROOMS", "Tables"]

ROOMS = (programmes, benefits, support, sets, sessions, problems, talk, actions, people, candidates, judgements)
"""The rooms in the order in which their tables are told."""

FOLDS: Mapping[type, Fold] = {event: fold for room in ROOMS for event, fold in room.FOLDS.items()}


@frozen
class Tables:
    """What one would want in a spreadsheet, a notebook or a BI tool, as everything is known now.

    The rows hold ids, times, kinds and figures: nobody's name, and nothing of what people said in confidence.
    """

    name: ClassVar[str] = "tables"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = tuple(FOLDS)
    tables: ClassVar[tuple[Table, ...]] = tuple(table for room in ROOMS for table in room.TABLES)

    def fold(self, rows: Rows, recorded: Recorded[Any], /) -> None:
        """Take one event in."""
        FOLDS[type(recorded.event)](rows, recorded)
