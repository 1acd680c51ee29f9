"""Where an object comes from, by what its tips suggest."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import consensus, consensus_votes
from layouts.findings.remembered import remembered
from queries import evidence
from queries.filters import Filters

RESOLVED_ENOUGH = 50


@dataclass(frozen=True)
class Origins:
    """`votes`: item (object), answer (country), n clusters. `posterior`: item, answer, probability.
    `decided`: one row an item: answer, probability, entropy, clusters, contested, words. `fitted`: on how
    many resolved objects the weights were fitted (0: the defaults)."""

    votes: pd.DataFrame
    posterior: pd.DataFrame
    decided: pd.DataFrame
    fitted: int


def origins(db: Any, filters: Filters) -> Origins:
    """Combine the suggestions of all tips up to the end of the period about the objects in scope.

    What is common to all objects (prior, background, weights) comes from all of them: a filter changes which
    objects are shown and never what is said of one. Remembered until the data change.
    """
    return remembered(db, "origins", (filters,), lambda: _origins(db, filters))


def _origins(db: Any, filters: Filters) -> Origins:
    whole = Filters(to=filters.to)
    everyone = consensus_votes.cluster_votes(evidence.suggestions(db, filters.to))
    truth = _truth(evidence.object_outcomes(db))
    fit = consensus.fit(everyone, truth) if len(truth) >= RESOLVED_ENOUGH else None
    asked = filters.until_end()
    chosen = set(everyone["item"]) if asked == whole else set(evidence.suggested_objects(db, asked))
    votes = everyone[everyone["item"].isin(chosen)].reset_index(drop=True)
    if votes.empty:
        return Origins(votes, pd.DataFrame(columns=["item", "answer", "probability"]), pd.DataFrame(), 0)
    weights: dict[str, Any] = dict(fit) if fit else {}
    combined = consensus.combine(everyone, **weights)
    posterior = combined[combined["item"].isin(chosen)].reset_index(drop=True)
    return Origins(votes, posterior, consensus.decide(posterior, votes), len(truth) if fit else 0)


def _truth(outcomes: pd.DataFrame) -> pd.DataFrame:
    located = outcomes[(outcomes["kind"] == "origin_located") & outcomes["country"].notna()]
    first = located.drop_duplicates("object_id")
    return pd.DataFrame({"item": first["object_id"], "answer": first["country"]}).reset_index(drop=True)
