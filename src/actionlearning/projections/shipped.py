"""The materialised projections that come with the library."""

from __future__ import annotations

from actionlearning.projections.materialised import Projection

__all__ = ["SHIPPED"]

SHIPPED: tuple[Projection, ...] = ()
"""Kept beside every journal whose projections are run, together with those that its user registers."""
