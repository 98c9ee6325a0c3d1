"""Run action learning, keep its history as events, and show what it was worth.

The public names load their rooms when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers know the name; `typing` would cost more than all else here
if TYPE_CHECKING:
    from typing import Any

    from actionlearning.application import candidates, members, problems, programmes, releases, sessions, sets, support
    from actionlearning.application.access import KEEPER, AccessPolicy, NotForReader, Reader
    from actionlearning.application.acting import Acting
    from actionlearning.application.library import ActionLearning
    from actionlearning.application.work import Work
    from actionlearning.domain.errors import ActionLearningError, BadInput, Refused
    from actionlearning.domain.personal import Personal
    from actionlearning.journal.port import Journal, JournalError, Recorded
    from actionlearning.projections.agenda import SessionAgenda
    from actionlearning.projections.brief import Brief
    from actionlearning.projections.candidate_record import CandidateRecord
    from actionlearning.projections.comparison import Comparison
    from actionlearning.projections.credit_ledger import CreditLedger
    from actionlearning.projections.evaluation import Evaluation
    from actionlearning.projections.facilitation import Facilitation, SetFacilitation
    from actionlearning.projections.figures import ProgrammeMetrics, SetMetrics
    from actionlearning.projections.for_sponsors import ComparisonForSponsors, ProgrammeForSponsor
    from actionlearning.projections.help_edges import HelpEdges
    from actionlearning.projections.impact import Impact
    from actionlearning.projections.learning_history import LearningHistory
    from actionlearning.projections.responsibility import Responsibility
    from actionlearning.projections.set_history import (
        CandidateHistory,
        MemberHistory,
        ProblemHistory,
        ProgrammeHistory,
        SetHistory,
    )

__all__ = [
    "KEEPER",
    "AccessPolicy",
    "Acting",
    "ActionLearning",
    "ActionLearningError",
    "BadInput",
    "Brief",
    "CandidateHistory",
    "CandidateRecord",
    "Comparison",
    "ComparisonForSponsors",
    "CreditLedger",
    "Evaluation",
    "Facilitation",
    "HelpEdges",
    "Impact",
    "Journal",
    "JournalError",
    "LearningHistory",
    "MemberHistory",
    "NotForReader",
    "Personal",
    "ProblemHistory",
    "ProgrammeForSponsor",
    "ProgrammeHistory",
    "ProgrammeMetrics",
    "Reader",
    "Recorded",
    "Refused",
    "Responsibility",
    "SessionAgenda",
    "SetFacilitation",
    "SetHistory",
    "SetMetrics",
    "Work",
    "candidates",
    "members",
    "problems",
    "programmes",
    "releases",
    "sessions",
    "sets",
    "support",
]

_ROOMS = {
    "KEEPER": "application.access",
    "AccessPolicy": "application.access",
    "Acting": "application.acting",
    "ActionLearning": "application.library",
    "ActionLearningError": "domain.errors",
    "BadInput": "domain.errors",
    "Brief": "projections.brief",
    "CandidateHistory": "projections.set_history",
    "CandidateRecord": "projections.candidate_record",
    "Comparison": "projections.comparison",
    "ComparisonForSponsors": "projections.for_sponsors",
    "CreditLedger": "projections.credit_ledger",
    "Evaluation": "projections.evaluation",
    "Facilitation": "projections.facilitation",
    "HelpEdges": "projections.help_edges",
    "Impact": "projections.impact",
    "Journal": "journal.port",
    "JournalError": "journal.port",
    "LearningHistory": "projections.learning_history",
    "MemberHistory": "projections.set_history",
    "NotForReader": "application.access",
    "Personal": "domain.personal",
    "ProblemHistory": "projections.set_history",
    "ProgrammeForSponsor": "projections.for_sponsors",
    "ProgrammeHistory": "projections.set_history",
    "ProgrammeMetrics": "projections.figures",
    "Reader": "application.access",
    "Recorded": "journal.port",
    "Refused": "domain.errors",
    "Responsibility": "projections.responsibility",
    "SessionAgenda": "projections.agenda",
    "SetFacilitation": "projections.facilitation",
    "SetHistory": "projections.set_history",
    "SetMetrics": "projections.figures",
    "Work": "application.work",
}
_MODULES = frozenset({"candidates", "members", "problems", "programmes", "releases", "sessions", "sets", "support"})


def __getattr__(name: str) -> Any:
    import importlib  # noqa: PLC0415  # the package alone needs none

    if name in _MODULES:
        return importlib.import_module(f"actionlearning.application.{name}")
    if name in _ROOMS:
        return getattr(importlib.import_module(f"actionlearning.{_ROOMS[name]}"), name)
    raise AttributeError(f"module 'actionlearning' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
