"""Qualification specifications: the shipped ones and a user's own, each read from a TOML file that its hash pins down.

A file is read whole or refused with its line and the reason. What a candidate was registered under is found again by id,
version and SHA-256, so that a changed file cannot silently change the rules of work that has begun.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec

from actionlearning.application import toml_lines
from actionlearning.application.inputs import plainly
from actionlearning.application.specification_file import SLUG, Written, faults
from actionlearning.domain.candidate.events import SpecificationRef
from actionlearning.domain.candidate.specification import EvidenceSource, Specification
from actionlearning.domain.errors import BadInput

__all__ = [
    "BrokenSpecification",
    "SpecificationChanged",
    "SpecificationUnknown",
    "SpecificationUnreadable",
    "Specifications",
    "Where",
]

Where = str | Path | Iterable[str | Path]
"""A file, a folder of them, or several of either."""

SYNTAX_LINE = re.compile(r" \(at line (\d+), column \d+\)")


class BrokenSpecification(BadInput):
    """A file is no specification, or contradicts itself or another."""

    file: str
    line: int
    why: str
    says = "{file}, line {line}: {why}"


class SpecificationUnreadable(BadInput):
    """There is no file there, or none that can be read."""

    path: str
    why: str
    says = "no specification can be read from {path}: {why}"


class SpecificationUnknown(BadInput):
    """Nothing was loaded under that name."""

    wanted: str
    known: tuple[str, ...]
    says = "there is no specification {wanted} among those loaded, which are {known}; load its file too"


class SpecificationChanged(BadInput):
    """The rules of work that has begun are those of the file it began under."""

    id: str
    version: int
    recorded: str
    loaded: str
    says = (
        "version {version} of {id} was recorded with SHA-256 {recorded}, and the file loaded has {loaded}; load the file as it "
        "was, and give a changed one another version"
    )


class Specifications:
    """Every specification there is to work under: those that come with the library, and the user's own."""

    def __init__(self, loaded: Iterable[Specification] = ()) -> None:
        self._known: dict[tuple[str, int], Specification] = {(each.ref.id, each.ref.version): each for each in loaded}

    @classmethod
    @cache
    def shipped(cls) -> Specifications:
        """Those that come with the library, read on first use."""
        found = sorted(resources.files("actionlearning.qualifications").iterdir(), key=lambda file: file.name)
        return cls(_read(file) for file in found if file.name.endswith(".toml"))

    @classmethod
    def load(cls, where: Where) -> Specifications:
        """The shipped ones, and those of a user's files and folders.

        Raises ``BrokenSpecification``, also where two files give one version of one specification with different content, or
        ``SpecificationUnreadable``.
        """
        every = cls(cls.shipped().all())
        for path in [where] if isinstance(where, str | Path) else where:
            for file in _files(Path(path)) if path != "" else ():  # an empty name is no folder, least of all this one
                every._add(file)
        return every

    def all(self) -> tuple[Specification, ...]:
        """Every one, by id and version."""
        return tuple(self._known[key] for key in sorted(self._known))

    def latest(self, id: str) -> Specification:  # noqa: A002  # what a specification calls it
        """Its newest version. Raises ``SpecificationUnknown``."""
        versions = [version for known, version in self._known if known == id]
        if not versions:
            raise self._unknown(id)
        return self._known[id, max(versions)]

    def of(self, id: str, version: int | None = None) -> Specification:  # noqa: A002  # as above
        """One version of it, else its newest. Raises ``SpecificationUnknown``."""
        if version is None:
            return self.latest(id)
        if (id, version) not in self._known:
            raise self._unknown(f"{id} version {version}")
        return self._known[id, version]

    def exact(self, ref: SpecificationRef) -> Specification:
        """The very file that was recorded. Raises ``SpecificationUnknown`` or ``SpecificationChanged``."""
        found = self.of(ref.id, ref.version)
        if found.ref != ref:
            raise SpecificationChanged(id=ref.id, version=ref.version, recorded=ref.sha256, loaded=found.ref.sha256)
        return found

    def _add(self, file: Path) -> None:
        made = _read(file)
        key = (made.ref.id, made.ref.version)
        if key in self._known and self._known[key].ref != made.ref:
            why = f"version {key[1]} of {key[0]} is loaded already, with other content; give this file another version"
            raise BrokenSpecification(file=str(file), line=toml_lines.line_of(("version",), _text(file)), why=why)
        self._known[key] = made

    def _unknown(self, wanted: str) -> SpecificationUnknown:
        return SpecificationUnknown(
            wanted=wanted, known=tuple(f"{each.ref.id} version {each.ref.version}" for each in self.all())
        )


def _files(path: Path) -> list[Path]:
    """A file itself, or the TOML files in a folder."""
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if each.suffix == ".toml")
    if not found:
        raise SpecificationUnreadable(path=str(path), why="the folder holds no .toml file")
    return found


def _bytes(file: Traversable) -> bytes:
    try:
        return file.read_bytes()
    except (OSError, ValueError) as cause:
        raise SpecificationUnreadable(path=str(file), why=getattr(cause, "strerror", None) or str(cause)) from cause


def _text(file: Traversable) -> str:
    """What a file says. Raises ``BrokenSpecification`` where it is not UTF-8."""
    content = _bytes(file)
    try:
        return content.decode()
    except UnicodeDecodeError as cause:
        line = content[: cause.start].count(b"\n") + 1
        raise BrokenSpecification(file=str(file), line=line, why="this is not text in UTF-8") from cause


def _read(file: Traversable) -> Specification:
    """The specification in a file. Raises ``BrokenSpecification`` or ``SpecificationUnreadable``."""
    text = _text(file)
    said = _parsed(file, text)
    try:
        written = msgspec.convert(said, Written)
    except msgspec.ValidationError as cause:
        line = toml_lines.line_of(_place_of(cause), text)
        raise BrokenSpecification(file=str(file), line=line, why=_plainly(cause)) from cause
    for fault in faults(written):
        raise BrokenSpecification(file=str(file), line=toml_lines.line_of(fault.path, text), why=fault.why)
    return written.specification(sha256=hashlib.sha256(_bytes(file)).hexdigest())


def _parsed(file: Traversable, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as cause:
        why = str(cause).partition("\n")[0] or type(cause).__name__
        where = SYNTAX_LINE.search(why)
        line = int(where[1]) if where else text.rstrip("\n").count("\n") + 1
        why = SYNTAX_LINE.sub("", why).removesuffix(" (at end of document)")
        raise BrokenSpecification(file=str(file), line=line, why=f"this is not TOML: {why[:1].lower()}{why[1:]}") from cause


def _plainly(error: msgspec.ValidationError) -> str:
    """What msgspec found wrong, in the words of a file."""
    why = plainly(error, EvidenceSource).replace("there is no argument", "there is no key")
    return why.replace(f"Expected str matching regex {SLUG!r}", "expected a short name: a-z, 0-9 and ._-")


def _place_of(error: msgspec.ValidationError) -> toml_lines.Path:
    """Where msgspec found something wrong, such as ``$.days[1].topics[0]``, as a path; an unknown key is a place too."""
    what, _, where = str(error).replace(" - at `key` in `$", " - at `$").partition(" - at `$")
    steps: list[str | int] = []
    for key, place in re.findall(r"\.(\w+)|\[(\d+)\]", where):
        steps.append(key or int(place))
    if unknown := re.search("unknown field `(.*)`", what):
        steps.append(unknown[1])
    return tuple(steps)
