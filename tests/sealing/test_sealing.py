"""Sealed text opens in its own place, as what its own people said, and nowhere else."""

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from sealed_words import AISHA, BEN, CARA, JOURNAL, PLACE, WORDS, altered, parts

from actionlearning.domain.errors import ActionLearningError, BadInput
from actionlearning.domain.personal import Personal, Place, Sealed
from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import STEP, NotSealable, SealBroken, Sealer

TAG_BYTES = 16


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def sealer(keyring: MemoryKeyring) -> Sealer:
    return Sealer(JOURNAL, keyring)


def moved(handle: Personal, place: Place) -> Personal:
    return Personal(*handle.subjects, sealed=handle.sealed, place=place)


# --- there and back


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "",
        "x" * 62,
        "x" * 63,
        "x" * 64,
        "x" * 65,
        "é" * 32,
        "👩🏽\u200d🔬 asked why 🤔",
        "\u202eמי עוד מתמודד עם הבעיה הזאת؟ من يعرف؟\u202c",  # noqa: RUF001  # its letters are meant
        "ends in NUL\0",
        "\0\0\0",
        "ends in what pads\x80",
        "\x80\0\x80\0\0",
        "\U0010ffff\ufeff\ufffe",
        "the whole story " * 6_250,
    ],
    ids=lambda text: f"{len(text.encode())} bytes",
)
def test_what_was_sealed_is_revealed(sealer: Sealer, text: str) -> None:
    assert text == sealer.reveal(sealer.seal(Personal(AISHA, text=text), PLACE))


ONE_SEALER = Sealer(JOURNAL, MemoryKeyring())


@given(text=st.text() | st.text(alphabet="\0\x80é", max_size=130), subjects=st.lists(st.uuids(), min_size=1, max_size=4))
def test_any_text_of_anybody_comes_back(text: str, subjects: list[UUID]) -> None:
    handle = ONE_SEALER.seal(Personal(*map(MemberId, subjects), text=text), PLACE)
    assert text == ONE_SEALER.reveal(handle)
    assert (None, tuple(subjects), PLACE) == (handle.text, handle.subjects, handle.place)


def test_another_sealer_of_the_same_journal_and_keyring_reveals_it(keyring: MemoryKeyring, sealer: Sealer) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    assert WORDS == Sealer(JOURNAL, keyring).reveal(handle)


def test_threads_that_seal_at_once_do_not_disturb_each_other(sealer: Sealer) -> None:
    together = threading.Barrier(8)

    def sealed_and_revealed(number: int) -> bool:
        together.wait(30)
        texts = [f"{number} said {n} " * n for n in range(100)]
        places = [Place(UUID(int=number), n, "n", "l") for n in range(100)]
        handles = [sealer.seal(Personal(AISHA, BEN, text=text), place) for text, place in zip(texts, places, strict=True)]
        return texts == [sealer.reveal(handle) for handle in handles]

    with ThreadPoolExecutor(8) as threads:
        assert [True] * 8 == list(threads.map(sealed_and_revealed, range(8)))


# --- what can be seen from outside


def test_the_length_shows_only_in_steps_of_64_bytes(sealer: Sealer) -> None:
    lengths = {n: len(parts(sealer.seal(Personal(AISHA, text="x" * n), PLACE)).ciphertext) - TAG_BYTES for n in range(193)}
    assert {n: (n // STEP + 1) * STEP for n in range(193)} == lengths
    assert STEP == 64


def test_each_sealing_draws_a_fresh_nonce(sealer: Sealer) -> None:
    sealed = [parts(sealer.seal(Personal(AISHA, text=WORDS), PLACE)) for _ in range(1000)]
    assert 1000 == len({each.nonce for each in sealed})
    assert 1000 == len({each.ciphertext for each in sealed})
    assert {12} == {len(each.nonce) for each in sealed}


def test_nothing_that_is_stored_or_shown_holds_the_words(sealer: Sealer) -> None:
    personal = Personal(AISHA, text=WORDS)
    handle = sealer.seal(personal, PLACE)
    shown = f"{personal!r} {personal} {handle!r} {handle} {handle.sealed!r} {sealer!r}"
    assert str(AISHA)[:8] in shown  # which shows that something was there to search
    assert "roster" not in shown
    assert b"roster" not in parts(handle).ciphertext


# --- altered, moved, cut


def other(place: Place) -> dict[str, Place]:
    return {
        "another stream": evolve(place, stream=UUID(int=22)),
        "an earlier version": evolve(place, version=6),
        "a later version": evolve(place, version=8),
        "another name": evolve(place, name="problem.action-revised"),
        "another label": evolve(place, label="success_measure"),
        "name and label run together": evolve(place, name="problem.action-committedw", label="hat"),
        "a quote in the label": evolve(place, name='problem.action-committed","what', label=""),
    }


@pytest.mark.parametrize("place", other(PLACE).values(), ids=other(PLACE).keys())
def test_it_does_not_open_in_another_place(sealer: Sealer, place: Place) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    assert WORDS == sealer.reveal(moved(handle, evolve(PLACE)))
    with pytest.raises(SealBroken) as broken:
        sealer.reveal(moved(handle, place))
    assert SealBroken(place=place) == broken.value


def test_it_does_not_open_in_another_journal(keyring: MemoryKeyring, sealer: Sealer) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    with pytest.raises(SealBroken):
        Sealer(UUID(int=2), keyring).reveal(handle)


@pytest.mark.parametrize(
    "subjects", [(AISHA,), (BEN, AISHA), (AISHA, CARA), (AISHA, BEN, CARA), (AISHA, BEN, BEN), (CARA, BEN), ()], ids=len
)
def test_it_does_not_open_as_other_peoples_text(sealer: Sealer, subjects: tuple[MemberId, ...]) -> None:
    handle = sealer.seal(Personal(AISHA, BEN, text=WORDS), PLACE)
    assert WORDS == sealer.reveal(Personal(AISHA, BEN, sealed=handle.sealed, place=PLACE))
    with pytest.raises(SealBroken):
        sealer.reveal(Personal(*subjects, sealed=handle.sealed, place=PLACE))


def test_the_order_of_subjects_and_their_keys_cannot_be_turned_round_together(sealer: Sealer) -> None:
    handle = sealer.seal(Personal(AISHA, BEN, text=WORDS), PLACE)
    turned = evolve(parts(handle), keys=parts(handle).keys[::-1])
    with pytest.raises(SealBroken):
        sealer.reveal(Personal(BEN, AISHA, sealed=turned, place=PLACE))


def changed_keys() -> dict[str, Callable[[tuple[str, ...]], tuple[str, ...]]]:
    return {
        "turned round": lambda keys: keys[::-1],
        "one left out": lambda keys: keys[:1],
        "the other left out": lambda keys: keys[1:],
        "one twice": lambda keys: (*keys, keys[0]),
        "none": lambda _: (),
    }


@pytest.mark.parametrize("change", changed_keys().values(), ids=changed_keys().keys())
def test_it_does_not_open_with_other_key_ids(sealer: Sealer, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:
    handle = sealer.seal(Personal(AISHA, BEN, text=WORDS), PLACE)
    with pytest.raises(SealBroken):
        sealer.reveal(altered(handle, keys=change(parts(handle).keys)))


@pytest.mark.parametrize("part", ["nonce", "ciphertext"])
def test_no_bit_can_be_flipped(sealer: Sealer, part: str) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    sound: bytes = getattr(parts(handle), part)
    assert WORDS == sealer.reveal(altered(handle, **{part: bytes(sound)}))
    for bit in range(8 * len(sound)):
        flipped = (int.from_bytes(sound, "big") ^ (1 << bit)).to_bytes(len(sound), "big")
        with pytest.raises(SealBroken):
            sealer.reveal(altered(handle, **{part: flipped}))


@pytest.mark.parametrize("part", ["nonce", "ciphertext"])
def test_no_byte_can_be_cut_off_or_put_on(sealer: Sealer, part: str) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    sound: bytes = getattr(parts(handle), part)
    shorter = [sound[:length] for length in range(len(sound))]
    for cut in (*shorter, sound[1:], sound + b"\0", b"\0" + sound, sound * 2, bytes(200)):
        with pytest.raises(SealBroken):
            sealer.reveal(altered(handle, **{part: cut}))


def test_the_text_of_one_place_cannot_stand_for_that_of_another(sealer: Sealer) -> None:
    elsewhere = evolve(PLACE, version=8)
    one, another = sealer.seal(Personal(AISHA, text="yes"), PLACE), sealer.seal(Personal(AISHA, text="no"), elsewhere)
    assert ("yes", "no") == (sealer.reveal(one), sealer.reveal(another))
    for swapped in (moved(one, elsewhere), moved(another, PLACE)):
        with pytest.raises(SealBroken):
            sealer.reveal(swapped)


def test_a_broken_seal_says_where_and_never_what(sealer: Sealer) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    with pytest.raises(SealBroken) as broken:
        sealer.reveal(moved(handle, evolve(PLACE, version=8)))
    told = "".join(traceback.format_exception(broken.value)) + repr(broken.value)
    assert str(PLACE.stream) in told
    assert "roster" not in told


# --- what cannot be sealed or revealed


def test_a_handle_is_not_sealed_again(sealer: Sealer) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    with pytest.raises(NotSealable) as refused:
        sealer.seal(handle, PLACE)
    assert NotSealable(why="only a text can be sealed; a handle is sealed already") == refused.value


def test_a_text_of_nobody_is_not_sealed(sealer: Sealer) -> None:
    with pytest.raises(NotSealable) as refused:
        sealer.seal(Personal(text=WORDS), PLACE)
    assert NotSealable(why="personal text belongs to somebody; name its subjects") == refused.value


@pytest.mark.parametrize(
    "given",
    [Personal(AISHA, text=WORDS), Personal(AISHA), Personal(AISHA, sealed=Sealed(("k",), bytes(12), bytes(80)))],
    ids=["a text", "nothing", "a handle that no journal returned"],
)
def test_only_a_handle_that_a_journal_returned_is_revealed(sealer: Sealer, given: Personal) -> None:
    with pytest.raises(NotSealable) as refused:
        sealer.reveal(given)
    assert "roster" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize("half", ["\ud83d", "roster \udcff", "\udc00\ud800"])
def test_half_a_character_is_bad_input_and_is_not_repeated(keyring: MemoryKeyring, sealer: Sealer, half: str) -> None:
    with pytest.raises(BadInput) as refused:
        sealer.seal(Personal(AISHA, text=f"{WORDS} {half}"), PLACE)
    assert isinstance(refused.value, NotSealable)
    assert refused.value.__cause__ is None
    assert "self-roster" not in "".join(traceback.format_exception(refused.value))
    assert {} == keyring._by_id  # and no key was made for a text that was not sealed


@given(st.binary(max_size=200), st.binary(max_size=20), st.lists(st.text(max_size=40), max_size=3))
def test_no_stored_bytes_bring_anything_but_a_typed_error(ciphertext: bytes, nonce: bytes, keys: list[str]) -> None:
    known = ONE_SEALER._keyring.key_for(AISHA).id
    for ids in (tuple(keys), (known,), (known, known)):
        with pytest.raises(ActionLearningError):
            ONE_SEALER.reveal(Personal(AISHA, sealed=Sealed(ids, nonce, ciphertext), place=PLACE))
