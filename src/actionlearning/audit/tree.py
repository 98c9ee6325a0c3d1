"""The Merkle tree of RFC 6962 and RFC 9162: hashes, roots, and the two proofs, made and verified.

A node is called by ``(level, index)``: level 0 are the leaf hashes, and node ``(level, index)`` stands over the leaves from
``index * 2**level`` on, ``2**level`` of them. A proof is a sequence of hashes, as the RFCs order them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from actionlearning.audit.errors import BadProof

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Nodes",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "perfect_root",
    "root_at",
    "verify_consistency",
    "verify_inclusion",
]

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""

Nodes = Callable[[int, int], bytes]
"""Answers the hash of a node whose leaves are all there."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf; its first byte keeps it from ever being taken for a node's."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, 8 … hashes."""
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def root_at(size: int, nodes: Nodes) -> bytes:
    """The root over the first ``size`` leaves."""
    return EMPTY_ROOT if size == 0 else _over(0, size, nodes)


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The path from a leaf to the root over ``size`` leaves, the leaf's sibling first."""
    if not 0 <= index < size:
        raise BadProof(why=f"there is no leaf {index} among {size}")
    proof: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(_over(middle, high, nodes))
            high = middle
        else:
            proof.append(_over(low, middle, nodes))
            low = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """What shows that the tree of ``new`` leaves begins with the tree of ``old``; empty from nothing, and to itself."""
    if not 0 <= old <= new:
        raise BadProof(why=f"a log of {new} leaves cannot have grown out of one of {old}")
    if old in (0, new):
        return []
    proof: list[bytes] = []
    low, high, whole = 0, new, True  # whole: the old tree is the part looked at, so its root is known to the verifier
    while old < high:
        middle = low + _split(high - low)
        if old <= middle:
            proof.append(_over(middle, high, nodes))
            high = middle
        else:
            proof.append(_over(low, middle, nodes))
            low, whole = middle, False
    if not whole:
        proof.append(_over(low, high, nodes))
    return proof[::-1]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ``BadProof`` unless a leaf hash stands at ``index`` under the root over ``size`` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise BadProof(why=f"there is no leaf {index} among {size}")
    found = leaf
    for each, is_left in _climb(index, size - 1, proof):
        found = node_hash(each, found) if is_left else node_hash(found, each)
    if found != root:
        raise BadProof(why=f"the leaf {index} does not lead to the root")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raise ``BadProof`` unless the tree of ``new`` leaves begins with that of ``old`` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        raise BadProof(why=f"a log of {new} leaves cannot have grown out of one of {old}")
    if old in (0, new):
        if proof:
            raise BadProof(why="it is too long")
        if old_root != (EMPTY_ROOT if old == 0 else new_root):
            raise BadProof(why="two roots for one size")
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise BadProof(why="it is too short")
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for each, is_left in _climb(place, last, path[1:]):
        if is_left:
            first = node_hash(each, first)
        second = node_hash(each, second) if is_left else node_hash(second, each)
    if first != old_root or second != new_root:
        raise BadProof(why=f"the log of {new} leaves does not begin with that of {old}")


def _climb(place: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The hashes of a proof on the way up from a node among ``last + 1``, and whether each is the left one of its pair."""
    for each in proof:
        if last == 0:
            raise BadProof(why="it is too long")
        is_left = bool(place & 1) or place == last
        yield each, is_left
        while is_left and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    if last:
        raise BadProof(why="it is too short")


def _split(width: int) -> int:
    """The largest power of two below a width of two or more."""
    return 1 << ((width - 1).bit_length() - 1)


def _over(low: int, high: int, nodes: Nodes) -> bytes:
    """The hash over the leaves from ``low`` to ``high``, where ``low`` is where a node begins that is as wide or wider."""
    parts: list[bytes] = []
    while low < high:
        level = (high - low).bit_length() - 1
        parts.append(nodes(level, low >> level))
        low += 1 << level
    found = parts[-1]
    for part in reversed(parts[:-1]):
        found = node_hash(part, found)
    return found
