"""The plot docs/rotation.svg: the base world by policy; the index against the best simple rule by world."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pandas as pd

from benchmarks.rotation.policies import INDEX
from benchmarks.rotation.tally import best_simple
from benchmarks.rotation.worlds import BASE

WIDTH, ROW, TOP, LEFT, GAP = 980, 22, 64, 150, 30
INK, SOFT, MARK, LINE = "#1A2126", "#5C666C", "#0072B2", "#ECEEEA"


class _Panel:
    """A column of rows with one horizontal scale."""

    def __init__(self, left: float, right: float, low: float, high: float) -> None:
        self.left, self.right, self.low, self.high = left, right, low, high

    def x(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.left + share * (self.right - self.left), 1)

    def ticks(self, values: list[float], bottom: float, label: str) -> list[str]:
        parts = []
        for value in values:
            at = self.x(value)
            parts.append(f'<line x1="{at}" y1="{TOP - 6}" x2="{at}" y2="{bottom}" stroke="{LINE}"/>')
            parts.append(_text(at, bottom + 16, label.format(value), SOFT, "middle"))
        return parts

    def mark(self, y: float, value: float, reach: float, colour: str) -> list[str]:
        low, high, at = self.x(value - reach), self.x(value + reach), self.x(value)
        return [
            f'<line x1="{low}" y1="{y}" x2="{high}" y2="{y}" stroke="{colour}" stroke-width="2"/>',
            f'<circle cx="{at}" cy="{y}" r="4.5" fill="{colour}"/>',
        ]


def _text(x: float, y: float, words: str, colour: str = INK, anchor: str = "start", extra: str = "") -> str:
    return f'<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}" {extra}>{escape(words)}</text>'


def draw(table: pd.DataFrame) -> str:
    """SVG of the results table; whiskers are 95 % intervals, those of the right panel paired."""
    worlds = list(table["world"].unique())
    policies = table[table["world"] == (BASE if BASE in worlds else worlds[0])]
    height = TOP + ROW * max(len(worlds), len(policies)) + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12"><title>{escape(_title(table))}</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#FFFFFF"/>',
        *_policies(policies),
        *_worlds(table, worlds),
        _text(10, height - 12, "Simulated. Whiskers: 95 % intervals; right: paired over common draws.", SOFT),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _title(table: pd.DataFrame) -> str:
    return f"Rotation index in the simulator, at least {table['replications'].min()} replications a world"


def _policies(rows: pd.DataFrame) -> list[str]:
    panel = _Panel(LEFT, WIDTH / 2 - GAP, 0.0, 45.0)
    parts = [_text(10, 22, "Identifications in the first 52 weeks, base world", extra='font-weight="700"')]
    parts += panel.ticks([0, 10, 20, 30, 40], TOP + ROW * len(rows), "{:.0f}")
    for place, row in enumerate(rows.sort_values("identified").itertuples()):
        y = TOP + ROW * place + 8
        ours = str(row.policy).startswith(INDEX)
        parts.append(_text(LEFT - 10, y + 4, str(row.policy), INK if ours else SOFT, "end"))
        parts += panel.mark(y, row.identified, row.identified_reach, MARK if ours else SOFT)
    return parts


def _worlds(table: pd.DataFrame, worlds: list[str]) -> list[str]:
    left = WIDTH / 2 + LEFT
    panel = _Panel(left, WIDTH - 120, 0.90, 1.30)
    title = "Index over the best simple rule of each world"
    parts = [_text(WIDTH / 2 + 10, 22, title, extra='font-weight="700"')]
    parts += panel.ticks([0.9, 1.0, 1.1, 1.2, 1.3], TOP + ROW * len(worlds), "{:.1f} ×")
    at = panel.x(1.0)
    parts.append(f'<line x1="{at}" y1="{TOP - 6}" x2="{at}" y2="{TOP + ROW * len(worlds)}" stroke="{SOFT}"/>')
    for place, world in enumerate(worlds):
        row, y = best_simple(table, world), TOP + ROW * place + 8
        reach = (row["index_gain_high"] - row["index_gain_low"]) / 2 / row["identified"]
        parts.append(_text(left - 10, y + 4, world, INK, "end"))
        parts += panel.mark(y, row["index_ratio"], reach, MARK)
        parts.append(
            _text(WIDTH - 110, y + 4, row["policy"].replace("FIFO at the minimum", "FIFO min."), SOFT)
        )
    return parts
