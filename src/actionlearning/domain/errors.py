"""What can go wrong, as types: an error carries its data and one plain sentence that says who, what and what to do next."""

from __future__ import annotations

import inspect
from functools import cache, partial
from typing import Any, ClassVar, dataclass_transform

__all__ = ["ActionLearningError", "BadInput", "Refused"]


@dataclass_transform(kw_only_default=True)
class ActionLearningError(Exception):
    """The base of every error this library raises on purpose.

    A subclass declares its data as annotated fields and its sentence as ``says``, a format string over those fields. It is made
    with all of them by name; a field that has a value in its class may be left out. Two errors are equal when they are of the
    same class and carry the same data. One that went to another process, or was copied, is equal to the first.

    Nothing is made of a subclass before it is raised: there are hundreds, and a program meets few of them.
    """

    says: ClassVar[str] = ""

    def __init__(self, **data: Any) -> None:
        names = self.fields()
        if unknown := [name for name in data if name not in names]:
            raise TypeError(f"{type(self).__name__} has no {', no '.join(unknown)}; it has {', '.join(names) or 'no data'}")
        if missing := [name for name in names if name not in data and not hasattr(type(self), name)]:
            raise TypeError(f"{type(self).__name__} needs {', '.join(missing)}")
        vars(self).update(data)
        super().__init__(*self.data.values())

    @classmethod
    @cache
    def fields(cls) -> tuple[str, ...]:
        """The names of its data, those that its bases declare first."""
        declared = [each for base in reversed(cls.__mro__) for each in inspect.get_annotations(base).items()]
        return tuple(dict.fromkeys(name for name, kind in declared if "ClassVar" not in str(kind)))

    @property
    def data(self) -> dict[str, Any]:
        """The fields of this error by name."""
        return {name: getattr(self, name) for name in self.fields()}

    def sentence(self, show: Any = str) -> str:
        """The sentence, with every field put into words by ``show``."""
        return self.says.format(**{name: _worded(value, show) for name, value in self.data.items()})

    def __str__(self) -> str:
        return self.sentence()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.data.items())})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, ActionLearningError) and self.data == other.data

    def __hash__(self) -> int:
        return hash((type(self), str(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), **self.data), (), vars(self)


def _worded(value: Any, show: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(str(show(each)) for each in value)) or "nobody"
    return show(value)


class Refused(ActionLearningError):
    """A hard rule said no; nothing was recorded."""


class BadInput(ActionLearningError):
    """What was passed in is not of the right kind; nothing was recorded."""
