"""A small qualification, and how its file is written for a test or found to be broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from actionlearning.application.specifications import BrokenSpecification, Specifications

__all__ = ["SMALL", "broken", "written"]

SMALL = """\
id = "small"
version = 1
title = "A small qualification"
awarding_body = "Nobody"
level = 5
unit = "1"
credits = 6
registration_months = 12
assignment_months = 3
prework = ["reading"]
cpd_plan = true

[practice]
stints = 2
observed = 1
outside_training = 1

[[days]]
number = 1
part = 1
topics = [
  "method",  # with a [bracket] in a comment
  "questions",
]

[[days]]
number = 2
part = 1
topics = ["review"]
starts = 09:00:00
ends = 16:30:00

[[evidence]]
kind = "report"
title = "Report"
source = "submitted"
assignment = true

[[evidence]]
kind = "practice"
title = "Practice"
source = "observed"

[[criteria]]
number = 1
title = "Explain"
evidence = ["report"]

[[criteria]]
number = 2
title = "Evaluate"
evidence = ["report", "practice"]

[awards]
award = 6
certificate = 13
"""


def written(folder: Path, text: str | bytes = SMALL, name: str = "small.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def broken(path: Path) -> BrokenSpecification:
    with pytest.raises(BrokenSpecification) as refused:
        Specifications.load(path)
    return refused.value
