"""What a journal holds of one candidate, and the rules they were registered under, as the plain file that these are."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from journal_log import Log

from actionlearning.testing.account.candidacy import specifications

ASSESSING = ("candidate.criterion-judged", "candidate.work-referred")


class Candidacy:
    """One candidate's stream, with the rules they were registered under."""

    def __init__(self, log: Log, confirmed: Any) -> None:
        self.log, self.stream = log, confirmed.stream
        self.member: UUID = confirmed.event.member
        registered = self.named("candidate.registered")
        self.registered = registered[0] if registered else None
        self.spec = specifications()[self.registered.event.specification.id] if self.registered else None

    def named(self, *names: str, before: Any = None, **having: Any) -> list[Any]:
        return self.log.named(*names, within=self.stream, before=before, **having)

    def day(self, at: datetime) -> date:
        assert self.registered is not None
        return at.astimezone(ZoneInfo(self.registered.event.time_zone)).date()

    def extended(self, deadline: str, it: Any) -> list[date]:
        """The last days that were given for a deadline by the time of an event, as far as it was known."""
        given = self.named("candidate.registration-extended", before=it)
        return [e.event.until for e in given if e.event.deadline.value == deadline and e.occurred_at <= it.occurred_at]

    def expires_on(self, it: Any) -> date:
        """The last day of the registration that was in force at the time of an event."""
        assert self.registered is not None
        return [self.registered.event.expires_on, *self.extended("registration", it)][-1]

    def assignment_due(self, it: Any) -> date | None:
        """Three calendar months, or what the rules say, after the last day was complete, unless extended."""
        if extended := self.extended("assignment", it):
            return extended[-1]
        assert self.spec is not None
        attended = self.named("candidate.workshop-day-attended", before=it)
        moments: list[datetime] = []
        for day in self.spec["days"]:
            for topic in day["topics"]:
                had = [e.occurred_at for e in attended if e.event.day == day["number"] and topic in e.event.topics]
                had = [at for at in had if at <= it.occurred_at]
                if not had:
                    return None
                moments.append(min(had))
        last = self.day(max(moments))
        months = last.month - 1 + self.spec["assignment_months"]
        year, month = last.year + months // 12, months % 12 + 1
        return date(year, month, min(last.day, calendar.monthrange(year, month)[1]))

    def standing(self, before: Any) -> dict[int, Any]:
        """The judgement of each criterion that stood, none where an appeal set it aside."""
        found: dict[int, Any] = {}
        for each in self.named("candidate.criterion-judged", "candidate.appeal-decided", before=before):
            if each.name == "candidate.criterion-judged":
                found[each.event.criterion] = each
            elif each.event.upheld:
                found.pop(each.event.criterion, None)
        return found

    def referred(self, before: Any) -> dict[int, Any]:
        """What was given back for each criterion, and neither met nor set aside since."""
        found: dict[int, Any] = {}
        for each in self.named(*ASSESSING, "candidate.appeal-decided", before=before):
            if each.name == "candidate.work-referred":
                found |= dict.fromkeys(each.event.criteria, each)
            elif each.name == "candidate.appeal-decided":
                if each.event.upheld:
                    found.pop(each.event.criterion, None)
            elif each.event.judgement.value == "met":
                found.pop(each.event.criterion, None)
        return found


def candidacies(log: Log) -> list[Candidacy]:
    return [Candidacy(log, each) for each in log.named("candidate.capability-confirmed")]
