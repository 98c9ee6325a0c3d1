"""Proofs as files: that an entry is in a log, and that one checkpoint has grown out of another.

The first are ``.tlog-proof`` files (C2SP tlog-proof), the second what a witness is sent (C2SP tlog-witness). Both carry the
newer checkpoint with them.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence

from attrs import frozen

from actionlearning.audit.checkpoint import DECIMAL
from actionlearning.audit.errors import BadProof
from actionlearning.audit.note import LARGEST, exact_base64
from actionlearning.audit.tree import HASH_BYTES

__all__ = ["Growth", "Inclusion", "read_growth", "read_inclusion"]

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
EXTRA = re.compile(r"extra [A-Za-z0-9+/]+={0,2}")


@frozen
class Inclusion:
    """That an entry stands at ``index``, counted from 0, of the log whose ``checkpoint`` follows, as it is published."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    @property
    def text(self) -> bytes:
        """The file."""
        return f"{FIRST_LINE}\nindex {self.index}\n{_lines(self.hashes)}\n".encode() + self.checkpoint


@frozen
class Growth:
    """That a log has grown out of what it was at size ``old`` into the ``checkpoint`` that follows, as it is published."""

    old: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    @property
    def text(self) -> bytes:
        """The file, which is also what a witness is sent."""
        return f"old {self.old}\n{_lines(self.hashes)}\n".encode() + self.checkpoint


def read_inclusion(data: bytes) -> Inclusion:
    """Of a ``.tlog-proof`` file. Extra data, which nothing vouches for, is refused. Raises ``BadProof``."""
    lines, checkpoint = _split(data)
    if len(lines) > 1 and EXTRA.fullmatch(lines[1]):
        raise BadProof(why="it carries extra data, which this library never writes")
    if lines[0] != FIRST_LINE or len(lines) < 2:  # noqa: PLR2004  # this line, and the index
        raise BadProof(why=f"it does not begin with {FIRST_LINE} and an index")
    return Inclusion(_number(lines[1], "index "), _hashes(lines[2:]), checkpoint)


def read_growth(data: bytes) -> Growth:
    """Of the file of a consistency proof. Raises ``BadProof``."""
    lines, checkpoint = _split(data)
    return Growth(_number(lines[0], "old "), _hashes(lines[1:]), checkpoint)


def _split(data: bytes) -> tuple[list[str], bytes]:
    if len(data) > LARGEST:
        raise BadProof(why=f"it has more than {LARGEST} bytes")
    above, gap, checkpoint = data.partition(b"\n\n")
    try:
        lines = above.decode("ascii").split("\n")
    except UnicodeDecodeError as cause:
        raise BadProof(why="there is more in it than ASCII") from cause
    if not gap or not lines[0]:
        raise BadProof(why="it does not end with a checkpoint under an empty line")
    return lines, checkpoint


def _number(line: str, word: str) -> int:
    number = line.removeprefix(word)
    if number == line or not DECIMAL.fullmatch(number):
        raise BadProof(why=f"there is no line {word!r} with a number")
    return int(number)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > MOST_HASHES:
        raise BadProof(why=f"it has more than {MOST_HASHES} hashes")
    found = []
    for line in lines:
        digest = exact_base64(line)
        if digest is None or len(digest) != HASH_BYTES:
            raise BadProof(why="a line of it is no hash")
        found.append(digest)
    return tuple(found)


def _lines(hashes: Sequence[bytes]) -> str:
    return "".join(f"{b64encode(digest).decode()}\n" for digest in hashes)
