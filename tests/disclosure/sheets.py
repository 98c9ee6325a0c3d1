"""What the tests of a sponsor's figures share: people to be counted, a day after the programme, and its whole sheet."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from actionlearning import ActionLearning
from actionlearning.application.names import Names
from actionlearning.domain.values import MemberId
from actionlearning.projections.disclosure import Sheet
from actionlearning.projections.disclosure_cells import Disclosure

PEOPLE = [MemberId(UUID(int=number)) for number in range(1, 31)]
LATE = date(2025, 9, 30)


def sheet_of(al: ActionLearning) -> Sheet:
    return al.view(Disclosure, programme=Names(al.journal).id("calder-vale")).sheet()
