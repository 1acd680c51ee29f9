"""Writes what was measured: two tables as CSV, the plot, and the marked part of docs/rotation.md."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.rotation.tally import Target, best_simple

BEGIN, END = "<!-- measured: begin (written by python -m benchmarks.rotation) -->", "<!-- measured: end -->"


def write(folder: Path, table: pd.DataFrame, chances: pd.DataFrame, goals: list[Target], plot: str) -> None:
    """rotation-results.csv, rotation-calibration.csv, rotation.svg, and rotation.md between its two marks."""
    folder.mkdir(parents=True, exist_ok=True)
    table.round(4).to_csv(folder / "rotation-results.csv", index=False, lineterminator="\n")
    chances.round(4).to_csv(folder / "rotation-calibration.csv", index=False, lineterminator="\n")
    (folder / "rotation.svg").write_text(plot, encoding="utf-8")
    page = folder / "rotation.md"
    text = page.read_text(encoding="utf-8") if page.exists() else f"{BEGIN}\n{END}\n"
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    middle = "\n\n".join([_goals(goals), _results(table), _calibration(chances)])
    page.write_text(f"{before}{BEGIN}\n\n{middle}\n\n{END}{after}", encoding="utf-8")


def console(table: pd.DataFrame, goals: list[Target]) -> str:
    """What the command prints at its end."""
    wide = table.pivot(index="world", columns="policy", values="identified")
    wide = wide.loc[table["world"].unique(), table["policy"].unique()].round(2)
    lines = [
        f"{'holds' if goal.holds else 'FAILS'}  {goal.name}: {goal.measured} (target {goal.target})"
        for goal in goals
    ]
    return "\n".join([wide.to_string(), "", *lines])


def _markdown(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _goals(goals: list[Target]) -> str:
    rows = [[goal.name, goal.measured, goal.target, "yes" if goal.holds else "no"] for goal in goals]
    return "### Targets\n\n" + _markdown(["The index", "measured", "target", "holds"], rows)


def _results(table: pd.DataFrame) -> str:
    policies = list(table["policy"].unique())
    rows = []
    for world, part in table.groupby("world", sort=False):
        cells = [f"{value:.1f}" for value in part.set_index("policy")["identified"].loc[policies]]
        best = best_simple(table, str(world))
        rows.append([str(world), *cells, _gain(part, "FIFO at the minimum"), f"{best['index_ratio']:.2f} ×"])
    reach, count = table["identified_reach"].max(), table["replications"].min()
    words = (
        f"Mean identifications of a season over at least {count} replications (half-width of the 95 % "
        f"interval at most {reach:.1f}); gain: index minus FIFO at the minimum, with its paired 95 % "
        "interval; last: the index over the best simple rule of that world."
    )
    header = ["World", *policies, "gain over FIFO min.", "of best simple"]
    return f"### Results\n\n{words}\n\n" + _markdown(header, rows)


def _gain(part: pd.DataFrame, policy: str) -> str:
    row = part[part["policy"] == policy].iloc[0]
    return f"{row['index_gain']:+.2f} ({row['index_gain_low']:+.2f} to {row['index_gain_high']:+.2f})"


def _calibration(chances: pd.DataFrame) -> str:
    rows = [
        [
            str(row.world),
            f"{row.chances}",
            f"{row.identified}",
            f"{row.expected:.0f}",
            f"{row.ratio:.2f} ({row.ratio_low:.2f} to {row.ratio_high:.2f})",
            f"{row.slope:.2f}",
            f"{row.coverage_90:.1%}",
            f"{row.log_score:.4f} / {row.reference_score:.4f}",
        ]
        for row in chances.itertuples()
    ]
    header = [
        "World",
        "chances",
        "identified",
        "expected",
        "observed / expected",
        "slope",
        "90 % cover",
        "log score / base rate",
    ]
    return "### Calibration of the chances shown\n\n" + _markdown(header, rows)
