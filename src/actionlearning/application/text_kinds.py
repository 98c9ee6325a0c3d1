"""What kind of text stands where: the default is the set, and what is somebody's alone is theirs until they bring it there."""

from __future__ import annotations

from actionlearning.application.access import TextKind
from actionlearning.domain.personal import Place

__all__ = ["kind_of"]

NAMES = {("member.registered", "name"), ("member.registered", "role")}
LEARNT = {"member.learning-captured", "member.learning-applied"}
FELT = {"problem.feeling-voiced", "problem.not-knowing-voiced"}


def kind_of(place: Place) -> TextKind:  # noqa: PLR0911  # a row for each kind
    """The default is the set; what is somebody's alone is theirs until they bring it there."""
    if place.name in FELT:
        return TextKind.FELT
    if (place.name, place.label) in NAMES:
        return TextKind.NAME
    match place.name.partition(".")[0]:
        case "problem" | "set":
            return TextKind.SAID
        case "member":
            return TextKind.SAID if place.name in LEARNT else TextKind.OWN
        case "programme":
            return TextKind.PROGRAMME
        case "candidate":
            return TextKind.CENTRE
    return TextKind.OWN
