"""All figures together: the view of one set, and the view of a programme with its sets, measures and money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.values import Instrument, ObjectiveId, ProgrammeId, SetId
from actionlearning.projections import metrics
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, FACTS_OF_SETS, Facts, SetFacts
from actionlearning.projections.metric import Change, Metric
from actionlearning.projections.money import Money, objective_progress
from actionlearning.projections.projection import History

__all__ = ["Figures", "ProgrammeMetrics", "SessionFigures", "SetMetrics"]


@frozen(kw_only=True)
class Figures:
    """What the facts of one set, or of several together, come to; each is defined in ``metrics``."""

    attendance: Metric
    follow_through: Metric
    on_time: Metric
    loop_closure: Metric
    prompt_review: Metric
    slippage: Metric
    talk_to_action: Metric
    resolution_rate: Metric
    participation_spread: Metric
    ownership_index: Metric
    airtime_gini: Metric
    open_share: Metric
    advice_rate: Metric
    learning_yield: Metric
    transfer: Metric
    alignment: Metric
    drift: Metric
    less_isolated: Change
    self_efficacy: Change
    takes_responsibility: Change

    @classmethod
    def of(cls, sets: Sequence[SetFacts]) -> Figures:
        """Over several sets numerators and denominators are pooled; nothing is averaged twice."""
        return cls(
            attendance=metrics.attendance(sets),
            follow_through=metrics.follow_through(sets),
            on_time=metrics.on_time(sets),
            loop_closure=metrics.loop_closure(sets),
            prompt_review=metrics.prompt_review(sets),
            slippage=metrics.slippage(sets),
            talk_to_action=metrics.talk_to_action(sets),
            resolution_rate=metrics.resolution_rate(sets),
            participation_spread=metrics.participation_spread(sets),
            ownership_index=metrics.ownership_index(sets),
            airtime_gini=metrics.airtime_gini(sets),
            open_share=metrics.open_share(sets),
            advice_rate=metrics.advice_rate(sets),
            learning_yield=metrics.learning_yield(sets),
            transfer=metrics.transfer(sets),
            alignment=metrics.alignment(sets),
            drift=metrics.drift(sets),
            less_isolated=metrics.change(sets, Instrument.LESS_ISOLATED),
            self_efficacy=metrics.change(sets, Instrument.SELF_EFFICACY),
            takes_responsibility=metrics.change(sets, Instrument.TAKES_RESPONSIBILITY),
        )

    def named(self) -> dict[str, Metric | Change]:
        """Every figure under its name, in the order in which they are told."""
        return {name: getattr(self, name) for name in type(self).__annotations__}

    def to_json(self) -> dict[str, object]:
        """The machine form, by name."""
        return {name: figure.to_json() for name, figure in self.named().items()}


@frozen(kw_only=True)
class SessionFigures:
    """How the set talked in one session."""

    open_share: Metric
    advice_rate: Metric

    def to_json(self) -> dict[str, object]:
        """The machine form."""
        return {"open_share": self.open_share.to_json(), "advice_rate": self.advice_rate.to_json()}


@frozen(kw_only=True)
class SetMetrics:
    """The figures of one set, over all and session by session."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_SETS
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    set: SetId
    title: str
    figures: Figures
    sessions: Mapping[int, SessionFigures]

    @classmethod
    def fold(cls, history: History, /, *, set: SetId) -> Self:  # noqa: A002  # the word for it in action learning
        """The figures of a set. Raises ``NothingKnown``."""
        return cls.of(history, Facts(history).set(set))

    @classmethod
    def of(cls, history: History, its: SetFacts) -> Self:
        """The figures of a set whose facts have been read."""
        return cls(
            as_at=history.asked,
            position=history.position,
            set=its.id,
            title=its.title,
            figures=Figures.of([its]),
            sessions={
                session.number: SessionFigures(
                    open_share=metrics.open_share([its], session.number),
                    advice_rate=metrics.advice_rate([its], session.number),
                )
                for session in its.held
            },
        )

    def to_json(self) -> dict[str, object]:
        """The machine form: the figures by name, and ``sessions`` by number."""
        sessions = {str(number): session.to_json() for number, session in self.sessions.items()}
        return {**self.figures.to_json(), "sessions": sessions}


@frozen(kw_only=True)
class ObjectiveFigures:
    """How far one measure has moved."""

    objective: ObjectiveId
    title: str
    unit: str
    progress: Metric
    retired: bool
    """Whether it is no longer pursued; what was measured until then stays."""

    def to_json(self) -> dict[str, object]:
        """The machine form: its progress, and whether it is retired."""
        return {**self.progress.to_json(), "retired": self.retired}


@frozen(kw_only=True)
class ProgrammeMetrics:
    """The figures of a programme: its sets pooled and one by one, its objectives and its money."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    programme: ProgrammeId
    title: str
    figures: Figures
    sets: tuple[SetMetrics, ...]
    objectives: tuple[ObjectiveFigures, ...]
    money: Money

    @classmethod
    def fold(cls, history: History, /, *, programme: ProgrammeId) -> Self:
        """The figures of a programme. Raises ``NothingKnown``."""
        facts = Facts(history)
        known = facts.programme(programme)
        sets = facts.sets_of(programme)
        return cls(
            as_at=history.asked,
            position=history.position,
            programme=known.id,
            title=known.title,
            figures=Figures.of(sets),
            sets=tuple(SetMetrics.of(history, its) for its in sets),
            objectives=tuple(
                ObjectiveFigures(
                    objective=each.id,
                    title=each.title,
                    unit=each.unit,
                    progress=objective_progress(each),
                    retired=each.retired is not None,
                )
                for each in known.objectives
            ),
            money=Money.of(known, sets),
        )

    def to_json(self) -> dict[str, object]:
        """The machine form: the pooled figures by name; ``sets`` and ``objectives`` by id; ``money``."""
        return {
            **self.figures.to_json(),
            "sets": {str(each.set): each.to_json() for each in self.sets},
            "objectives": {str(each.objective): each.to_json() for each in self.objectives},
            "money": self.money.to_json(),
        }
