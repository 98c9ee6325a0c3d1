"""Names for ids: a person may write an id whole, as a unique prefix, or as the alias a script gave it."""

from __future__ import annotations

import types
import typing
from typing import Any, NewType
from uuid import UUID

import attrs

from actionlearning.domain.errors import BadInput
from actionlearning.journal.port import Journal

__all__ = ["Ambiguous", "LabelTaken", "Names", "UnknownId"]

SHORTEST_PREFIX = 4
SHORTEST_PART = 8
"""From here on the ids of parts, such as actions, are looked for too, which reads the whole journal."""


class UnknownId(BadInput):
    name: str
    says = '"{name}" is neither an id, nor the beginning of one, nor an alias in this journal'


class Ambiguous(BadInput):
    name: str
    ids: tuple[UUID, ...]
    says = '"{name}" could be any of {ids}; write the id itself'


class LabelTaken(BadInput):
    """A label that names two things names neither."""

    name: str
    ids: tuple[UUID, ...]
    says = '"{name}" names {ids} in this journal already; choose another label'


class Names:
    """The names in use in one journal, and the labels a running script has given so far."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._given: dict[str, UUID] = {}
        self._aliases: dict[str, set[UUID]] | None = None

    def give(self, alias: str, answer: Any) -> None:
        """Remember what a script called an answer."""
        if isinstance(answer, UUID):
            self._given[alias] = answer

    def id(self, name: str) -> UUID:
        """The id that a name stands for. Raises ``UnknownId`` or ``Ambiguous``."""
        if name in self._given:
            return self._given[name]
        try:
            return UUID(name)
        except ValueError:
            pass
        ids = self._named(name)
        if not ids:
            raise UnknownId(name=name)
        if len(ids) > 1:
            raise Ambiguous(name=name, ids=tuple(sorted(ids)))
        return next(iter(ids))

    def must_be_free(self, label: str) -> None:
        """Refuse a label that is an alias already, or the beginning of an id. Raises ``LabelTaken``."""
        if ids := self._named(label):
            raise LabelTaken(name=label, ids=tuple(sorted(ids)))

    def aliases(self) -> dict[UUID, str]:
        """The alias of each id that has one, for showing."""
        return {id_: alias for alias, ids in self._known().items() for id_ in ids}

    def resolve(self, wanted: Any, value: Any) -> Any:
        """A value with every name in it replaced by its id, wherever its annotation ``wanted`` expects an id."""
        if isinstance(wanted, NewType):
            return self.id(value) if isinstance(value, str) else value
        origin = typing.get_origin(wanted)
        if origin in (typing.Union, types.UnionType):
            return self._resolve_one_of(typing.get_args(wanted), value)
        if origin is tuple and isinstance(value, list | tuple):
            return [self.resolve(typing.get_args(wanted)[0], each) for each in value]
        if attrs.has(wanted) and isinstance(value, dict):
            fields = typing.get_type_hints(wanted)
            return {name: self.resolve(fields.get(name, Any), each) for name, each in value.items()}
        return value

    def _resolve_one_of(self, choices: tuple[Any, ...], value: Any) -> Any:
        literals = {
            each for choice in choices if typing.get_origin(choice) is typing.Literal for each in typing.get_args(choice)
        }
        if value is None or (isinstance(value, str) and value in literals):
            return value
        for choice in choices:
            takes_many = typing.get_origin(choice) is tuple
            if takes_many == isinstance(value, list | tuple):
                return self.resolve(choice, value)
        return value

    def _named(self, name: str) -> set[UUID]:
        return self._known().get(name, set()) | self._by_prefix(name)

    def _known(self) -> dict[str, set[UUID]]:
        if self._aliases is None:
            self._aliases = {}
            for recorded in self._journal.aliases():
                if recorded.alias is not None and isinstance(recorded.returns, str):
                    self._aliases.setdefault(recorded.alias, set()).add(UUID(recorded.returns))
        return self._aliases

    def _by_prefix(self, name: str) -> set[UUID]:
        """The ids that begin so: of streams, else of whatever commands have answered."""
        prefix = name.lower().replace("-", "")
        if len(prefix) < SHORTEST_PREFIX or not set(prefix) <= set("0123456789abcdef"):
            return set()
        streams = set(self._journal.streams(prefix))
        if streams or len(prefix) < SHORTEST_PART:
            return streams
        answers = (recorded.returns for recorded in self._journal.read_all() if isinstance(recorded.returns, str))
        return {UUID(answer) for answer in answers if answer.replace("-", "").startswith(prefix)}
