"""Signed notes (C2SP signed-note): a short text, signed by one or more Ed25519 keys, each known by its name and a hash.

A key that verifies is written ``name+hash+base64``, one that signs ``PRIVATE+KEY+name+hash+base64``, as Go's ``sumdb/note``
does. Signatures of two kinds are known: those over the note itself, and those of witnesses (C2SP tlog-cosignature), which are
over the note and the time at which they saw it.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from enum import IntEnum
from hashlib import sha256

from attrs import field, frozen
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from actionlearning.audit.errors import BadKey, BadNote, Unsigned

__all__ = [
    "PRIVATE",
    "Kind",
    "Note",
    "Signature",
    "Signer",
    "Verified",
    "Verifier",
    "exact_base64",
    "opened",
    "read_note",
    "written",
]

KEY_BYTES = 32
ID_BYTES = 4
TIME_BYTES = 8
SIGNATURE_BYTES = 64
NO_TIME = 2**63
"""Seconds since 1970 that no witness may give."""

MOST_SIGNATURES = 64
LARGEST = 100_000
"""Bytes of a note that is read; a checkpoint with sixty signatures has far fewer."""

HASH = re.compile(r"[0-9a-f]{8}")
PRIVATE = "PRIVATE+KEY+"


class Kind(IntEnum):
    """What a signature is over: a note, or a note and the time at which a witness saw it."""

    NOTE = 0x01
    WITNESS = 0x04


@frozen
class Signature:
    """One line under a note: who signed, by name and hash of the key, and the signature."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.value).decode()}\n"


@frozen
class Note:
    """A text, its last line break included, and who signed it. Nothing of it is to be believed before it was ``opened``."""

    text: str
    signatures: tuple[Signature, ...]


@frozen
class Verifier:
    """A public key: whose, for which kind of signature."""

    name: str
    public: bytes
    kind: Kind = Kind.NOTE

    @classmethod
    def read(cls, text: str) -> Verifier:
        """Of ``name+hash+base64``. Raises ``BadKey``."""
        name, material = _parts(text.strip(), text.strip().split("+", 2))
        try:
            kind = Kind(material[0])
        except ValueError as cause:
            raise BadKey(
                why=f"it is of the kind {material[0]}, and only Ed25519 keys of notes and witnesses are known"
            ) from cause
        found = cls(name, material[1:], kind)
        if str(found) != text.strip():
            raise BadKey(why="its hash is not that of the name and the key")
        return found

    @property
    def key_id(self) -> bytes:
        return _key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"

    def seen_at(self, text: str, value: bytes) -> int | None:
        """Check a signature; answers the time that a witness gives, in seconds since 1970. Raises ``Unsigned``."""
        false = Unsigned(why=f"the signature of {self.name} is false")
        timed = self.kind is Kind.WITNESS
        if len(value) != SIGNATURE_BYTES + (TIME_BYTES if timed else 0):
            raise false
        seconds = int.from_bytes(value[:TIME_BYTES], "big") if timed else None
        if seconds is not None and seconds >= NO_TIME:
            raise false
        message = text if seconds is None else _witnessed(text, seconds)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value[-SIGNATURE_BYTES:], message.encode())
        except (InvalidSignature, ValueError) as cause:
            raise false from cause
        return seconds


@frozen
class Signer:
    """A private key. Its ``repr`` does not show it."""

    name: str
    _seed: bytes = field(repr=False)
    kind: Kind = Kind.NOTE

    @classmethod
    def new(cls, name: str, kind: Kind = Kind.NOTE) -> Signer:
        """A new key, from the system's source of randomness. Raises ``BadKey`` for a name that cannot stand in a note."""
        if not _is_name(name):
            raise BadKey(why=f"{name!r} cannot name a key; a name has no spaces and no plus signs")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw(), kind)

    @classmethod
    def read(cls, text: str) -> Signer:
        """Of ``PRIVATE+KEY+name+hash+base64``. Raises ``BadKey``, which does not show it."""
        text = text.strip()
        if not text.startswith(PRIVATE):
            raise BadKey(why=f"it does not begin with {PRIVATE}")
        name, material = _parts("", text.removeprefix(PRIVATE).split("+", 2))
        if material[0] not in tuple(Kind):
            raise BadKey(why=f"it is of the kind {material[0]}, and only Ed25519 keys of notes and witnesses are known")
        found = cls(name, material[1:], Kind(material[0]))
        if found.text != text:
            raise BadKey(why="its hash is not that of the name and the key")
        return found

    @property
    def text(self) -> str:
        """The key as it is kept. Whoever has it can sign as this log."""
        return f"{PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{b64encode(bytes([self.kind]) + self._seed).decode()}"

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self._private.public_key().public_bytes_raw(), self.kind)

    def sign(self, text: str, *, at: int = 0) -> Signature:
        """A signature over a note's text; a witness says ``at`` which second since 1970 it saw it."""
        if self.kind is Kind.WITNESS:
            value = at.to_bytes(TIME_BYTES, "big") + self._private.sign(_witnessed(text, at).encode())
        else:
            value = self._private.sign(text.encode())
        return Signature(self.name, self.verifier.key_id, value)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._seed)


@frozen
class Verified:
    """A signature that was found true; ``seen_at`` is what a witness says, in seconds since 1970."""

    verifier: Verifier
    seen_at: int | None = None


def written(text: str, signatures: Iterable[Signature]) -> bytes:
    """A note as it is kept: the text, an empty line, and a line for each signature."""
    return f"{text}\n{''.join(signature.line for signature in signatures)}".encode()


def read_note(data: bytes) -> Note:
    """A note that has exactly this form. Raises ``BadNote``."""
    if len(data) > LARGEST:
        raise BadNote(why=f"it has more than {LARGEST} bytes")
    try:
        whole = data.decode()
    except UnicodeDecodeError as cause:
        raise BadNote(why="it is no UTF-8") from cause
    if any(c < " " and c != "\n" for c in whole):
        raise BadNote(why="it has control characters")
    text, gap, below = whole.rpartition("\n\n")
    lines = below.split("\n")
    if not gap or not text or lines[-1] != "" or len(lines) < 2:  # noqa: PLR2004  # a line and what follows its end
        raise BadNote(why="it has no signatures under an empty line")
    if len(lines) - 1 > MOST_SIGNATURES:
        raise BadNote(why=f"it has more than {MOST_SIGNATURES} signatures")
    return Note(f"{text}\n", tuple(_signature(line) for line in lines[:-1]))


def opened(note: Note, verifiers: Sequence[Verifier]) -> list[Verified]:
    """The true signatures of these keys; those of others are passed over.

    Raises ``Unsigned`` if one of these keys is under it with a false signature, or twice.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    found: dict[Verifier, Verified] = {}
    for signature in note.signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is not None:
            if verifier in found:
                raise Unsigned(why=f"{verifier.name} has signed it twice")
            found[verifier] = Verified(verifier, verifier.seen_at(note.text, signature.value))
    return list(found.values())


def exact_base64(text: str) -> bytes | None:
    """What is written so in base64; None where it would be written otherwise."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        return None
    return data if b64encode(data).decode() == text else None


def _signature(line: str) -> Signature:
    mark, _, rest = line.partition(" ")
    name, _, value = rest.partition(" ")
    data = exact_base64(value)
    if mark != "—" or not _is_name(name) or data is None or len(data) <= ID_BYTES:
        raise BadNote(why="a line under it is no signature")
    return Signature(name, data[:ID_BYTES], data[ID_BYTES:])


def _parts(shown: str, parts: list[str]) -> tuple[str, bytes]:
    """The name and the key's bytes, kind first."""
    if len(parts) != 3 or not _is_name(parts[0]) or not HASH.fullmatch(parts[1]):  # noqa: PLR2004  # name, hash, key
        raise BadKey(why=f"{shown!r} is not of the form name+hash+key" if shown else "it is not of the form name+hash+key")
    material = exact_base64(parts[2])
    if material is None or len(material) != 1 + KEY_BYTES:
        raise BadKey(why="it has not the length of an Ed25519 key")
    return parts[0], material


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " for c in name)


def _key_id(name: str, kind: Kind, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:ID_BYTES]


def _witnessed(text: str, seconds: int) -> str:
    """What a witness signs."""
    return f"cosignature/v1\ntime {seconds}\n{text}"
