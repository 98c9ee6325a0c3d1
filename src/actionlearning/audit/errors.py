"""What can go wrong in an audit, as types; where ignoring an answer would be wrong, an error is raised and no flag returned."""

from __future__ import annotations

from actionlearning.domain.errors import ActionLearningError, BadInput, Refused

__all__ = [
    "AuditError",
    "BadBundle",
    "BadKey",
    "BadNote",
    "BadOrigin",
    "BadProof",
    "BundleExists",
    "DoesNotHold",
    "NewerLog",
    "NoSuchCheckpoint",
    "NotBegun",
    "NotSigned",
    "NotWritten",
    "SinkFailed",
    "Tampered",
    "TooLarge",
    "Unsigned",
]


class AuditError(ActionLearningError):
    """An audit could not be carried out, or did not succeed."""


class BadOrigin(BadInput):
    """The name of a log goes into every leaf and every checkpoint."""

    origin: str
    says = "{origin!r} names no log; take something like example.org/learning, without spaces, plus signs or control characters"


class BadKey(BadInput):
    """A key that cannot be read, or that does not fit its own name. It never shows the key."""

    why: str
    says = "this is no key for notes: {why}"


class DoesNotHold(AuditError):
    """Something that an auditor was given is not as it must be; ``why`` says in what."""

    why: str


class BadNote(DoesNotHold):
    """A signed note or a checkpoint that cannot be read."""

    says = "this is no checkpoint: {why}"


class Unsigned(DoesNotHold):
    """A checkpoint that nobody has signed whom the reader trusts, or one with a false signature."""

    says = "the checkpoint is not to be believed: {why}"


class BadProof(DoesNotHold):
    """A proof that cannot be read, or that does not lead to the root it should."""

    says = "the proof does not hold: {why}"


class BadBundle(DoesNotHold):
    """Something in a bundle is not as it must be."""

    where: str
    says = "{where}: {why}"


class NotBegun(AuditError):
    """Nothing has been set up for auditing beside this journal."""

    says = "this journal has no audit log yet; begin one with: actionlearning audit init"


class NotSigned(AuditError):
    """A bundle is about a checkpoint, and there is none."""

    says = "nothing has been signed yet; sign first: actionlearning audit checkpoint"


class NoSuchCheckpoint(BadInput):
    """An earlier checkpoint that was named to go along with a bundle."""

    size: int
    says = "no earlier checkpoint of {size} events was signed here; name one that was"


class BundleExists(BadInput):
    """A bundle is evidence, and is not written over."""

    where: str
    says = "there is something at {where} already; name a folder that is not there yet"


class NotWritten(AuditError):
    where: str
    why: str
    says = "the bundle {where} cannot be written: {why}"


class TooLarge(AuditError):
    """An event that does not fit into a bundle."""

    index: int
    size: int
    limit: int
    says = "event {index} has {size} bytes, and an entry of a bundle holds no more than {limit}"


class NewerLog(AuditError):
    """What is kept beside the journal for audits was begun by another release."""

    definition: str
    known: str
    says = "the audit log beside this journal is of the form {definition}, and this release keeps {known}; take the other one"


class SinkFailed(AuditError):
    """A checkpoint could not be kept outside; it is signed and kept beside the journal, and is handed out again next time."""

    where: str
    why: str
    says = "the checkpoint could not be kept in {where} ({why}); it stays signed beside the journal, so run the same again"


class Tampered(Refused):
    """What is recorded is not what was hashed: somebody has changed the past. Nothing is signed from here on."""

    position: int
    why: str
    says = (
        "the journal is not what it was, at position {position}: {why}; nothing more is signed until it is as it was. "
        "Keep a copy of the database as it stands, and compare with the last bundle held elsewhere"
    )
