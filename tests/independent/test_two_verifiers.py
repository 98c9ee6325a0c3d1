"""Bundles before two verifiers that share no code: ours, and Go's ``sumdb/tlog`` and ``note``."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from broken_bundles import Break, copied, flips, rearrangements, sum_up
from logs import SIGNER, TRUST, Database, fill, opened, sequencer_of
from places import url_of
from samples import SEEN, WITNESS, Sample, grown, sample

from actionlearning.audit.bundle import Bundler
from actionlearning.audit.checkpoint import Trust
from actionlearning.audit.tiles import Frontier, nodes_of
from actionlearning.audit.tree import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)
from actionlearning.audit.verify import verify

FLIPS = 8
MANY_FLIPS = 500
LEAVES = 65
BOTH = Trust(TRUST.log, (WITNESS.verifier,))


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return sample(tmp_path_factory.mktemp("bundles"))


def asked(goverify: Path, folders: Iterable[Path], *options: str) -> list[str]:
    """What the other verifier says of each, in one process."""
    told = subprocess.run(
        [goverify, "-key", str(SIGNER.verifier), *options, "bundles"],
        input="".join(f"{folder}\n" for folder in folders),
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    return told.stdout.splitlines()


def both_accept(goverify: Path, folders: list[Path]) -> None:
    assert ["ok"] * len(folders) == asked(goverify, folders)
    assert [()] * len(folders) == [verify(folder, TRUST).problems for folder in folders]


def both_refuse(goverify: Path, bundle: Path, breaks: Iterable[Break], folder: Path, *, with_new_sums: bool = False) -> int:
    """Break copies of a bundle, one way each, and see both refuse each of them; answers how many there were.

    ``with_new_sums`` is what somebody does who means it: then ``SHA256SUMS`` fits, and only evidence can tell.
    """
    folders, told = [], []
    for n, (words, breaking) in enumerate(breaks):
        broken = copied(bundle, folder / str(n))
        breaking(broken)
        if with_new_sums:
            sum_up(broken)
        folders.append(broken)
        told.append(words)
    answers = dict(zip(told, asked(goverify, folders, "-witness", str(WITNESS.verifier)), strict=True))
    assert [] == [(words, answer) for words, answer in answers.items() if not answer.startswith("fail")]
    verdicts = {words: verify(broken, BOTH).problems for words, broken in zip(told, folders, strict=True)}
    assert [] == [words for words, problems in verdicts.items() if not problems]
    crashed = [(words, each.why) for words, problems in verdicts.items() for each in problems if "cannot be read: " in each.why]
    assert [] == crashed, "an error that nobody foresaw is a failure too, but none of these should need that"
    return len(folders)


def test_both_accept_bundles_of_every_size_around_a_tile(goverify: Path, tmp_path: Path) -> None:
    both_accept(goverify, grown(opened("memory:"), [0, 1, 2, 255, 256, 257, 1000], tmp_path))


@pytest.mark.soak
def test_both_accept_bundles_of_every_size_around_a_tile_of_tiles(goverify: Path, tmp_path: Path) -> None:
    both_accept(goverify, grown(opened("memory:"), [65_535, 65_536, 65_537], tmp_path))


def test_both_accept_excerpts_witnesses_and_packed_payloads(goverify: Path, bundles: Sample, tmp_path: Path) -> None:
    packed = sample(tmp_path, 60, env={"COMPRESSOR_TOPIC": "zlib"})
    assert (packed.whole / "payload/000.p/60").read_bytes().startswith(b'"')
    folders = [bundles.whole, bundles.excerpt, packed.whole, packed.excerpt]
    both_accept(goverify, folders)
    assert ["ok"] * 4 == asked(goverify, folders, "-witness", str(WITNESS.verifier))
    for folder in folders:
        believed = verify(folder, bundles.trust).believed
        assert believed is not None
        assert [(WITNESS.verifier, SEEN)] == [(each.verifier, each.seen_at) for each in believed.witnesses]


def test_both_hold_a_bundle_against_a_checkpoint_that_was_kept(goverify: Path, bundles: Sample, tmp_path: Path) -> None:
    other = sample(tmp_path / "other")
    for held, accepted in ((bundles.held, True), (other.held, False)):
        (tmp_path / "held").write_bytes(held)
        (answer,) = asked(goverify, [bundles.whole], "-checkpoint", str(tmp_path / "held"))
        verdict = verify(bundles.whole, TRUST, checkpoints=[held])
        assert (accepted, accepted) == (answer == "ok", verdict.holds)
        assert (150 if accepted else 0) == verdict.covered


@pytest.mark.parametrize("with_new_sums", [False, True])
@pytest.mark.parametrize("which", ["whole", "excerpt"])
def test_both_refuse_flipped_bits_in_every_kind_of_file(
    goverify: Path, bundles: Sample, tmp_path: Path, which: str, with_new_sums: bool
) -> None:
    refused = all_flips(goverify, getattr(bundles, which), tmp_path, FLIPS, with_new_sums=with_new_sums)
    assert refused >= (5 if with_new_sums else 9) * FLIPS


@pytest.mark.soak
@pytest.mark.parametrize("with_new_sums", [False, True])
@pytest.mark.parametrize("which", ["whole", "excerpt"])
def test_both_refuse_hundreds_of_flipped_bits(
    goverify: Path, bundles: Sample, tmp_path: Path, which: str, with_new_sums: bool
) -> None:
    refused = all_flips(goverify, getattr(bundles, which), tmp_path, MANY_FLIPS, with_new_sums=with_new_sums)
    assert refused >= (5 if with_new_sums else 9) * MANY_FLIPS


def all_flips(goverify: Path, bundle: Path, folder: Path, each: int, *, with_new_sums: bool) -> int:
    breaks = flips(bundle, each, seed=6962 if with_new_sums else 9162, evidence=with_new_sums)
    return both_refuse(goverify, bundle, breaks, folder, with_new_sums=with_new_sums)


@pytest.mark.parametrize("with_new_sums", [False, True])
@pytest.mark.parametrize("which", ["whole", "excerpt"])
def test_both_refuse_files_removed_added_renamed_truncated_and_swapped(
    goverify: Path, tmp_path: Path, which: str, with_new_sums: bool
) -> None:
    bundle: Path = getattr(sample(tmp_path / "it", 260 if which == "whole" else 30), which)
    breaks = rearrangements(bundle, evidence=with_new_sums)
    assert both_refuse(goverify, bundle, breaks, tmp_path / "broken", with_new_sums=with_new_sums) > 60


def test_both_refuse_other_events_under_a_checkpoint_that_was_truly_signed(
    goverify: Path, bundles: Sample, tmp_path: Path
) -> None:
    """Somebody without the key has made all of a bundle fit together, but for the one thing that they could not sign."""
    other = sample(tmp_path / "other").whole
    for path in ("checkpoint", "earlier"):
        shutil.rmtree(other / path) if path == "earlier" else (other / path).unlink()
        (shutil.copytree if path == "earlier" else shutil.copy)(bundles.whole / path, other / path)
    sum_up(other)
    (answer,) = asked(goverify, [other])
    assert answer.startswith("fail")
    problems = verify(other, TRUST).problems
    assert ["its root is not that of the entries"] == [each.why for each in problems]


def test_both_refuse_a_log_from_which_an_event_was_taken_before_it_was_ever_hashed(goverify: Path, tmp_path: Path) -> None:
    """No checkpoint could tell, but the versions of a stream are without gaps."""
    database = Database(url_of(tmp_path / "journal.db"))
    with database.open_journal() as journal:
        fill(journal, 9)
    database.do("DELETE FROM stored_events WHERE @ = 5")
    with database.open_journal() as journal:
        sequencer_of(journal).checkpoint()
        Bundler(journal).whole(tmp_path / "it")
    (answer,) = asked(goverify, [tmp_path / "it"])
    assert "fail entry 4: its version does not follow the one before" == answer
    (problem,) = verify(tmp_path / "it", TRUST).problems
    assert 4 == problem.index
    assert problem.why.endswith("version 6 follows version 4")


def test_what_helps_to_read_a_bundle_is_no_evidence_and_both_say_nothing_of_it(
    goverify: Path, bundles: Sample, tmp_path: Path
) -> None:
    broken = copied(bundles.whole, tmp_path / "broken")
    (broken / "README.md").unlink()
    (broken / "README.md").write_text("Believe everything.\n", "utf-8")
    assert not verify(broken, TRUST).holds
    sum_up(broken)
    both_accept(goverify, [broken])


def test_every_root_and_proof_up_to_sixty_five_leaves_is_the_same(goverify: Path) -> None:
    told = subprocess.run([goverify, "proofs", str(LEAVES)], capture_output=True, text=True, timeout=60, check=True)
    frontier, hashes = Frontier(), [leaf_hash(f"leaf {n}".encode()) for n in range(LEAVES)]
    list(frontier.add(b"".join(hashes)))
    ((_, data),) = frontier.partial_tiles()
    nodes = nodes_of(LEAVES, lambda _: data)
    roots = {size: root_at(size, nodes) for size in range(LEAVES + 1)}
    ours = []
    for size in range(1, LEAVES + 1):
        ours.append(f"root {size} {roots[size].hex()}")
        ours += [line(f"record {size} {index}", inclusion_proof(index, size, nodes)) for index in range(size)]
        ours += [line(f"tree {size} {old}", consistency_proof(old, size, nodes)) for old in range(1, size + 1)]
    theirs = told.stdout.splitlines()
    assert ours == theirs
    for told_line in theirs:
        kind, size, *rest = told_line.split()
        proof = [bytes.fromhex(each) for each in rest[1:]]
        if kind == "record":
            verify_inclusion(int(rest[0]), int(size), hashes[int(rest[0])], proof, roots[int(size)])
        elif kind == "tree":
            verify_consistency(int(rest[0]), int(size), roots[int(rest[0])], roots[int(size)], proof)


def line(words: str, proof: list[bytes]) -> str:
    return " ".join([words, *(each.hex() for each in proof)])
