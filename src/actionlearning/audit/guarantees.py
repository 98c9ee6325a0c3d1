"""What a bundle proves and what it does not, in the words that the library stands by."""

from __future__ import annotations

__all__ = ["GUARANTEES", "NOT_CLAIMED", "README"]

GUARANTEES = (
    (
        "Given a checkpoint held by someone other than the operator, any edit, deletion, insertion or reordering in the events "
        "it covers is detected."
    ),
    "Two checkpoints and a proof show that history only grew.",
    "Events newer than the last checkpoint held elsewhere are not yet protected.",
    "A split view is excluded only with independent witnesses.",
)
NOT_CLAIMED = (
    "that what was recorded is true",
    "that everything was recorded",
    "who the actor really was",
    "wall-clock time",
    "confidentiality",
)

README = f"""# A bundle of recorded history

What is here was recorded by *actionlearning*, and can be verified without its operator, their database and their keys.

## What it proves

{chr(10).join(f"- {each}" for each in GUARANTEES)}

Not claimed: {", ".join(NOT_CLAIMED)}.

## What to bring

Nothing in this folder can vouch for this folder. Bring from elsewhere: the verifier key of the log, and the last checkpoint
that you were given, which you have kept yourself.

    actionlearning audit verify FOLDER --key KEY --checkpoint FILE

## What is in it

| file | what it is |
|---|---|
| `checkpoint` | how many events there are and the root over them, signed (C2SP tlog-checkpoint) |
| `earlier/SIZE/` | an earlier checkpoint, and the proof that this one has grown out of it (as a C2SP tlog-witness is sent it) |
| `tile/` | the hashes, and the entries that were hashed (C2SP tlog-tiles) |
| `payload/` | the stored bytes of each entry, a line each; a line in quotation marks holds them in base64 |
| `excerpt/` | in an excerpt: entries, payloads and, for each entry, a proof that it is in the log (C2SP tlog-proof) |
| `schemas/` | the JSON Schema of what is stored under each name |
| `bundle.json` | what kind of bundle it is, and of which log |
| `SHA256SUMS` | the hash of every other file, as `sha256sum --check` reads it |

An entry is canonical JSON (RFC 8785): the log, the stored name with its version, the SHA-256 of the payload, the stream, and
the version of the event in it. Entries are hashed as RFC 6962 has it. The hashes, the entries and the payloads are evidence;
this page, the schemas, `bundle.json` and `SHA256SUMS` are there to help, and a verifier compares them and believes none.

What people said or are called is sealed in the payloads. Whoever verifies needs no key to it, and gets none.
"""
