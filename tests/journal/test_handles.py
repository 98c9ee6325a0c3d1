"""Personal texts as they are read: how many there are, where they belong, and what becomes of altered ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Optional

import attrs
import msgspec
import pytest
from shop import AISHA, BEN, JOURNAL, SECRET, STREAM, Mood, Visit, going_in, new_codec, read, visit

from actionlearning.domain.personal import Personal, personal
from actionlearning.journal.codec import Codec
from actionlearning.journal.port import Unreadable
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import SealBroken, Sealer


@pytest.fixture
def codec() -> Codec:
    return new_codec()


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


def test_an_altered_text_is_told_by_the_topic_of_its_event(codec: Codec) -> None:
    stored = json.loads(codec.encode(going_in(visit())))
    stored["event"]["said"]["label"] = "aside"
    with pytest.raises(Unreadable) as caught:
        read(codec, json.dumps(stored).encode())
    assert ("shop.visited.3", 9) == (caught.value.name, caught.value.position)
