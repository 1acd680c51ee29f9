"""Derive benchmarks.csv, in the columns of the `benchmarks` records, from published_figures.csv. Run by hand:

    python data/build_benchmarks.py

A point is x of n: x items with the outcome on a day, out of n published by then. Sources seldom print both at
once, so n is the latest count published on or before that day. Where none is (objects of Trace an Object
before its first anniversary: 20 at launch, then 119), the next one stands in; it can only be too large, so
the share is `at_least` x / n. The sources on EU Most Wanted disagree (more than 60 profiles in November 2016,
50 in June 2017); each is kept as printed, and 2017-06-01 holds the declared benchmark: 35 of 50 found, 11
thanks to tips.

`precision` is that of x where n is exact or was carried forward, `about` where n itself is not exact.
"""

import csv
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = ["name", "item", "outcome", "as_of", "age_days", "n", "x", "precision", "source"]
# Campaign → its launch, the word for its item, the metrics that count published items, and those of outcomes.
CAMPAIGNS = {
    "eu_most_wanted": (
        date(2016, 1, 29),
        "suspect",
        ["profiles_published"],
        {"arrests_cumulative": "found", "arrests_thanks_to_tips_cumulative": "found_thanks_to_tips"},
    ),
    "trace_an_object": (
        date(2017, 5, 31),
        "object",
        ["objects_published_cumulative"],
        {
            "objects_identified_cumulative": "identified",
            "objects_located_cumulative": "located",
            "trails_eliminated_cumulative": "trail_eliminated",
        },
    ),
}

Figure = dict[str, str]


def published(figures: list[Figure], day: str) -> tuple[Figure, bool]:
    """The count of published items that holds on a day, and whether it was printed only later."""
    by_then = [figure for figure in figures if figure["as_of"] <= day]
    return (by_then[-1], False) if by_then else (figures[0], True)


def point(name: str, figure: Figure, counts: list[Figure]) -> Figure:
    """One row of benchmarks.csv from one published outcome."""
    launch, item, _, outcomes = CAMPAIGNS[name]
    n, later = published(counts, figure["as_of"])
    precision = figure["precision"] if n["precision"] == "exact" else "about"
    same = n["source"] == figure["source"]
    return {
        "name": name,
        "item": item,
        "outcome": outcomes[figure["metric"]],
        "as_of": figure["as_of"],
        "age_days": str((date.fromisoformat(figure["as_of"]) - launch).days),
        "n": n["value"],
        "x": figure["value"],
        "precision": "at_least" if later else precision,
        "source": figure["source"] if same else f"{figure['source']}; n: {n['source']}, {n['as_of']}",
    }


def main() -> None:
    """Write benchmarks.csv beside this script."""
    with (HERE / "published_figures.csv").open(encoding="utf-8", newline="") as file:
        figures = sorted(csv.DictReader(file), key=lambda figure: figure["as_of"])
    rows = []
    for name, (_, _, counted, outcomes) in CAMPAIGNS.items():
        ours = [figure for figure in figures if figure["campaign"] == name]
        counts = [figure for figure in ours if figure["metric"] in counted]
        rows += [point(name, figure, counts) for figure in ours if figure["metric"] in outcomes]
    with (HERE / "benchmarks.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: [row[name] for name in ("name", "outcome", "as_of")]))
    print(len(rows), "points")


if __name__ == "__main__":
    main()
