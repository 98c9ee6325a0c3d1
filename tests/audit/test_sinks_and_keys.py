"""Where checkpoints go, and where the keys are that sign them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from logs import ORIGIN, SIGNER

from actionlearning.audit.checkpoint import Checkpoint, signed
from actionlearning.audit.errors import BadKey, SinkFailed
from actionlearning.audit.keys import KeyFile
from actionlearning.audit.note import Signer
from actionlearning.audit.sinks import CallableSink, CheckpointSink, FileSink
from actionlearning.audit.tree import leaf_hash
from actionlearning.testing.sinks import CheckpointSinkContract


class TestFileSink(CheckpointSinkContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], CheckpointSink]:
        return lambda: FileSink(tmp_path / "not there yet" / "kept")


class TestCallableSink(CheckpointSinkContract):
    """Of two functions that go somewhere; here, to a folder."""

    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], CheckpointSink]:
        behind = FileSink(tmp_path / "kept")
        return lambda: CallableSink(behind.publish, behind.latest)


def test_a_function_that_only_hands_out_is_enough() -> None:
    handed_out: list[bytes] = []
    sink = CallableSink(handed_out.append)
    sink.publish(b"it")
    assert ([b"it"], None) == (handed_out, sink.latest())


def test_what_is_kept_in_a_folder_is_never_rewritten(tmp_path: Path) -> None:
    published = signed(Checkpoint(ORIGIN, 7, leaf_hash(b"x")), [SIGNER])
    FileSink(tmp_path).publish(published)
    (path,) = tmp_path.iterdir()
    assert ("000000000000000007.checkpoint", published) == (path.name, path.read_bytes())
    path.write_bytes(b"what somebody else has put there")
    with pytest.raises(SinkFailed, match="another checkpoint for this size"):
        FileSink(tmp_path).publish(published)
    assert b"what somebody else has put there" == path.read_bytes()


def test_what_is_kept_gains_signatures_and_loses_none(tmp_path: Path) -> None:
    it, other = Checkpoint(ORIGIN, 7, leaf_hash(b"x")), Signer.new(ORIGIN)
    sink = FileSink(tmp_path)
    for signers, kept in (([SIGNER], [SIGNER]), ([other], [SIGNER, other]), ([SIGNER], [SIGNER, other])):
        sink.publish(signed(it, signers))
        assert signed(it, kept) == sink.latest()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    published = signed(Checkpoint(ORIGIN, 7, leaf_hash(b"x")), [SIGNER])
    for sink in (FileSink(tmp_path / "file"), FileSink(tmp_path / "file" / "below")):
        with pytest.raises(SinkFailed, match=r"could not be kept in .*file"):
            sink.publish(published)
        with pytest.raises(SinkFailed):
            sink.latest()


def test_keys_are_added_and_retired_and_nobody_else_may_read_them(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "it.key")
    assert () == keys.signers()
    old, new = Signer.new(ORIGIN), Signer.new(ORIGIN)
    keys.add(old)
    keys.add(new)
    assert [old, new] == keys.signers()
    assert 0o600 == (tmp_path / "it.key").stat().st_mode & 0o777
    assert old == keys.retire(old.verifier.key_id.hex())
    assert [new] == keys.signers()
    with pytest.raises(BadKey, match="no other key"):
        keys.retire(new.verifier.key_id.hex())
    with pytest.raises(BadKey, match="no key with the hash"):
        keys.retire(old.verifier.key_id.hex())
    assert ["it.key"] == [path.name for path in tmp_path.iterdir()]


def test_a_file_that_holds_no_keys_says_so_and_does_not_show_them(tmp_path: Path) -> None:
    path = tmp_path / "it.key"
    path.write_text(SIGNER.text[:-1] + "\n", "utf-8")
    with pytest.raises(BadKey) as refused:
        KeyFile(path).signers()
    assert SIGNER.text[-20:-2] not in str(refused.value)
    path.write_bytes(b"\xff")
    with pytest.raises(BadKey, match="cannot be read"):
        KeyFile(path).signers()
    with pytest.raises(BadKey, match="cannot be written"):
        KeyFile(tmp_path / "no such folder" / "it.key").add(SIGNER)
