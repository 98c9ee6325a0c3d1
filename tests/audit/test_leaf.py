"""A leaf, byte for byte, and against an implementation of RFC 8785 that is not ours."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from actionlearning.audit.errors import BadOrigin
from actionlearning.audit.leaf import Leaf, checked_origin, leaves_of, reader_of

ORIGIN = "example.org/learning"
STREAM = UUID("0b5a1c1e-0000-4000-8000-00000000000a")
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def test_a_leaf_is_what_the_format_says_byte_for_byte() -> None:
    state = b'{"event":{}}'
    assert (
        b'{"log":"example.org/learning","name":"problem.action-committed.1","state":"sha256:'
        + sha256(state).hexdigest().encode()
        + b'","stream":"0b5a1c1e-0000-4000-8000-00000000000a","v":"al.leaf/1","version":"7"}'
    ) == leaves_of(ORIGIN)(STREAM, 7, "problem.action-committed.1", state)


@given(words, st.uuids(), st.integers(1, 2**53), words, st.binary())
def test_a_leaf_is_canonical_json_and_is_read_as_it_was_made(
    origin: str, stream: UUID, version: int, name: str, state: bytes
) -> None:
    digest = sha256(state).hexdigest()
    made = leaves_of(origin)(stream, version, name, state)
    told = {"v": "al.leaf/1", "log": origin, "stream": str(stream), "version": str(version), "name": name}
    assert rfc8785.dumps({**told, "state": f"sha256:{digest}"}) == made
    assert Leaf(str(stream), version, name, digest) == reader_of(origin)(made)


@pytest.mark.parametrize(
    "change",
    [
        (b'"version":"7"', b'"version":"07"'),
        (b'"version":"7"', b'"version":7'),
        (b'"version":"7"', b'"version":"0"'),
        (b'"log":"example.org/learning"', b'"log":"example.org/other"'),
        (b'{"log"', b'{ "log"'),
        (b'"name":"a.b.1"', b'"name":"\\u0061.b.1"'),
        (b'"name":"a.b.1"', b'"name":"\\x"'),
        (b'"name":"a.b.1"', b'"name":"\xff"'),
        (b"al.leaf/1", b"al.leaf/2"),
        (b"0b5a1c1e", b"0B5A1C1E"),
        (b"}", b"}\n"),
    ],
)
def test_what_is_not_exactly_a_leaf_is_not_read_as_one(change: tuple[bytes, bytes]) -> None:
    made = leaves_of(ORIGIN)(STREAM, 7, "a.b.1", b"")
    read = reader_of(ORIGIN)
    assert read(made) is not None
    assert made != made.replace(*change)
    assert read(made.replace(*change)) is None


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb", "a\tb", "a\u2003b", "a\0", "x" * 201, "a\ud800"])
def test_a_log_has_a_name_that_can_stand_in_a_checkpoint(origin: str) -> None:
    with pytest.raises(BadOrigin):
        checked_origin(origin)
    assert ORIGIN == checked_origin(ORIGIN)
