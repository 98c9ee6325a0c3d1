"""How somebody, or a whole set, talked: questions by form and by what they were for, beside the advice given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import frozen

from actionlearning.domain.disclosure import Group
from actionlearning.domain.values import QuestionForm, QuestionFunction
from actionlearning.projections.metric import Metric
from actionlearning.projections.problem_facts import Advice, Question

__all__ = ["Talk", "talkers"]


def talkers(said: Iterable[Question | Advice]) -> Group:
    """Who asked or advised, in which session: the sessions of a set are told one by one, too."""
    units = {(each.by.int, each.session): each for each in said}  # by their numbers, which are hashed sooner than ids
    return frozenset((each.by, f"session {each.session}") for each in units.values())


@frozen(kw_only=True)
class Talk:
    """Questions and advice, counted. Forms and functions that did not occur are not listed."""

    questions: int
    by_form: Mapping[QuestionForm, int]
    by_function: Mapping[QuestionFunction, int]
    advice: int
    open_share: Metric
    advice_rate: Metric

    @classmethod
    def of(cls, questions: Iterable[Question], advice: Iterable[Advice]) -> Talk:
        """Count what was asked and advised."""
        asked, given = list(questions), list(advice)
        forms, functions = Counter(q.form for q in asked), Counter(q.function for q in asked)
        return cls(
            questions=len(asked),
            by_form={form: forms[form] for form in QuestionForm if forms[form]},
            by_function={function: functions[function] for function in QuestionFunction if functions[function]},
            advice=len(given),
            open_share=Metric.over(forms[QuestionForm.OPEN], len(asked), talkers(asked)),
            advice_rate=Metric.over(len(given), len(given) + len(asked), talkers([*asked, *given])),
        )
