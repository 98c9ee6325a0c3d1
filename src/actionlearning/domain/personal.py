"""Personal text: what a person says or is called, plaintext on its way in and a sealed handle on its way out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import attrs

from actionlearning.domain.values import MemberId

__all__ = ["Personal", "Place", "Sealed", "labels_of", "personal"]


@attrs.frozen
class Place:
    """Where a sealed text lives: the stream, the version and the stored name of its event, and the label of its field."""

    stream: UUID
    version: int
    name: str
    label: str

    def __str__(self) -> str:
        return f"{self.label} of {self.name}, version {self.version} of stream {self.stream}"


@attrs.frozen
class Sealed:
    """What is stored instead of the text: the ids of the keys, a nonce, and the ciphertext."""

    keys: tuple[str, ...]
    nonce: bytes
    ciphertext: bytes


class Personal:
    """A text that belongs to the people it is about, its ``subjects``.

    Going in it carries ``text``; coming back from a journal it carries ``sealed`` and the ``place`` it was read from, and
    only a keyring can turn it into text again. Decisions pass it along and never look inside.
    """

    __slots__ = ("place", "sealed", "subjects", "text")

    def __init__(
        self,
        *subjects: MemberId,
        text: str | None = None,
        sealed: Sealed | None = None,
        place: Place | None = None,
    ) -> None:
        self.subjects = subjects
        self.text = text
        self.sealed = sealed
        self.place = place

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and (self.subjects, self.text, self.sealed) == (
            other.subjects,
            other.text,
            other.sealed,
        )

    def __hash__(self) -> int:
        return hash((self.subjects, self.text, self.sealed))

    def __repr__(self) -> str:
        """Never shows the text: a repr ends up in logs and tracebacks."""
        state = "text" if self.sealed is None else "sealed"
        return f"<Personal {state} of {', '.join(str(subject)[:8] for subject in self.subjects)}>"


def personal(label: str, *, default: Any = attrs.NOTHING) -> Any:
    """Declare a field of an event as personal text under a stored ``label``, given once and kept through renames."""
    return attrs.field(default=default, metadata={"label": label})


def labels_of(event: type) -> dict[str, str]:
    """The personal fields of an event class: attribute name to stored label."""
    return {a.name: a.metadata["label"] for a in attrs.fields(event) if "label" in a.metadata}
