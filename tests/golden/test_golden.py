"""Every event that was ever stored can be read for ever: its golden file says what was stored, byte for byte."""

from __future__ import annotations

import shutil
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import attrs
import make
import pytest

from actionlearning.domain.event import event
from actionlearning.journal.names import topics
from actionlearning.journal.port import Recorded, Unreadable
from actionlearning.journal.upcasts import UPCASTS

GOLDENS = sorted(path.stem for path in make.FOLDER.glob("*.json"))
WORDS = make.FOLDER / "words.txt"


def decoded(topic: str) -> Recorded[Any]:
    state = make.golden(topic).read_bytes().removesuffix(b"\n")
    return make.codec().decode(topic, state, stream=make.STREAM, version=make.VERSION, position=11)


@pytest.mark.parametrize("topic", GOLDENS)
def test_a_golden_loads_and_is_stored_again_byte_for_byte(topic: str) -> None:
    recorded = decoded(topic)

    if topic in topics():
        assert topics()[topic] is type(recorded.event)
        assert make.golden(topic).read_bytes() == make.codec().stored(recorded) + b"\n"
    else:
        today = recorded.event.__topic__
        again = make.codec().stored(recorded)
        read = make.codec().decode(today, again, stream=make.STREAM, version=make.VERSION, position=11)
        assert (recorded, topic.rpartition(".")[0]) == (read, today.rpartition(".")[0])


@pytest.mark.parametrize("topic", sorted(topics()))
def test_a_golden_fills_every_field_of_its_event(topic: str) -> None:
    event = decoded(topic).event

    assert [] == [field.name for field in attrs.fields(type(event)) if getattr(event, field.name) in (None, ())]


def test_no_name_lacks_a_golden_and_no_golden_lacks_a_name() -> None:
    assert sorted(make.names()) == GOLDENS


def test_every_name_is_given_once_and_still_means_an_event() -> None:
    given = make.names()

    assert len(set(given)) == len(given)
    assert set(given) == set(topics()) | set(UPCASTS)


def test_a_missing_golden_would_be_made_and_an_existing_one_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in [*make.FOLDER.glob("*.json"), make.NAMES]:
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(make, "FOLDER", tmp_path)
    monkeypatch.setattr(make, "NAMES", tmp_path / "names.txt")
    lost, touched = make.golden("set.formed.1"), make.golden("set.closed.1")
    before = lost.read_bytes()
    lost.unlink()
    touched.write_bytes(b"as it was\n")

    assert ["set.formed.1"] == make.make()
    assert (before, b"as it was\n") == (lost.read_bytes(), touched.read_bytes())
    assert [] == make.make()


def test_a_changed_golden_does_not_load_as_if_nothing_had_happened() -> None:
    state = make.golden("set.slot-closed.1").read_bytes().replace(b'"minutes":7', b'"minutes":"7"')

    with pytest.raises(Unreadable) as refused:
        make.codec().decode("set.slot-closed.1", state, stream=make.STREAM, version=make.VERSION, position=11)
    assert (make.STREAM, make.VERSION, "set.slot-closed.1") == (refused.value.stream, refused.value.version, refused.value.name)


def test_the_words_that_enums_store_only_grow() -> None:
    stored = [f"{cls.__name__} {each.value}" for cls in _enums() for each in cls]

    assert WORDS.read_text().splitlines() == stored, f"a stored word is kept for ever; add a new one to {WORDS.name}"


def _enums() -> list[type[Enum]]:
    """Every enum that a field of an event holds."""
    found: set[type[Enum]] = set()

    def look(hint: Any) -> None:
        if isinstance(hint, type) and issubclass(hint, Enum):
            found.add(hint)
        for each in get_args(hint):
            look(each)

    for cls in topics().values():
        for hint in get_type_hints(cls).values():
            look(hint)
    return sorted(found, key=lambda cls: cls.__name__)


def test_a_name_is_given_once() -> None:
    with pytest.raises(TypeError, match=r"^set\.formed\.1 names SetFormed already"):
        event("set.formed")(type("Another", (), {}))
