"""What is asked of contenders, and what a measurement tells: a line for people and a row for machines."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measuring import Contender, medians

__all__ = ["AIMS", "HEADING", "Question", "line", "row"]

AIMS: dict[tuple[str, str, str], dict[str, float]] = {
    ("commit", "", "sqlite"): {"of_floor": 0.85},
    ("commit", "", "postgresql"): {"of_floor": 0.85},
    ("concurrent8", "8 deciding", "sqlite"): {"of_floor": 2.5},
    ("concurrent8", "8 deciding", "postgresql"): {"of_floor": 0.7},
    ("concurrent16_slow_flush", "16 recording, 2 ms flush", "postgresql"): {"x_serial": 8},
    ("command", "", "sqlite"): {"x_stock": 5},
    ("command", "", "postgresql"): {"x_stock": 4},
    ("load1000", "", "sqlite"): {"x_stock": 12},
    ("load1000", "", "postgresql"): {"x_stock": 8},
    ("log", "", "sqlite"): {"x_stock": 7, "of_floor": 0.5},
    ("log", "", "postgresql"): {"x_stock": 6, "of_floor": 0.6},
    ("import", "", "python"): {"of_floor": 3},
    ("help", "", "python"): {"of_floor": 8},
}
"""What each case is meant to reach, at least; of what takes time, at most."""

MAIN = {"ours": "ours", "stock": "stock", "raw": "floor"}
RATIOS = {"x_stock": "x stock", "of_floor": "of raw", "x_serial": "x serial"}
HEADING = f"{'case':<50}{'backend':<12}{'ours':>10}{'stock':>10}{'raw':>10} {'':<11}{'x stock':>8}{'of raw':>8}"


@dataclass(frozen=True)
class Question:
    """Contenders who do the same work. ``ours``, ``stock`` and ``raw`` are compared; others are told beside them."""

    name: str
    contenders: Mapping[str, Contender]
    note: str = ""


def row(case: str, backend: str, unit: str, question: Question, figures: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """What one question found, for machines: medians, ratios between them, and the middle half of the rounds."""
    middle = medians(figures)
    told: dict[str, Any] = {"case": case, "variant": question.name, "backend": backend, "unit": unit}
    told |= {key: middle.get(name) for name, key in MAIN.items()}
    ours = middle["ours"]
    for key, other in (("x_stock", "stock"), ("of_floor", "raw"), ("x_serial", "serial")):
        if other in middle:
            told[key] = ours / middle[other]
    told["others"] = {name: figure for name, figure in middle.items() if name not in MAIN}
    told["middle_half"] = {name: _middle_half(each) for name, each in figures.items()}
    told["aim"] = AIMS.get((case, question.name, backend), {})
    told["note"] = question.note
    return told


def line(told: Mapping[str, Any]) -> str:
    """The same for people."""
    name = f"{told['case']} {told['variant']}".strip()
    figures = "".join(f"{_figure(told[key]):>10}" for key in MAIN.values())
    ratios = "".join(f"{told[key]:>8.2f}" if key in told else f"{'':>8}" for key in ("x_stock", "of_floor"))
    aims = ", ".join(f"{RATIOS[key]} {aim:g}" for key, aim in told["aim"].items())
    found = [f"{name:<50}{told['backend']:<12}{figures} {told['unit']:<11}{ratios}{f'   aim: {aims}' if aims else ''}"]
    beside = [f"{other} {_figure(figure)}" for other, figure in told["others"].items()]
    if "x_serial" in told:
        beside.append(f"{told['x_serial']:.2f} x serial")
    beside += [told["note"]] if told["note"] else []
    return "\n".join(found + ([f"    {'; '.join(beside)}"] if beside else []))


def _middle_half(rounds: Sequence[float]) -> list[float]:
    if len(rounds) == 1:
        return [rounds[0], rounds[0]]
    low, _, high = statistics.quantiles(rounds, n=4, method="inclusive")
    return [low, high]


def _figure(figure: float | None) -> str:
    if figure is None:
        return ""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:,.1f}"
