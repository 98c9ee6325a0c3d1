"""The tree against the definition of RFC 6962, against known Certificate Transparency roots, and proofs that must not hold."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionlearning.audit.errors import BadProof
from actionlearning.audit.tiles import Frontier, Tile, nodes_of, path_of, shape_of
from actionlearning.audit.tree import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)

CT_LEAVES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The roots over the first 0 to 8 of the leaves that the tests of Certificate Transparency logs have used since RFC 6962."""


def mth(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash, word by word as RFC 6962, section 2.1, defines it."""
    if len(leaves) == 0:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def leaves(size: int) -> list[bytes]:
    return [f"leaf {n}".encode() for n in range(size)]


class Grown:
    """A tree with all its tiles."""

    def __init__(self, entries: Sequence[bytes], *, steps: Sequence[int] = ()) -> None:
        self.frontier = Frontier()
        self.tiles: dict[Tile, bytes] = {}
        start = 0
        for end in (*steps, len(entries)):
            self.tiles |= dict(self.frontier.add(b"".join(map(leaf_hash, entries[start:end]))))
            start = end
        self.tiles |= dict(self.frontier.partial_tiles())
        self.nodes = nodes_of(len(entries), self.tiles.__getitem__)


def test_the_roots_are_those_of_certificate_transparency() -> None:
    assert CT_ROOTS == [Grown(CT_LEAVES[:n]).frontier.root().hex() for n in range(9)]
    whole = Grown(CT_LEAVES)
    assert CT_ROOTS == [root_at(n, whole.nodes).hex() for n in range(9)]
    assert EMPTY_ROOT.hex() == CT_ROOTS[0]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 513, 1000])
def test_roots_and_tiles_are_those_that_the_definitions_give(size: int) -> None:
    entries = leaves(size)
    grown = Grown(entries)
    assert mth(entries) == grown.frontier.root() == root_at(size, grown.nodes)
    assert set(shape_of(size)) == set(grown.tiles)
    for tile, hashes in grown.tiles.items():
        span = 256**tile.level
        for n in {0, tile.width - 1}:
            start = (tile.number * 256 + n) * span
            assert mth(entries[start : start + span]) == hashes[n * 32 : n * 32 + 32]


@given(st.integers(0, 1200), st.lists(st.integers(0, 1200)))
def test_a_tree_grows_the_same_in_whatever_steps(size: int, steps: list[int]) -> None:
    entries = leaves(size)
    at_once, in_steps = Grown(entries), Grown(entries, steps=sorted(step for step in steps if step <= size))
    assert at_once.tiles == in_steps.tiles
    assert at_once.frontier.root() == in_steps.frontier.root()
    again = Frontier(size, map(bytes, in_steps.frontier.partial))
    list(again.add(leaf_hash(b"more")))
    assert mth([*entries, b"more"]) == again.root()


def test_the_tiles_of_seventy_thousand_are_those_of_the_specification() -> None:
    shape = list(shape_of(70_000))
    assert 273 == sum(tile.level == 0 and tile.width == 256 for tile in shape)
    assert [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)] == [tile for tile in shape if tile.width < 256]
    assert "tile/0/x001/x234/067" == path_of(Tile(0, 1234067))
    assert "tile/0/273.p/112" == path_of(Tile(0, 273, 112))


def test_every_inclusion_proof_up_to_sixty_five_holds_and_no_other_leaf_fits() -> None:
    whole = Grown(leaves(65))
    hashes = [leaf_hash(leaf) for leaf in leaves(65)]
    for size in range(1, 66):
        root = root_at(size, whole.nodes)
        for index in range(size):
            proof = inclusion_proof(index, size, whole.nodes)
            verify_inclusion(index, size, hashes[index], proof, root)
            for wrong in ((index + 1) % size, size):
                if wrong != index:
                    with pytest.raises(BadProof):
                        verify_inclusion(wrong, size, hashes[index], proof, root)
            for broken in ([*proof, root], proof[:-1], proof[::-1]):
                if broken != proof:
                    with pytest.raises(BadProof):
                        verify_inclusion(index, size, hashes[index], broken, root)


def test_every_consistency_proof_up_to_sixty_five_holds_and_no_other_root_fits() -> None:
    whole = Grown(leaves(65))
    roots = [root_at(size, whole.nodes) for size in range(66)]
    for new in range(66):
        for old in range(new + 1):
            proof = consistency_proof(old, new, whole.nodes)
            verify_consistency(old, new, roots[old], roots[new], proof)
            if 0 < old < new:
                for broken in ([*proof, roots[0]], proof[:-1]):
                    with pytest.raises(BadProof):
                        verify_consistency(old, new, roots[old], roots[new], broken)
            with pytest.raises(BadProof):
                verify_consistency(old, new, leaf_hash(b"another"), roots[new], proof)
            if old:
                with pytest.raises(BadProof):
                    verify_consistency(old, new, roots[old], leaf_hash(b"another"), proof)


def test_what_cannot_be_is_not_proved() -> None:
    whole = Grown(leaves(4))
    for index, size in ((4, 4), (-1, 4), (0, 0)):
        with pytest.raises(BadProof):
            inclusion_proof(index, size, whole.nodes)
    with pytest.raises(BadProof):
        consistency_proof(5, 4, whole.nodes)
    with pytest.raises(BadProof):
        verify_consistency(5, 4, EMPTY_ROOT, EMPTY_ROOT, [])
    with pytest.raises(ValueError, match="partial tiles"):
        Frontier(3, [bytes(32)])
