"""The pages of the book about candidates, and the specifications they work under, read as plain tables."""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import Factory, define

from actionlearning.testing.account.answers import Stay, covers, must

__all__ = ["SMALL", "Candidate", "Judged", "Referred", "specifications"]

SMALL = ("small.toml", "smallest.toml")
"""Qualifications made for playing: one with a little of everything, and one with next to nothing."""


@cache
def specifications() -> dict[str, dict[str, Any]]:
    """The shipped specifications and the small ones, by id, as their files say."""
    shipped = [each for each in resources.files("actionlearning.qualifications").iterdir() if each.name.endswith(".toml")]
    small = [resources.files("actionlearning.testing") / each for each in SMALL]
    read = [tomllib.loads(each.read_text(encoding="utf-8")) for each in (*shipped, *small)]
    return {each["id"]: each for each in read}


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@define
class Judged:
    """The judgement of a criterion that stands."""

    met: bool
    by: UUID
    referred: bool = False


@define
class Referred:
    """From when until when work was given back, and the day by which it is due."""

    stay: Stay
    by: date


@define(kw_only=True)
class Candidate:
    member: UUID
    last: datetime
    """The last change; what is gathered changes nothing that was decided."""
    last_fact: datetime
    rules: dict[str, Any] | None = None
    zone: str = "UTC"
    registered: datetime | None = None
    registration: list[tuple[datetime, date]] = Factory(list)
    assignment: list[tuple[datetime, date]] = Factory(list)
    """When a deadline was given, and its last day."""
    expired: list[Stay] = Factory(list)
    withdrew: datetime | None = None
    prework: dict[str, datetime] = Factory(dict)
    days: list[tuple[int, datetime, tuple[str, ...]]] = Factory(list)
    stints: dict[tuple[UUID, int], tuple[datetime, str]] = Factory(dict)
    """By set and session: when, and the kind of set."""
    observed: list[tuple[tuple[UUID, int], datetime]] = Factory(list)
    drafts: list[datetime] = Factory(list)
    handed_in: list[tuple[str, datetime, bool]] = Factory(list)
    """Kind, when, and whether it was said to be their own work."""
    plan: datetime | None = None
    judged: dict[int, Judged] = Factory(dict)
    referred: dict[int, list[Referred]] = Factory(dict)
    appeals: list[int] = Factory(list)
    verified: list[Stay] = Factory(list)
    moderated: bool = False
    returned: bool = False
    """Moderation returned it, and nothing was judged since."""
    credits: int | None = None
    credited: datetime | None = None
    awards: list[str] = Factory(list)
    assessors: list[UUID] = Factory(list)
    judges: list[tuple[int, UUID]] = Factory(list)
    set_aside: list[tuple[int, UUID]] = Factory(list)
    observers: list[UUID] = Factory(list)
    verifiers: list[UUID] = Factory(list)
    moderators: list[UUID] = Factory(list)
    deciders: list[UUID] = Factory(list)

    @property
    def spec(self) -> dict[str, Any]:
        """The rules they work under."""
        must(self.rules is not None, "not registered")
        assert self.rules is not None
        return self.rules

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def is_verified(self) -> bool:
        return bool(self.verified) and self.verified[-1][1] is None

    # What must hold of nearly everything

    def underway(self, at: datetime) -> None:
        """Raise ``No`` unless they were registered then, and had neither withdrawn nor expired."""
        must(self.registered is not None and at >= self.registered, "not registered")
        must(self.withdrew is None or at < self.withdrew, "withdrawn")
        must(not [stay for stay in self.expired if covers(stay, at)], "expired")

    def changes(self, at: datetime) -> None:
        """Raise ``No`` unless something about them may still be decided then."""
        self.underway(at)
        must(self.credits is None, "credited already")
        must(at >= self.last, "before the candidate's last change")

    def changed(self, at: datetime) -> None:
        self.last = max(self.last, at)
        self.fact(at)

    def fact(self, at: datetime) -> None:
        self.last_fact = max(self.last_fact, at)

    # Deadlines

    def expires_on(self, at: datetime) -> date:
        return [until for given, until in self.registration if given <= at][-1]

    def assignment_due(self, at: datetime) -> date | None:
        """The last day for the assignment, once every day was attended in full."""
        extended = [until for given, until in self.assignment if given <= at]
        if extended:
            return extended[-1]
        done = [self.complete_at(day["number"], day["topics"], at) for day in self.spec["days"]]
        known = [moment for moment in done if moment is not None]
        if len(known) < len(done) or not known:
            return None
        return months_after(self.day(max(known)), self.spec["assignment_months"])

    def complete_at(self, day: int, topics: list[str], at: datetime) -> datetime | None:
        """When the last topic of a day was covered for the first time."""
        had = [(topic, when) for which, when, topics in self.days if which == day and when <= at for topic in topics]
        if not {topic for topic, _ in had} >= set(topics):
            return None
        return max(min(when for each, when in had if each == topic) for topic in topics)

    def due(self, kind: dict[str, Any], at: datetime) -> date | None:
        """The last day for a kind of evidence, if there is one."""
        given_back = [
            each.by
            for criterion in self.spec["criteria"]
            if kind["kind"] in criterion["evidence"]
            for each in self.referred.get(criterion["number"], ())
            if covers(each.stay, at)
        ]
        if given_back:
            return max(given_back)
        return self.assignment_due(at) if kind.get("assignment") else None

    # Evidence

    def came_about(self, kind: dict[str, Any]) -> list[datetime]:
        """When evidence of a kind came about, each time."""
        if kind["source"] == "observed":
            return [at for _, at in self.observed]
        if kind["source"] == "drafted":
            return list(self.drafts)
        return [at for which, at, _ in self.handed_in if which == kind["kind"]]

    def bearing_on(self, criterion: int, at: datetime) -> list[datetime]:
        """When anything came about by then that a criterion is judged by."""
        wanted = next(each["evidence"] for each in self.spec["criteria"] if each["number"] == criterion)
        kinds = [kind for kind in self.spec["evidence"] if kind["kind"] in wanted]
        return [moment for kind in kinds for moment in self.came_about(kind) if moment <= at]

    def missing(self, at: datetime) -> Iterator[tuple[str, Any]]:
        """What stands between them and verification: what kind of thing, and which."""
        for criterion in self.spec["criteria"]:
            judged = self.judged.get(criterion["number"])
            if criterion["number"] in self.appeals:
                yield "appeal", criterion["number"]
            if judged is None or not judged.met:
                yield "judgement", criterion["number"]
        if self.returned:
            yield "judgement", self.spec["criteria"][0]["number"]
        yield from self._to_gather(at)
        yield from self._to_practise(at)
        if self.spec["cpd_plan"] and (self.plan is None or self.plan > at):
            yield "plan", None

    def _to_gather(self, at: datetime) -> Iterator[tuple[str, Any]]:
        for kind in self.spec["evidence"]:
            done = [moment for moment in self.came_about(kind) if moment <= at]
            handed_in = [each for each in self.handed_in if each[0] == kind["kind"] and each[1] <= at]
            own = [ok for *_, ok in sorted(handed_in, key=lambda each: each[1])]
            if not done or (kind["source"] == "submitted" and not own[-1]):
                yield "evidence", kind
        for each in self.spec["prework"]:
            if each not in self.prework or self.prework[each] > at:
                yield "prework", each
        for day in self.spec["days"]:
            if self.complete_at(day["number"], day["topics"], at) is None:
                yield "day", day

    def _to_practise(self, at: datetime) -> Iterator[tuple[str, Any]]:
        stints = {which: kind for which, (moment, kind) in self.stints.items() if moment <= at}
        observed = {which for which, moment in self.observed if moment <= at and which in stints}
        practice = self.spec["practice"]
        if len(stints) < practice["stints"]:
            yield "stint", "any"
        if len(observed) < practice["observed"]:
            yield "observation", None
        if len([kind for kind in stints.values() if kind != "training"]) < practice["outside_training"]:
            yield "stint", "outside"
