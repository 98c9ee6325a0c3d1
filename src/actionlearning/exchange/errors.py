"""What can keep an export from being written."""

from __future__ import annotations

from actionlearning.domain.errors import ActionLearningError, BadInput

__all__ = ["CannotWrite", "NoSuchTable", "NotAnExport", "NotInstalled", "TargetExists"]


class NoSuchTable(BadInput):
    table: str
    says = 'there is no table "{table}"; docs/reference/tables.md lists them'


class TargetExists(BadInput):
    """What is there already may be somebody's only copy of something."""

    where: str
    says = "{where} exists already; name another place, or say --force to replace it"


class NotAnExport(BadInput):
    where: str
    says = "{where} is no earlier export of that form, and nothing else is ever replaced; name another place"


class CannotWrite(ActionLearningError):
    """Nothing was put there, not even a part of it."""

    where: str
    why: str
    says = "cannot write {where}: {why}; nothing was put there"


class NotInstalled(ActionLearningError):
    """Some forms need more than the library brings along."""

    to: str
    package: str
    says = "writing {to} needs {package}, which is not installed; install actionlearning[exchange]"
