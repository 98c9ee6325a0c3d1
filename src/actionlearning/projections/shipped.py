"""The materialised projections that come with the library."""

from __future__ import annotations

from actionlearning.projections.materialised import Projection
from actionlearning.projections.tables.scope import Scopes
from actionlearning.projections.tables.tables import Tables

__all__ = ["SHIPPED"]

SHIPPED: tuple[Projection, ...] = (Scopes(), Tables())
"""Kept beside every journal whose projections are run, together with those that its user registers."""
