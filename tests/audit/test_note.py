"""Signed notes and checkpoints: known keys of others, what is refused, rotation, and witnesses."""

from __future__ import annotations

import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from actionlearning.audit.checkpoint import Checkpoint, Trust, cosigned, read_checkpoint, signed, unverified
from actionlearning.audit.errors import BadKey, BadNote, BadProof, Unsigned
from actionlearning.audit.note import Kind, Signer, Verifier, opened, read_note, written
from actionlearning.audit.proof import Growth, Inclusion, read_growth, read_inclusion
from actionlearning.audit.tree import EMPTY_ROOT, leaf_hash

ORIGIN = "example.org/learning"
LOG = Signer.new(ORIGIN)
WITNESS = Signer.new("witness.example/w1", Kind.WITNESS)
CHECKPOINT = Checkpoint(ORIGIN, 7, leaf_hash(b"x"))
PUBLISHED = signed(CHECKPOINT, [LOG])
TRUST = Trust((LOG.verifier,))

PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
"""The keys and the signature that the documentation of Go's ``sumdb/note`` gives as its example."""


def test_a_key_and_a_note_of_gos_implementation_are_understood_and_made_the_same() -> None:
    signer = Signer.read(PRIVATE)
    assert PUBLIC == str(signer.verifier) == str(Verifier.read(PUBLIC))
    assert PRIVATE == signer.text
    note = f"{TEXT}\n{SIGNED}".encode()
    assert note == written(TEXT, [signer.sign(TEXT)])
    assert [signer.verifier] == [verified.verifier for verified in opened(read_note(note), [Verifier.read(PUBLIC)])]


def test_a_key_does_not_show_itself() -> None:
    signer = Signer.read(PRIVATE)
    assert "YEKFALV" not in repr(signer) + str(signer)
    with pytest.raises(BadKey) as refused:
        Signer.read(PRIVATE[:-1] + "A")
    assert "YEKFALV" not in str(refused.value) + repr(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "a+b", PUBLIC + "A", PUBLIC.replace("c74f", "c74e"), PUBLIC.replace("+AR", "+BR"), PUBLIC.replace("Pet", "P t")],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        Verifier.read(text)
    with pytest.raises(BadKey):
        Signer.read("PRIVATE+KEY+" + text)
    with pytest.raises(BadKey):
        Signer.new("a b")


def test_a_signed_checkpoint_is_believed_by_whoever_trusts_its_key() -> None:
    assert f"{ORIGIN}\n7\n{b64encode(CHECKPOINT.root).decode()}\n\n— {ORIGIN} " == PUBLISHED.decode()[:-93]
    assert CHECKPOINT == read_checkpoint(PUBLISHED, TRUST).checkpoint
    with pytest.raises(Unsigned, match="no key that was named"):
        read_checkpoint(PUBLISHED, Trust((Signer.new(ORIGIN).verifier,)))
    with pytest.raises(Unsigned, match="none was given"):
        read_checkpoint(PUBLISHED, Trust(()))


def test_every_flipped_bit_of_a_checkpoint_is_noticed() -> None:
    for place in range(len(PUBLISHED) * 8):
        broken = bytearray(PUBLISHED)
        broken[place // 8] ^= 1 << place % 8
        with pytest.raises((BadNote, Unsigned)):
            read_checkpoint(bytes(broken), TRUST)


def test_an_old_key_and_a_new_one_sign_side_by_side_while_keys_are_rotated() -> None:
    new = Signer.new(ORIGIN)
    both = signed(CHECKPOINT, [LOG, new])
    for trusted in (LOG, new):
        assert [trusted.verifier] == [each.verifier for each in read_checkpoint(both, Trust((trusted.verifier,))).log]
    assert 2 == len(read_checkpoint(both, Trust((LOG.verifier, new.verifier))).log)


def test_a_false_signature_beside_a_true_one_is_not_passed_over() -> None:
    new = Signer.new(ORIGIN)
    false = new.sign("something else\n")
    note = written(CHECKPOINT.text, [LOG.sign(CHECKPOINT.text), false])
    assert read_checkpoint(note, TRUST), "of a key that nobody named"
    with pytest.raises(Unsigned, match="is false"):
        read_checkpoint(note, Trust((LOG.verifier, new.verifier)))
    twice = written(CHECKPOINT.text, [LOG.sign(CHECKPOINT.text)] * 2)
    with pytest.raises(Unsigned, match="twice"):
        read_checkpoint(twice, TRUST)


def test_the_checkpoint_of_one_log_is_not_that_of_another() -> None:
    other = Signer.new("example.org/other")
    with pytest.raises(Unsigned, match="not whose key"):
        read_checkpoint(signed(CHECKPOINT, [other]), Trust((other.verifier,)))


def test_witnesses_are_counted_and_say_when() -> None:
    second = Signer.new("witness.example/w2", Kind.WITNESS)
    trust = Trust((LOG.verifier,), (WITNESS.verifier, second.verifier))
    with pytest.raises(Unsigned, match="there signed: none"):
        read_checkpoint(PUBLISHED, trust)
    answer = WITNESS.sign(CHECKPOINT.text, at=1_735_689_600).line.encode()
    once = cosigned(PUBLISHED, answer, [WITNESS.verifier])
    with pytest.raises(Unsigned, match=r"2 of the named witnesses.*witness.example/w1"):
        read_checkpoint(once, trust)
    believed = read_checkpoint(once, Trust((LOG.verifier,), trust.witnesses, quorum=1))
    assert [(WITNESS.verifier, 1_735_689_600)] == [(each.verifier, each.seen_at) for each in believed.witnesses]
    again = cosigned(once, once, [WITNESS.verifier])
    assert once == again
    copy = written(CHECKPOINT.text, [second.sign(CHECKPOINT.text, at=1)])
    assert 2 == len(read_checkpoint(cosigned(once, copy, [second.verifier]), trust).witnesses)


def test_what_no_witness_signed_is_not_added() -> None:
    stranger = Signer.new(WITNESS.name, Kind.WITNESS).sign(CHECKPOINT.text).line.encode()
    with pytest.raises(Unsigned, match="none of the named witnesses"):
        cosigned(PUBLISHED, stranger, [WITNESS.verifier])
    with pytest.raises(Unsigned, match="is false"):
        cosigned(PUBLISHED, WITNESS.sign("another\n").line.encode(), [WITNESS.verifier])
    with pytest.raises(BadNote, match="another checkpoint"):
        cosigned(PUBLISHED, signed(Checkpoint(ORIGIN, 8, CHECKPOINT.root), [WITNESS]), [WITNESS.verifier])


def test_a_witness_gives_a_time_that_can_be() -> None:
    trust = Trust((LOG.verifier,), (WITNESS.verifier,))
    for seconds, believed in ((0, True), (2**63 - 1, True), (2**63, False), (2**64 - 1, False)):
        note = written(CHECKPOINT.text, [LOG.sign(CHECKPOINT.text), WITNESS.sign(CHECKPOINT.text, at=seconds)])
        if believed:
            assert [seconds] == [each.seen_at for each in read_checkpoint(note, trust).witnesses]
        else:
            with pytest.raises(Unsigned, match="is false"):
                read_checkpoint(note, trust)


def test_the_same_key_as_a_witness_is_not_the_same_signer() -> None:
    as_log = Verifier(WITNESS.name, WITNESS.verifier.public, Kind.NOTE)
    assert as_log.key_id != WITNESS.verifier.key_id
    assert [] == opened(read_note(written(CHECKPOINT.text, [WITNESS.sign(CHECKPOINT.text)])), [as_log])


@pytest.mark.parametrize(
    "text",
    [
        "a\n07\n{root}\n",
        "a\n-1\n{root}\n",
        "a\n1\n{root}=\n",
        "a\n1\nAAAA\n",
        "a\n1\n",
        "\n1\n{root}\n",
        "a\n1\n{root}\nmore\n",
        "a\n0\n{root}\n",
        "a\n1000000000000000000\n{root}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    note = written(text.format(root=b64encode(CHECKPOINT.root).decode()), [LOG.sign("x")])
    with pytest.raises(BadNote):
        unverified(read_note(note))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"a\n",
        b"a\n\n",
        b"a\n\nb\n",
        b"a\r\n\n" + SIGNED.encode(),
        b"a\xff\n\n" + SIGNED.encode(),
        b"a\n\n" + SIGNED.encode()[:-1],
        b"a\n\n" + SIGNED.encode().replace(b"nAM=", b"nAN="),
        b"a\n\n" + SIGNED.encode() * 65,
        b"a\n\n" + b"\xe2\x80\x94 x AAAA\n",
        b"x" * 100_001,
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(BadNote):
        read_note(data)


def test_an_empty_log_has_a_checkpoint_too() -> None:
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert empty == read_checkpoint(signed(empty, [LOG]), TRUST).checkpoint


def test_a_signature_is_found_true_by_openssl(tmp_path: Path) -> None:
    pem = Ed25519PublicKey.from_public_bytes(LOG.verifier.public).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (signature,) = read_note(PUBLISHED).signatures
    answers = []
    for text in (CHECKPOINT.text, CHECKPOINT.text.replace("7", "8", 1)):
        for name, content in (("key", pem), ("text", text.encode()), ("signature", signature.value)):
            (tmp_path / name).write_bytes(content)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "text", "-sigfile", "signature"]
        answers.append(subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode)
    assert 0 == answers[0]
    assert 0 != answers[1]


def test_proofs_are_files_of_the_shapes_that_others_use() -> None:
    hashes = (leaf_hash(b"a"), leaf_hash(b"b"))
    inclusion, growth = Inclusion(5, hashes, PUBLISHED), Growth(3, hashes, PUBLISHED)
    one, two = (b64encode(each) for each in hashes)
    assert b"c2sp.org/tlog-proof@v1\nindex 5\n" + one + b"\n" + two + b"\n\n" + PUBLISHED == inclusion.text
    assert b"old 3\n" + one + b"\n" + two + b"\n\n" + PUBLISHED == growth.text
    assert inclusion == read_inclusion(inclusion.text)
    assert growth == read_growth(growth.text)
    assert Inclusion(0, (), PUBLISHED) == read_inclusion(Inclusion(0, (), PUBLISHED).text)


@pytest.mark.parametrize(
    "change",
    [
        (b"proof@v1", b"proof@v2"),
        (b"index 5", b"index 05"),
        (b"index 5", b"index five"),
        (b"index 5\n", b""),
        (b"index 5", b"extra AAAA\nindex 5"),
        (b"index 5\n", b"index 5\nAAAA\n"),
        (b"index 5\n", b"index 5\n\xff\n"),
        (b"index 5\n", b"index 5\n" + (b"A" * 43 + b"=\n") * 64),
        (b"\n\n", b"\n"),
    ],
)
def test_what_is_no_proof_is_refused(change: tuple[bytes, bytes]) -> None:
    data = Inclusion(5, (leaf_hash(b"a"),), PUBLISHED).text
    assert data != data.replace(*change)
    with pytest.raises(BadProof):
        read_inclusion(data.replace(*change))
    with pytest.raises(BadProof):
        read_growth(data)
