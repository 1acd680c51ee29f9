"""From tips to votes: tips that are likely one voice count once."""

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from analysis.consensus_model import UNKNOWN

NOT_COUNTED = ("spam", "duplicate", "unusable")
ORIGIN = ("origin_country", "origin_region", "origin_place")


def cluster_votes(tips: pd.DataFrame) -> pd.DataFrame:
    """Votes for the consensus: one row per (item, answer): object, suggested country, n de-duplicated votes.

    `tips`: object_id, suggested_country, received_at, origin_country and, where known, origin_region,
    origin_place, cluster (marked near-identical) and assessment; with a column `n` a row stands for that many
    tips alike in all of these. Tips on one object that suggest one country are one vote when they share a
    cluster, or the hour (UTC) and a known origin; both link, so a chain of links is one vote too. Tips
    without a suggested country, and spam, duplicates and unusable ones, are no votes.
    """
    voting = tips[_is_vote(tips)]
    # Of tips alike that nothing links, each is a vote; of others, all are one.
    alone = ~(_clustered(voting) | _located(voting))
    n = voting["n"].where(alone, 1) if "n" in voting else 1
    votes = voting.assign(item=voting["object_id"], answer=voting["suggested_country"], n=n)
    once = votes[~vote_ids(voting).duplicated()]
    counted = once.groupby(["item", "answer"], sort=True, observed=True)["n"].sum()
    return counted.reset_index().astype({"n": "int64"})


def vote_ids(tips: pd.DataFrame) -> pd.Series:
    """By row (index of `tips`), the number of the vote it belongs to: connected components of the links."""
    same = ["object_id", "suggested_country"]
    links = [_link(tips, [*same, "cluster"], _clustered(tips))] if "cluster" in tips else []
    origin = [column for column in ORIGIN if column in tips]
    hour = pd.to_datetime(tips["received_at"], utc=True).dt.floor("h")
    links.append(_link(tips.assign(hour=hour), [*same, "hour", *origin], _located(tips)))
    graph = sparse.vstack(links).T  # tips × groups; two tips of one group are neighbours through it
    _, component = csgraph.connected_components(sparse.block_array([[None, graph], [graph.T, None]]))
    return pd.Series(component[: len(tips)], index=tips.index, dtype="int64")


def _clustered(tips: pd.DataFrame) -> pd.Series:
    return tips["cluster"].notna() if "cluster" in tips else pd.Series(False, index=tips.index)


def _located(tips: pd.DataFrame) -> pd.Series:
    known = tips["origin_country"].notna() & ~tips["origin_country"].isin([UNKNOWN])
    return known & tips["received_at"].notna()


def _is_vote(tips: pd.DataFrame) -> pd.Series:
    counted = tips["suggested_country"].notna() & ~tips["suggested_country"].isin([UNKNOWN])
    if "assessment" in tips:
        counted &= ~tips["assessment"].isin(NOT_COUNTED)
    return counted & tips["object_id"].notna()


def _link(tips: pd.DataFrame, key: list[str], linked: pd.Series) -> sparse.csr_array:
    """Groups × tips incidence: the tips that agree in every column of the key (missing equals missing)."""
    row = np.flatnonzero(linked.to_numpy(dtype=bool))
    group = tips.iloc[row].groupby(key, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    groups = int(group.max()) + 1 if len(group) else 0
    return sparse.csr_array((np.ones(len(row)), (group, row)), shape=(groups, len(tips)))
