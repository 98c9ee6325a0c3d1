"""What stands in a stored event, and what becomes of one that is old, new, altered or unknown."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Callable
from typing import Any
from unittest.mock import ANY
from uuid import UUID

import attrs
import msgspec
import pytest
from msgspec.structs import replace
from shop import AISHA, AT, BEN, COMMAND, JOURNAL, KNOWN, SECRET, STREAM, first_to_second, going_in, new_codec, read, visit

from actionlearning.domain.personal import Personal, Place
from actionlearning.journal.codec import Codec
from actionlearning.journal.port import Envelope, Unreadable
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import Sealer


@pytest.fixture
def codec() -> Codec:
    return new_codec()


def test_a_stored_event_is_one_object_with_its_envelope_and_no_text_in_the_clear(codec: Codec) -> None:
    state = codec.encode(going_in(visit()))
    stored = json.loads(state)
    said = stored["event"].pop("said")
    assert {
        "occurred_at": "2025-01-14T15:10:00Z",
        "recorded_at": "2025-01-14T15:10:00Z",
        "actor": str(AISHA),
        "command": str(COMMAND),
        "salt": "AAAAAAAAAAAAAAAAAAAAAA==",
        "event": {
            "on": "2025-01-14",
            "paid": "1.50",
            "mood": "calm",
            "guests": [str(AISHA), str(BEN)],
            "notes": [],
            "aside": None,
        },
    } == stored
    assert {"label", "subjects", "keys", "nonce", "text"} == set(said)
    assert ("said", [str(AISHA)], 12, 64 + 16) == (
        said["label"],
        said["subjects"],
        len(b64decode(said["nonce"])),
        len(b64decode(said["text"])),
    )
    assert SECRET.encode() not in state
    assert b"2025-01-14" in state  # the same search finds what is in the clear


def test_an_event_is_read_back_typed_and_in_its_place(codec: Codec) -> None:
    event = visit(notes=(Personal(BEN, text="one"), Personal(AISHA, BEN, text="two")), aside=Personal(BEN, text="three"))
    recorded = read(codec, codec.encode(going_in(event, use_case="shop.visit", returns=["x"], alias="V1")))
    got = recorded.event
    handles = [got.said, *got.notes, got.aside]
    assert (STREAM, 7, 9, "shop.visited", "shop.visit", ["x"], "V1") == (
        recorded.stream,
        recorded.version,
        recorded.position,
        recorded.name,
        recorded.use_case,
        recorded.returns,
        recorded.alias,
    )
    assert attrs.evolve(event, said=got.said, notes=got.notes, aside=got.aside) == got
    assert [Place(STREAM, 7, "shop.visited", label) for label in ("said", "notes.0", "notes.1", "aside")] == [
        handle.place for handle in handles
    ]
    assert [(AISHA,), (BEN,), (AISHA, BEN), (BEN,)] == [handle.subjects for handle in handles]
    assert [SECRET, "one", "two", "three"] == [codec.sealer.reveal(handle) for handle in handles]


def test_the_fields_stand_in_the_same_order_each_time(codec: Codec) -> None:
    @attrs.frozen
    class Plain:
        __topic__ = "shop.opened.1"

        zeal: int = 1
        age: int = 2

    assert codec.encode(going_in(Plain())) == codec.encode(going_in(Plain()))
    other = Codec(Sealer(UUID(int=8), MemoryKeyring()), known=KNOWN, draw=bytes)
    assert codec.encode(going_in(Plain())) == other.encode(going_in(Plain()))


def test_salts_are_random_unless_they_are_given() -> None:
    codec = Codec(Sealer(JOURNAL, MemoryKeyring()), known=KNOWN)
    salts = {read(codec, codec.encode(going_in(visit()))).salt for _ in range(100)}
    assert len(salts) == 100
    assert {16} == {len(salt) for salt in salts}


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_old_event_is_brought_up_to_date_step_by_step(codec: Codec, version: int) -> None:
    stored = json.loads(codec.encode(going_in(visit(guests=(AISHA,)))))
    if version < 3:
        del stored["event"]["mood"]
    if version < 2:
        stored["event"]["guest"] = stored["event"].pop("guests")[0]
    recorded = read(codec, json.dumps(stored).encode(), f"shop.visited.{version}")
    assert visit(guests=(AISHA,), said=recorded.event.said) == recorded.event
    assert Place(STREAM, 7, "shop.visited", "said") == recorded.event.said.place
    assert SECRET == codec.sealer.reveal(recorded.event.said)


def test_an_upcast_is_needed_for_an_old_version(codec: Codec) -> None:
    forgetful = Codec(codec.sealer, known=KNOWN, upcasts={"shop.visited.1": first_to_second})
    stored = json.loads(codec.encode(going_in(visit(guests=(AISHA,)))))
    stored["event"]["guest"] = stored["event"].pop("guests")[0]
    with pytest.raises(Unreadable):
        read(forgetful, json.dumps(stored).encode(), "shop.visited.1")


@pytest.mark.parametrize(
    ("topic", "why"),
    [
        ("shop.visited.4", "its version is newer than this release; install a newer actionlearning"),
        ("shop.burnt.1", "this release knows no event of that name"),
        ("nonsense", "this release knows no event of that name"),
        ("", "this release knows no event of that name"),
    ],
)
def test_what_this_release_does_not_know_is_unreadable(codec: Codec, topic: str, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(codec, codec.encode(going_in(visit())), topic)
    assert Unreadable(stream=STREAM, version=7, name=topic, why=why, position=9) == caught.value


def without_a_field(stored: dict[str, Any]) -> None:
    del stored["event"]["paid"]


def with_another_label(stored: dict[str, Any]) -> None:
    stored["event"]["said"]["label"] = "aside"


def with_text_in_the_clear(stored: dict[str, Any]) -> None:
    stored["event"]["said"] = SECRET


def with_an_unknown_mood(stored: dict[str, Any]) -> None:
    stored["event"]["mood"] = "furious"


def with_a_broken_nonce(stored: dict[str, Any]) -> None:
    stored["event"]["said"]["nonce"] = "?"


@pytest.mark.parametrize(
    "alter", [without_a_field, with_another_label, with_text_in_the_clear, with_an_unknown_mood, with_a_broken_nonce]
)
def test_an_altered_event_is_unreadable(codec: Codec, alter: Callable[[dict[str, Any]], None]) -> None:
    stored = json.loads(codec.encode(going_in(visit())))
    assert visit().paid == read(codec, json.dumps(stored).encode()).event.paid  # as it was
    alter(stored)
    with pytest.raises(Unreadable) as caught:
        read(codec, json.dumps(stored).encode())
    assert (STREAM, 7) == (caught.value.stream, caught.value.version)
    assert caught.value.name.startswith("shop.visited")


@pytest.mark.parametrize("state", [b"", b"null", b"[]", b"{}", b"\xff\xfe", b"{" * 5000, b"[" * 100_000])
@pytest.mark.parametrize("topic", ["shop.visited.3", "shop.visited.1"])
def test_what_is_no_event_is_unreadable(codec: Codec, topic: str, state: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read(codec, state, topic)
    assert topic == caught.value.name


def test_only_events_made_of_known_kinds_can_be_stored(codec: Codec) -> None:
    with pytest.raises(NotImplementedError):
        codec.encode(going_in(visit(mood=object())))


def test_a_text_that_is_sealed_already_is_stored_as_it_is(codec: Codec) -> None:
    state = codec.encode(going_in(visit()))
    assert state == codec.stored(read(codec, state))
    assert msgspec.json.decode(state) == json.loads(state)


@pytest.mark.parametrize("compressor", [None, zlib])
def test_the_salt_of_an_event_is_found_without_reading_it(compressor: Any) -> None:
    codec = Codec(Sealer(JOURNAL, MemoryKeyring()), known=KNOWN, compressor=compressor)
    state = codec.encode(going_in(visit()))
    salt = codec.salt_of(state)
    assert salt is not None
    assert read(codec, state).salt == salt
    for other in (b"", b"{}", b"null", state[:-1], state[1:], b'{"salt":7}', b'{"salt":"~"}'):
        assert codec.salt_of(other) is None


def test_the_envelope_is_read_when_somebody_asks_for_it(codec: Codec) -> None:
    stored = json.loads(codec.encode(going_in(visit(), use_case="shop.visit")))
    stored["actor"] = "nobody"
    recorded = read(codec, json.dumps(stored).encode())
    assert (AT, AT, visit().paid) == (recorded.occurred_at, recorded.recorded_at, recorded.event.paid)
    for asked in ("actor", "command", "salt", "use_case", "returns", "alias", "envelope"):
        with pytest.raises(Unreadable) as caught:
            getattr(recorded, asked)
        assert (STREAM, 7, 9) == (caught.value.stream, caught.value.version, caught.value.position)


def test_events_are_equal_whoever_has_asked_for_their_envelopes(codec: Codec) -> None:
    state = codec.encode(going_in(visit(), use_case="shop.visit", returns=["x"]))
    one, other = read(codec, state), read(codec, state)
    assert one.actor == AISHA
    assert other == one
    assert hash(other) == hash(one)
    envelope = Envelope(actor=AISHA, command=COMMAND, salt=bytes(16), use_case="shop.visit", returns=["x"])
    assert one == replace(other, written=envelope)
    for other_envelope in (replace(envelope, actor=BEN), replace(envelope, returns=None)):
        assert one != replace(other, written=other_envelope)
    assert one != replace(other, version=8)
    assert one != replace(other, position=8)
    assert one == ANY
    assert one != "something else"


def test_what_is_no_text_in_the_envelope_is_unreadable(codec: Codec) -> None:
    state = codec.encode(going_in(visit(), use_case="shop.visit"))
    with pytest.raises(Unreadable):
        _ = read(codec, state.replace(b"shop.visit", b"shop.\xff")).use_case
    keys = json.loads(state)["event"]["said"]["keys"][0].encode()
    said = read(codec, state.replace(keys, b"\xff" * len(keys))).event.said
    assert "<Personal unreadable>" == repr(said)
    with pytest.raises(Unreadable):
        _ = said.sealed
