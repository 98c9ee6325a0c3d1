"""How a bundle is laid out: its files, its lines, and the few words about itself."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import msgspec

from actionlearning.audit.errors import BadBundle
from actionlearning.audit.note import exact_base64
from actionlearning.audit.tiles import place_of

__all__ = [
    "ABOUT",
    "CHECKPOINT",
    "ENTRIES",
    "EXCERPT",
    "FORMAT",
    "LARGEST_FILE",
    "PAYLOADS",
    "README_FILE",
    "SUMS",
    "WHOLE",
    "About",
    "earlier_checkpoint",
    "earlier_growth",
    "entries_of",
    "entries_path",
    "line_of",
    "packed_entries",
    "payload_path",
    "proof_path",
    "read_about",
    "schema_path",
    "state_of",
    "sums_line",
]

FORMAT = "al.bundle/1"
WHOLE, EXCERPT = "whole", "excerpt"

CHECKPOINT, ABOUT, SUMS, README_FILE = "checkpoint", "bundle.json", "SHA256SUMS", "README.md"
ENTRIES, PAYLOADS = "excerpt/entries.jsonl", "excerpt/payloads.jsonl"

LARGEST_FILE = 256 * 2**20
"""Bytes; a larger file in a bundle is refused, so that a verifier's memory stays bounded."""

LENGTH_BYTES = 2
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bundle says of itself, none of which is believed: format, kind, log and size are compared with what is proved.

    The rest is hearsay. ``about`` names what an excerpt is about, a kind and an id; ``journal`` is the id of the journal, and
    ``simulated`` says that a script set its clock.
    """

    format: str
    kind: str
    log: str
    journal: str
    size: int
    simulated: bool
    about: dict[str, str] = {}

    @property
    def text(self) -> bytes:
        """The file."""
        return (json.dumps(msgspec.to_builtins(self), indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_about(data: bytes) -> About:
    """Of the file. Raises ``BadBundle`` for anything but exactly what this library writes."""
    try:
        about = msgspec.json.decode(data, type=About)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as cause:
        raise BadBundle(where=ABOUT, why=str(cause)) from cause
    if about.format != FORMAT or about.kind not in (WHOLE, EXCERPT):
        raise BadBundle(
            where=ABOUT, why=f"it is of the format {about.format!r}, kind {about.kind!r}; this release reads {FORMAT}"
        )
    if about.text != data:
        raise BadBundle(where=ABOUT, why="it is not written as it should be")
    return about


def entries_path(number: int, width: int) -> str:
    """The file with the entries of a tile."""
    return f"tile/entries/{place_of(number, width)}"


def payload_path(number: int, width: int) -> str:
    """The file with the payloads of a tile."""
    return f"payload/{place_of(number, width)}"


def proof_path(index: int) -> str:
    """The proof that an entry of an excerpt is in the log."""
    return f"excerpt/{index:012}.tlog-proof"


def earlier_checkpoint(size: int) -> str:
    """An earlier checkpoint."""
    return f"earlier/{size}/checkpoint"


def earlier_growth(size: int) -> str:
    """The proof that the bundle's checkpoint has grown out of an earlier one."""
    return f"earlier/{size}/consistency"


def schema_path(topic: str) -> str | None:
    """The schema of what is stored under a name; None for a name that could not be that of a file."""
    return f"schemas/{topic}.json" if NAME.fullmatch(topic) else None


def packed_entries(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each behind its length, as C2SP tlog-tiles has them."""
    return b"".join(len(entry).to_bytes(LENGTH_BYTES, "big") + entry for entry in entries)


def entries_of(data: bytes) -> list[bytes] | None:
    """The entries that were packed; None where it does not end with one."""
    entries, start, end = [], 0, len(data)
    while start < end:
        first = start + LENGTH_BYTES
        start = first + int.from_bytes(data[start:first], "big")
        entries.append(data[first:start])
    return entries if start == end else None


def line_of(state: bytes) -> bytes:
    """Stored bytes as a line: themselves where they are an object in one line of JSON, else in base64 and quotation marks."""
    if state.startswith(b"{") and b"\n" not in state:
        return state
    return b'"' + b64encode(state) + b'"'


def state_of(line: bytes) -> bytes | None:
    """The stored bytes of a line; None where it is none of ours."""
    if line.startswith(b"{"):
        return line
    try:
        state = exact_base64(line.decode("ascii").removeprefix('"').removesuffix('"'))
    except UnicodeDecodeError:
        return None
    return state if state is not None and line_of(state) == line else None


def sums_line(path: str, digest: str) -> str:
    """A line of ``SHA256SUMS``."""
    return f"{digest}  {path}\n"


def as_json(value: Any) -> bytes:
    """Something as JSON for people to read."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
