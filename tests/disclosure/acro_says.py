"""What ACRO (Automatic Checking of Research Outputs) would suppress in a table, by the records behind each cell.

It finds too few records, and one or two that make up most of a sum. It talks a lot, and warns of its own dependencies.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from typing import Any

__all__ = ["flagged"]

FLAGS = ("MinimumThresholdCheck", "NKCheck", "PPercentCheck")


def flagged(fewest: int, rows: Sequence[str], columns: Sequence[str], values: Sequence[int] = ()) -> set[tuple[str, str]]:
    """The cells of a table of counts with its margins, called ``All``, or of means, that it would suppress."""
    logging.getLogger("acro").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import acro  # noqa: PLC0415  # it takes seconds, and nothing else needs it
        import pandas  # noqa: ICN001, PLC0415  # as above; it comes with it

        session: Any = acro.ACRO(suppress=False)
        session.config["safe_threshold"] = fewest
        frame = pandas.DataFrame({"row": rows, "column": columns, "value": values or [1] * len(rows)})
        if values:
            session.pivot_table(frame, index="row", columns="column", values="value", aggfunc="mean")
        else:
            session.crosstab(frame["row"], frame["column"], margins=True)
        outcome = session.results.get_index(0).outcome
    return {
        (str(row), str(column if isinstance(column, str) else column[-1]))
        for row in outcome.index
        for column in outcome.columns
        if any(flag in str(outcome.loc[row, column]) for flag in FLAGS)
    }
