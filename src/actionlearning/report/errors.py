"""What can go wrong with a report, each in one plain sentence."""

from __future__ import annotations

from actionlearning.domain.errors import ActionLearningError, BadInput

__all__ = ["NoPageAbout", "NotForThisReader", "ReportExtraMissing", "SeveralSets"]


class ReportExtraMissing(ActionLearningError):
    """Pages are drawn with packages that the library itself does not need."""

    package: str
    says = "a report needs {package}, which is not installed; install actionlearning[report]"


class NoPageAbout(BadInput):
    which: str
    kind: str
    says = "{which} is a {kind}, and there is no page about one; give a programme, a set, a member or a candidate"


class NotForThisReader(BadInput):
    """A page holds only what its reader may see, and about some things some readers may see nothing."""

    kind: str
    reader: str
    choices: tuple[str, ...]
    says = "there is no page about a {kind} for the {reader}; choose from: {choices}"


class SeveralSets(BadInput):
    """What was said in one set stays there."""

    programme: str
    says = (
        "“{programme}” has several sets, and what was said in one is not for the others; make a page about each set, "
        "or one about the programme for the sponsor"
    )
