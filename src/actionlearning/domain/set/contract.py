"""A contract: one version of the ground rules that a set agrees, and who has agreed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs
from attrs import frozen

from actionlearning.domain.set import errors
from actionlearning.domain.values import MemberId

__all__ = ["Contract"]


@frozen
class Contract:
    """One version of the ground rules: from when, with which quorum, how many rules, and who agreed it when."""

    version: int
    proposed_at: datetime
    quorum: int
    rules: int
    agreed: Mapping[MemberId, datetime] = attrs.Factory(dict)

    def agreed_by(self, member: MemberId, at: datetime) -> bool:
        return member in self.agreed and self.agreed[member] <= at

    def must_be_agreed_by(self, members: Iterable[MemberId], at: datetime) -> None:
        """Raise ``ContractNotAgreed`` unless all of them had agreed it by then."""
        missing = tuple(member for member in members if not self.agreed_by(member, at))
        if missing:
            raise errors.ContractNotAgreed(version=self.version, missing=missing)

    def must_have_rule(self, number: int) -> None:
        """Raise ``NoSuchRule`` unless it has a rule of that number; they count from 1."""
        if not 1 <= number <= self.rules:
            raise errors.NoSuchRule(rule=number, version=self.version, rules=self.rules)
