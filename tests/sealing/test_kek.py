"""The key-encryption key: from the caller, from the environment, or from a file that is made once."""

import base64
import multiprocessing
import os
import stat
import subprocess
import sys
import traceback
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from actionlearning.sealing.kek import ENVIRONMENT, KeyFileUnusable, MalformedKek, given, key_file, resolved

KEY = bytes(range(200, 232))
OTHER = b"o" * 32


@pytest.fixture
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT, raising=False)


def test_the_callers_bytes_are_the_key() -> None:
    assert KEY == given(KEY, {ENVIRONMENT: OTHER.hex()})


def test_a_function_of_the_caller_fetches_the_key() -> None:
    assert KEY == given(lambda: KEY, {ENVIRONMENT: OTHER.hex()})


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    assert KEY == resolved(KEY)
    for kek in (bytes(length), lambda: bytes(length)):
        with pytest.raises(MalformedKek) as refused:
            given(kek)
        assert MalformedKek(where="kek") == refused.value


@pytest.mark.parametrize("kek", ["k" * 32, KEY.hex(), [1] * 32, None, 32], ids=repr)
def test_a_function_that_fetches_no_bytes_is_refused(kek: object) -> None:
    with pytest.raises(MalformedKek):
        given(lambda: kek)  # type: ignore[arg-type,return-value]  # what a caller without a type checker may write


def test_a_failure_to_fetch_is_the_callers_own_error() -> None:
    class Unreachable(Exception):
        pass

    def fetch() -> bytes:
        raise Unreachable

    with pytest.raises(Unreachable):
        given(fetch)


@pytest.mark.parametrize(
    "written",
    [KEY.hex(), KEY.hex().upper(), f"  {KEY.hex()}\n", base64.b64encode(KEY).decode(), f"{base64.b64encode(KEY).decode()}\n"],
)
def test_the_environment_gives_it_as_hexadecimal_digits_or_base64(written: str) -> None:
    assert KEY == given(None, {ENVIRONMENT: written})


def test_the_environment_is_that_of_the_process_unless_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, KEY.hex())
    assert KEY == given(None)
    assert given(None, {}) is None


@pytest.mark.usefixtures("no_variable")
@pytest.mark.parametrize("env", [None, {}, {ENVIRONMENT: ""}, {ENVIRONMENT: " \n"}])
def test_where_nothing_is_given_there_is_none(env: dict[str, str] | None) -> None:
    assert given(None, env) is None


MALFORMED = {
    "a passphrase": "correct horse battery staple",
    "a digit short": KEY.hex()[:-1],
    "a byte short": KEY.hex()[:-2],
    "a byte long": KEY.hex() + "00",
    "base64 of 31 bytes": base64.b64encode(KEY[:31]).decode(),
    "base64 without its end": base64.b64encode(KEY).decode().rstrip("="),
    "not ASCII": "é" * 64,
    "digits of another script": "٣" * 64,
    "half a character": "\udcff" * 64,
    "prefixed": "0x" + KEY.hex(),
}


@pytest.mark.parametrize("written", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_variable_is_refused_and_not_repeated(written: str) -> None:
    with pytest.raises(MalformedKek) as refused:
        given(None, {ENVIRONMENT: written})
    assert MalformedKek(where=ENVIRONMENT) == refused.value
    told = "".join(traceback.format_exception(refused.value))
    assert ENVIRONMENT in told
    assert written not in told


def test_the_advice_on_making_one_makes_one() -> None:
    advice = str(MalformedKek(where="kek"))
    command = advice[advice.index("python3 -c ") :].removeprefix("python3 -c ").strip('"')
    made = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout
    assert 32 == len(given(None, {ENVIRONMENT: made}) or b"")


# --- the file


def test_a_key_file_is_made_once_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "x.kek"
    made, first = key_file(path)
    assert (32, True) == (len(made), first)
    assert (made, False) == key_file(path)
    assert made.hex() + "\n" == path.read_text()
    assert [path] == list(tmp_path.iterdir())


def test_each_file_gets_a_key_of_its_own(tmp_path: Path) -> None:
    assert key_file(tmp_path / "x.kek")[0] != key_file(tmp_path / "y.kek")[0]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_key_file_is_its_owners_only(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        key_file(tmp_path / "x.kek")
        (tmp_path / "control").touch()
    finally:
        os.umask(before)
    assert 0o600 == stat.S_IMODE((tmp_path / "x.kek").stat().st_mode)
    assert 0o666 & ~mask == stat.S_IMODE((tmp_path / "control").stat().st_mode)


def test_a_key_written_by_hand_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.kek"
    path.write_bytes(base64.b64encode(KEY) + b"\r\n")
    assert (KEY, False) == key_file(path)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\0", KEY, KEY.hex().encode()[:40], b"swordfish", b"\0" * 64])
def test_a_malformed_key_file_is_refused_and_left_as_it_was(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.kek"
    path.write_bytes(content)
    with pytest.raises(MalformedKek) as refused:
        key_file(path)
    assert MalformedKek(where=str(path)) == refused.value
    assert content == path.read_bytes()
    assert "swordfish" not in "".join(traceback.format_exception(refused.value))


def test_a_missing_folder_is_a_typed_error(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "x.kek"
    with pytest.raises(KeyFileUnusable) as refused:
        key_file(path)
    assert KeyFileUnusable(where=str(path), why="No such file or directory") == refused.value


def test_a_folder_in_its_place_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(KeyFileUnusable) as refused:
        key_file(tmp_path)
    assert KeyFileUnusable(where=str(tmp_path), why="Is a directory") == refused.value


def test_a_file_where_its_folder_should_be_is_a_typed_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeyFileUnusable):
        key_file(tmp_path / "file" / "x.kek")


def test_a_link_to_nowhere_is_a_typed_error(tmp_path: Path) -> None:
    (tmp_path / "x.kek").symlink_to(tmp_path / "missing" / "y.kek")
    with pytest.raises(KeyFileUnusable):
        key_file(tmp_path / "x.kek")
    assert ["x.kek"] == [each.name for each in tmp_path.iterdir()]


def test_a_folder_that_may_not_be_written_is_a_typed_error(tmp_path: Path) -> None:
    code = """
import os, sys
from pathlib import Path
from actionlearning.sealing.kek import KeyFileUnusable, key_file
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)  # nobody: the superuser may write anywhere
try:
    key_file(Path("x.kek"))
except KeyFileUnusable as refused:
    print(refused.why)
"""
    tmp_path.chmod(0o555)
    try:
        # in the folder by inheritance: nobody may not walk down to it
        run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    finally:
        tmp_path.chmod(0o755)
    assert ("Permission denied\n", "") == (run.stdout, run.stderr)
    assert [] == list(tmp_path.iterdir())


def test_a_full_disk_leaves_neither_a_key_nor_a_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "x.kek"
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(KeyFileUnusable) as refused:
            key_file(path)
    assert KeyFileUnusable(where=str(path), why="No space left on device") == refused.value
    assert [] == list(tmp_path.iterdir())
    assert key_file(path)[1]  # the control: with room on the disk it is made


def test_the_key_and_its_name_are_flushed_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: flushed.append(stat.S_IFMT(os.fstat(descriptor).st_mode)))
    key_file(tmp_path / "x.kek")
    assert [stat.S_IFREG, stat.S_IFDIR] == flushed


ROUNDS, RACERS = 10, 3


def race(folder: Path, together: Barrier, answers: "multiprocessing.Queue[tuple[int, bytes, bool]]") -> None:
    for n in range(ROUNDS):
        together.wait(30)
        answers.put((n, *key_file(folder / f"{n}.kek")))


def test_processes_that_race_to_make_it_read_one_key(tmp_path: Path) -> None:
    spawned = multiprocessing.get_context("spawn")
    together, answers = spawned.Barrier(RACERS), spawned.Queue()
    racers = [spawned.Process(target=race, args=(tmp_path, together, answers)) for _ in range(RACERS)]
    for racer in racers:
        racer.start()
    found = [answers.get(timeout=30) for _ in range(ROUNDS * RACERS)]
    for racer in racers:
        racer.join(30)
    for n in range(ROUNDS):
        assert 1 == len({key for number, key, _ in found if number == n})
        assert 1 == sum(made for number, _, made in found if number == n)
    assert ROUNDS == len({key for _, key, _ in found})
    assert ROUNDS == len(list(tmp_path.iterdir()))
