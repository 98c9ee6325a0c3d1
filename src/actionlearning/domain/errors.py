"""What can go wrong, as types: an error carries its data and one plain sentence that says who, what and what to do next."""

from __future__ import annotations

from typing import Any, ClassVar, dataclass_transform

import attrs

__all__ = ["ActionLearningError", "BadInput", "Refused"]


@dataclass_transform(kw_only_default=True)
class ActionLearningError(Exception):
    """The base of every error this library raises on purpose.

    A subclass declares its data as annotated fields and its sentence as ``says``, a format string over those fields.
    Two errors are equal when they are of the same class and carry the same data.
    """

    says: ClassVar[str] = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        attrs.define(cls, slots=False, kw_only=True)

    @property
    def data(self) -> dict[str, Any]:
        """The fields of this error by name."""
        fields: tuple[attrs.Attribute[Any], ...] = getattr(type(self), "__attrs_attrs__", ())
        return {field.name: getattr(self, field.name) for field in fields}

    def sentence(self, show: Any = str) -> str:
        """The sentence, with every field put into words by ``show``."""
        return self.says.format(**{name: _worded(value, show) for name, value in self.data.items()})

    def __str__(self) -> str:
        return self.sentence()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, ActionLearningError) and self.data == other.data

    def __hash__(self) -> int:
        return hash((type(self), str(self)))


def _worded(value: Any, show: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(str(show(each)) for each in value)) or "nobody"
    return show(value)


class Refused(ActionLearningError):
    """A hard rule said no; nothing was recorded."""


class BadInput(ActionLearningError):
    """What was passed in is not of the right kind; nothing was recorded."""
