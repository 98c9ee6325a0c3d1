"""What a sponsor may be told of people: figures about enough of them, to the nearest step, and none that gives anybody away.

Pure: declared figures and a ledger of what was told before come in; which of them may be told, and how, comes out.

1. *Fixed breakdowns.* Only figures that are declared can be asked for, in the order in which they are declared: the whole
   before its parts, larger parts before smaller ones.
2. *Threshold.* No figure of any kind is told about fewer people than ``Rules.fewest``.
3. *Complementary suppression.* A part is withheld, too, where the whole less the parts that are told, or any other sum, would
   be about fewer. Which parts are told is settled in the declared order, so that every page tells the same.
4. *Ledger.* Whatever was told before counts as told, whenever and in whatever table.
5. *Rounding.* Everything about people is told to about a twentieth of its scale: counts to the nearest five, shares to the
   nearest five per cent, scores on 1 to 10 to the nearest half, amounts to a step of 1, 2 or 5 that is a twentieth of them or
   more. The ledger compares people and knows nothing of time: rounding hides what one of them did between two releases about
   the same people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from fractions import Fraction
from types import MappingProxyType

from attrs import field, frozen

from actionlearning.domain.disclosure import FEWEST, Group, Ledger, people_in
from actionlearning.domain.errors import BadInput
from actionlearning.projections.metric import Change, Metric, Telling

__all__ = ["SCALES", "Cell", "NotDeclared", "Rules", "Scale", "Settled", "Sheet", "TooFewAsked", "decide", "rounded"]

STEP = 5
"""Counts are told to the nearest five: as many as the fewest people that may be told of, so that a count of people that is told
is never nought, and one more or less is seen only where it crosses a step."""

TWENTIETH = Fraction(1, 20)
HALF = Fraction(1, 2)


class NotDeclared(BadInput):
    """A sponsor asks for declared figures: whoever could break them down as they like could single anybody out."""

    measure: str
    cell: str
    says = "{measure} is not broken down for a sponsor by {cell}; ask for one of the breakdowns that are declared"


class TooFewAsked(BadInput):
    """The threshold can be raised, and not lowered."""

    fewest: int
    least: int
    says = "figures about fewer than {least} people are told to nobody outside, and {fewest} were asked for; ask for more"


class Scale(Enum):
    """What a figure is told in, which settles how it is rounded."""

    SHARE = "share"
    SCORE = "score"
    COUNT = "count"
    AMOUNT = "amount"


SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "attendance", "follow_through", "on_time", "loop_closure", "prompt_review", "talk_to_action",
                "resolution_rate", "participation_spread", "ownership_index", "airtime_gini", "open_share", "advice_rate",
                "learning_yield", "transfer", "alignment", "drift",
            ),
            Scale.SHARE,
        ),
        **dict.fromkeys(
            (
                "less_isolated", "self_efficacy", "takes_responsibility", "safety", "challenge", "support", "energy", "worth",
                "recommend",
            ),
            Scale.SCORE,
        ),
        **dict.fromkeys(
            ("members", "learnings", "applied", "problems", "steps", "hours", "help_given", "help_had"), Scale.COUNT
        ),
        **dict.fromkeys(("slippage", "costs"), Scale.AMOUNT),
    }
)  # fmt: skip
"""Everything that can be told of people, by what it measures."""


@frozen
class Rules:
    """How many people must be behind whatever is told: five, or more where a programme, or what is published, asks for more."""

    fewest: int = field(default=FEWEST)

    @fewest.validator
    def _not_lowered(self, _: object, value: int) -> None:
        if value < FEWEST:
            raise TooFewAsked(fewest=value, least=FEWEST)


@frozen
class Cell:
    """One figure that is declared: what it measures, of which part, and who is behind it. ``name`` is empty for the whole."""

    measure: str
    name: str
    behind: Group


@frozen(kw_only=True)
class Settled:
    """What a sheet settled, as it may be told with the figures: nobody who is behind them is in it."""

    fewest: int
    """How many people had to be behind each figure."""
    shown: tuple[tuple[str, str, int], ...]
    """What may be told: what it measures, of which part, and how many people are behind it, to the nearest five."""
    withheld: tuple[tuple[str, str], ...]
    """What is declared and may not be told."""
    fresh: int
    """How many of the figures that may be told were not released before."""


@frozen(kw_only=True)
class Sheet:
    """What may be told, settled for every declared figure."""

    rules: Rules
    told: Mapping[tuple[str, Group], bool]
    named: Mapping[tuple[str, str], Group]
    before: Ledger

    def fresh(self) -> tuple[tuple[str, Group], ...]:
        """What may be told and was not told before, in the declared order."""
        return tuple(key for key, told in self.told.items() if told and key[1] not in self.before.told.get(key[0], ()))

    def all_told(self) -> tuple[tuple[str, Group], ...]:
        """What may be told, in the declared order."""
        return tuple(key for key, told in self.told.items() if told)

    def shown(self) -> tuple[tuple[str, str, int], ...]:
        """What is declared and may be told, by its names, with how many people are behind it, rounded."""
        return tuple(
            (measure, name, self.people(len(people_in(behind))))
            for (measure, name), behind in self.named.items()
            if behind and self.may_tell(measure, behind)
        )

    def withheld(self) -> tuple[tuple[str, str], ...]:
        """What is declared and may not be told, by its names."""
        return tuple((measure, name) for (measure, name), behind in self.named.items() if not self.may_tell(measure, behind))

    def settled(self) -> Settled:
        """What it came to, to be told with the figures."""
        return Settled(fewest=self.rules.fewest, shown=self.shown(), withheld=self.withheld(), fresh=len(self.fresh()))

    def may_tell(self, measure: str, behind: Group) -> bool:
        """Whether a declared figure may be told; one that nobody is behind hides nobody. Raises ``NotDeclared``."""
        if not behind:
            return True
        if (measure, behind) not in self.told:
            raise NotDeclared(measure=measure, cell=f"{len(people_in(behind))} people")
        return self.told[measure, behind]

    def metric(self, measure: str, figure: Metric, scale: Scale | None = None) -> Metric:
        """A figure as a sponsor is told it, in the scale of its measure or another; one that is not available, as it is."""
        if figure.behind is None or figure.value is None:
            return figure
        if not self.may_tell(measure, figure.behind):
            return Metric(None, None, telling=Telling.WITHHELD)
        n = None if figure.n is None else self.people(figure.n)
        return Metric(rounded(scale or SCALES[measure], figure.value), 1, n, telling=Telling.ROUNDED)

    def change(self, measure: str, figure: Change) -> Change:
        """The same for a mean before and after."""
        if figure.before is None or figure.after is None or figure.behind is None:
            return figure
        if not self.may_tell(measure, figure.behind):
            return Change(None, None, 0, telling=Telling.WITHHELD)
        scale = SCALES[measure]
        before, after = rounded(scale, figure.before), rounded(scale, figure.after)
        return Change(before, after, self.people(figure.n), telling=Telling.ROUNDED)

    def count(self, measure: str, name: str, counted: int) -> int | None:
        """A count as a sponsor is told it, by the name of its cell; None where it is withheld. Raises ``NotDeclared``."""
        if (measure, name) not in self.named:
            raise NotDeclared(measure=measure, cell=name)
        return int(rounded(Scale.COUNT, Fraction(counted))) if self.may_tell(measure, self.named[measure, name]) else None

    @staticmethod
    def people(n: int) -> int:
        """A number that stands beside a figure that is told, such as how many people are behind it."""
        return int(rounded(Scale.COUNT, Fraction(n)))


def decide(cells: Iterable[Cell], before: Ledger, rules: Rules) -> Sheet:
    """Settle which of the declared figures may be told: each in its turn, held against what was told before and before it."""
    told: dict[tuple[str, Group], bool] = {}
    named: dict[tuple[str, str], Group] = {}
    ledger = before
    for cell in cells:
        if cell.measure not in SCALES:
            raise NotDeclared(measure=cell.measure, cell=cell.name)
        named[cell.measure, cell.name] = cell.behind
        key = (cell.measure, cell.behind)
        if cell.behind and key not in told:
            told[key] = ledger.allows(cell.measure, cell.behind, rules.fewest)
            if told[key]:
                ledger = ledger.tell(cell.measure, cell.behind)
    return Sheet(rules=rules, told=told, named=named, before=before)


def rounded(scale: Scale, value: Fraction) -> Fraction:
    """A number to the nearest step of its scale; what lies half-way goes up."""
    match scale:
        case Scale.COUNT:
            return _to(Fraction(STEP), value)
        case Scale.SHARE:
            return _to(TWENTIETH, value)
        case Scale.SCORE:
            return _to(HALF, value)
        case Scale.AMOUNT:
            return _to(_step_of(abs(value)), value) if value else value


def _to(step: Fraction, value: Fraction) -> Fraction:
    return (value / step + HALF).__floor__() * step


def _step_of(value: Fraction) -> Fraction:
    """The least of 1, 2 and 5 times a power of ten that is a twentieth of a number or more."""
    wanted, power = value * TWENTIETH, Fraction(1)
    while power > wanted:
        power /= 10
    while power * 10 <= wanted:
        power *= 10
    return next(power * times for times in (1, 2, 5, 10) if power * times >= wanted)
