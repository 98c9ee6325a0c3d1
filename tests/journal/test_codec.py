"""What stands in a stored event, and what becomes of one that is old, new, altered or unknown."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Optional
from unittest.mock import ANY
from uuid import UUID

import attrs
import msgspec
import pytest
from msgspec.structs import replace

from actionlearning.domain.personal import Personal, Place, personal
from actionlearning.domain.values import MemberId
from actionlearning.journal.codec import Codec
from actionlearning.journal.port import Envelope, NewEvent, Unreadable
from actionlearning.journal.upcasts import Upcast
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import SealBroken, Sealer

JOURNAL, STREAM, COMMAND = UUID(int=1), UUID(int=2), UUID(int=3)
AISHA, BEN = MemberId(UUID(int=4)), MemberId(UUID(int=5))
AT = datetime(2025, 1, 14, 15, 10, tzinfo=UTC)
SECRET = "my own boss is the problem"


class Mood(Enum):
    """A closed list."""

    CALM = "calm"


@attrs.frozen
class Visit:
    """An event of a shop that exists in these tests only. Its first version had one guest, by a name in the clear."""

    __topic__ = "shop.visited.3"

    on: date
    paid: Decimal
    mood: Mood
    guests: tuple[MemberId, ...]
    said: Personal = personal("said")  # noqa: RUF009  # a field specifier
    notes: tuple[Personal, ...] = personal("notes", default=())
    aside: Personal | None = personal("aside", default=None)  # noqa: RUF009  # a field specifier


def visit(**changed: Any) -> Visit:
    fields = {"on": date(2025, 1, 14), "paid": Decimal("1.50"), "mood": Mood.CALM, "guests": (AISHA, BEN)}
    return Visit(**{**fields, "said": Personal(AISHA, text=SECRET), **changed})


KNOWN = {"shop.visited.3": Visit}


def first_to_second(payload: dict[str, Any]) -> dict[str, Any]:
    """There were several guests from the second version on."""
    guest = payload["guest"]
    return {**{key: value for key, value in payload.items() if key != "guest"}, "guests": [guest]}


def second_to_third(payload: dict[str, Any]) -> dict[str, Any]:
    """A mood was noted from the third version on."""
    return {**payload, "mood": "calm"}


UPCASTS: dict[str, Upcast] = {"shop.visited.1": first_to_second, "shop.visited.2": second_to_third}


@pytest.fixture
def codec() -> Codec:
    return Codec(Sealer(JOURNAL, MemoryKeyring()), known=KNOWN, upcasts=UPCASTS, draw=bytes)


def going_in(event: Any, **envelope: Any) -> NewEvent:
    fields = {"stream": STREAM, "version": 7, "occurred_at": AT, "recorded_at": AT, "actor": AISHA, "command": COMMAND}
    return NewEvent(**{**fields, "event": event, **envelope})


def read(codec: Codec, state: bytes, topic: str = "shop.visited.3") -> Any:
    return codec.decode(topic, state, stream=STREAM, version=7, position=9)


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


def test_texts_of_one_field_cannot_change_places(codec: Codec) -> None:
    notes = (Personal(BEN, text="one"), Personal(BEN, text="two"))
    stored = json.loads(codec.encode(going_in(visit(notes=notes))))
    read(codec, json.dumps(stored).encode())  # left as it is, it is read
    stored["event"]["notes"].reverse()
    with pytest.raises(Unreadable):
        read(codec, json.dumps(stored).encode())
    for number, note in enumerate(stored["event"]["notes"]):
        note["label"] = f"notes.{number}"  # with the labels forged too, it is read and does not open
    forged = read(codec, json.dumps(stored).encode()).event
    for note in forged.notes:
        with pytest.raises(SealBroken):
            codec.sealer.reveal(note)


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


def test_an_event_is_of_its_own_class_whether_it_holds_texts_or_not(codec: Codec) -> None:
    empty = Visit(date(2025, 1, 14), Decimal(1), Mood.CALM, (), Personal(AISHA, text=SECRET))
    for event in (visit(), empty, visit(notes=(Personal(BEN, text="one"),), aside=Personal(BEN, text="two"))):
        got = read(codec, codec.encode(going_in(event))).event
        assert type(got) is Visit
        assert len(event.notes) == len(got.notes)
        assert (event.aside is None) == (got.aside is None)


@pytest.mark.parametrize("written", [json.dumps, msgspec.json.encode], ids=["by others", "by us"])
@pytest.mark.parametrize("part", ["subjects", "keys", "text", "more"])
def test_an_altered_text_is_unreadable_at_the_latest_when_it_is_looked_into(
    codec: Codec, part: str, written: Callable[[Any], str | bytes]
) -> None:
    stored = json.loads(codec.encode(going_in(visit())))
    stored["event"]["said"][part] = 7
    state = written(stored)
    with pytest.raises(Unreadable) as caught:
        read(codec, state if isinstance(state, bytes) else state.encode()).event.said.subjects  # noqa: B018  # it is looked into
    assert (STREAM, 7) == (caught.value.stream, caught.value.version)


@pytest.mark.parametrize("missing", ["said", "notes"])
def test_a_text_that_must_be_there_is_not_nothing(codec: Codec, missing: str) -> None:
    stored = json.loads(codec.encode(going_in(visit())))
    stored["event"][missing] = None
    with pytest.raises(Unreadable):
        read(codec, json.dumps(stored).encode())


@attrs.frozen
class Tour:
    """An event with texts in every number there is."""

    __topic__ = "shop.toured.1"

    pair: tuple[Personal, Personal] = personal("pair")
    some: tuple[Personal, ...] | None = personal("some", default=None)
    one: Optional[Personal] = personal("one", default=None)  # noqa: RUF009, UP045  # a field specifier; written as some do


@pytest.mark.parametrize("some", [None, (), ("one",), ("one", "two")])
@pytest.mark.parametrize("one", [None, "alone"])
def test_texts_are_read_in_whatever_number_they_are_declared(some: tuple[str, ...] | None, one: str | None) -> None:
    codec = Codec(Sealer(JOURNAL, MemoryKeyring()), known={"shop.toured.1": Tour})
    texts = None if some is None else tuple(Personal(BEN, text=text) for text in some)
    pair = (Personal(AISHA, text="left"), Personal(BEN, text="right"))
    state = codec.encode(going_in(Tour(pair, texts, None if one is None else Personal(BEN, text=one))))
    got = read(codec, state, "shop.toured.1").event
    assert type(got) is Tour
    assert ["left", "right"] == [codec.sealer.reveal(each) for each in got.pair]
    assert some == (None if got.some is None else tuple(codec.sealer.reveal(each) for each in got.some))
    assert one == (None if got.one is None else codec.sealer.reveal(got.one))
    stored = json.loads(state)
    stored["event"]["pair"].append(stored["event"]["pair"][0])
    with pytest.raises(Unreadable):
        read(codec, json.dumps(stored).encode(), "shop.toured.1")


def test_what_is_no_text_in_the_envelope_is_unreadable(codec: Codec) -> None:
    state = codec.encode(going_in(visit(), use_case="shop.visit"))
    with pytest.raises(Unreadable):
        _ = read(codec, state.replace(b"shop.visit", b"shop.\xff")).use_case
    keys = json.loads(state)["event"]["said"]["keys"][0].encode()
    said = read(codec, state.replace(keys, b"\xff" * len(keys))).event.said
    assert "<Personal unreadable>" == repr(said)
    with pytest.raises(Unreadable):
        _ = said.sealed


def test_an_altered_text_is_told_by_the_topic_of_its_event(codec: Codec) -> None:
    stored = json.loads(codec.encode(going_in(visit())))
    stored["event"]["said"]["label"] = "aside"
    with pytest.raises(Unreadable) as caught:
        read(codec, json.dumps(stored).encode())
    assert ("shop.visited.3", 9) == (caught.value.name, caught.value.position)
