"""Goals of speed and cost: what was measured, what was wanted, and whether it holds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Goal = dict[str, Any]
BETTER = ("less", "more")


def goal(
    name: str,
    measured: float,
    target: float,
    *,
    better: str,
    unit: str,
    detail: str = "",
    spread: Sequence[float] = (),
) -> Goal:
    """A goal that was measured. `better`: whether `measured` should stay at or below the target, or above.

    `spread`: lower and upper quartile of what `measured` is the median of, in the same unit.
    """
    if better not in BETTER:
        raise ValueError(f"better must be one of {BETTER}, not {better!r}")
    shown, wanted = rounded(measured), rounded(target)
    found: Goal = {
        "name": name,
        "measured": shown,
        "target": wanted,
        # What is printed decides, so that whoever reads the file comes to the same verdict.
        "holds": shown <= wanted if better == "less" else shown >= wanted,
        "better": better,
        "unit": unit,
    }
    if detail:
        found["detail"] = detail
    if spread:
        found["spread"] = [rounded(value) for value in spread]
    return found


def unmeasured(name: str, target: float, why: str, *, better: str, unit: str) -> Goal:
    """A goal that this run could not measure, which therefore does not hold; `why` says it in words."""
    return {
        "name": name,
        "measured": None,
        "target": rounded(target),
        "holds": False,
        "better": better,
        "unit": unit,
        "why": why,
    }


def agrees(found: Mapping[str, Any]) -> bool:
    """Whether a goal's `holds` is what its numbers say."""
    if found["measured"] is None:
        return found["holds"] is False and bool(found.get("why"))
    holds = (
        found["measured"] >= found["target"]
        if found.get("better") == "more"
        else found["measured"] <= found["target"]
    )
    return bool(holds) is found["holds"]


def rounded(value: float) -> float:
    """Three significant digits, whole from a hundred on."""
    return round(float(value)) if abs(value) >= 100 else float(f"{value:.3g}")


def table(found: Iterable[Mapping[str, Any]]) -> str:
    """The goals as lines of text: name, measured, target, unit, whether it holds, and why not measured."""
    lines = [f"{'goal':74}{'measured':>10}{'target':>10}  {'unit':14}holds"]
    for one in found:
        bound = {"less": "≤ ", "more": "≥ "}.get(str(one.get("better")), "")
        measured, target = ("–" if one[name] is None else f"{one[name]:g}" for name in ("measured", "target"))
        target = bound + target
        verdict = "yes" if one["holds"] else "NO"
        lines.append(f"{one['name']:74}{measured:>10}{target:>10}  {one.get('unit', ''):14}{verdict}")
        if "why" in one:
            lines.append(f"    not measured: {one['why']}")
    return "\n".join(lines)


Reported = dict[str, Any]


def reported(name: str, measured: float, unit: str, detail: str) -> Reported:
    """A figure that has no goal."""
    return {"name": name, "measured": rounded(measured), "unit": unit, "detail": detail}
