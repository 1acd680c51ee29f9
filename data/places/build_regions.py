"""List the regions that the public form offers: regions.csv from towns.parquet, for a process without pandas.

    .venv/bin/python data/places/build_regions.py

One row a region that has a town in the list: country, region (the value stored with a tip).
"""

import csv
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent


def regions() -> list[tuple[str, str]]:
    """(country, region) of every named region, in that order."""
    towns = pd.read_parquet(HERE / "towns.parquet", columns=["country", "region"])
    named = towns.loc[towns["region"] != ""].drop_duplicates().sort_values(["country", "region"])
    return list(named.itertuples(index=False, name=None))


if __name__ == "__main__":
    with (HERE / "regions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["country", "region"])
        writer.writerows(regions())
