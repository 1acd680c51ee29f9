"""The measured part of docs/performance.md: written by a whole run, between two marks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin (written by python -m benchmarks) -->", "<!-- measured: end -->"


def write(content: Mapping[str, Any], page: Path = PAGE) -> None:
    """Put the results between the marks of the page; what people wrote around them stays."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}\n\n{measured(content)}\n\n{END}{after}", encoding="utf-8")


def measured(content: Mapping[str, Any]) -> str:
    """The results as Markdown: on what, the goals, what is reported without one."""
    machine, goals = content["machine"], content["goals"]
    holding = sum(one["holds"] for one in goals)
    lines = [
        f"{machine['date']}, {machine['cores']} cores, Python {machine['python']} on {machine['system']}, "
        f"{machine['seconds']} s, load average at the end {machine['load_at_end']}: "
        f"{holding} of {len(goals)} goals hold.",
        "",
        "| Goal | Measured | Quartiles | Target | Holds | |",
        "|---|---:|---:|---:|---|---|",
        *(_row(one) for one in goals),
    ]
    if content["reported"]:
        lines += ["", "Reported, without a goal:", ""]
        lines += [
            f"- {one['name']}: {one['measured']:g} {one['unit']} ({one['detail']})"
            for one in content["reported"]
        ]
    return "\n".join(lines)


def _row(one: Mapping[str, Any]) -> str:
    unit = f" {one['unit']}" if one.get("unit") not in (None, "", "times", "ratio", "share") else ""
    bound = {"less": "≤ ", "more": "≥ "}.get(str(one.get("better")), "")
    shown = "–" if one["measured"] is None else f"{one['measured']:g}{unit}"
    wanted = "–" if one["target"] is None else f"{bound}{one['target']:g}{unit}"
    spread = "–".join(f"{value:g}" for value in one.get("spread", ()))
    said = one.get("why") or one.get("detail", "")
    return (
        f"| {one['name']} | {shown} | {spread} | {wanted} | {'yes' if one['holds'] else '**no**'} | {said} |"
    )
