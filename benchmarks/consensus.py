"""How well the consensus says what it knows, on public crowd answers with a known truth.

    python -m benchmarks.consensus [--seeds N] [--json]

Each round keeps 3 answers an item, fits on 50 items and is judged on the others, against the share of votes.
Data: `crowd_web` and `crowd_bluebird` (MIT licence, worker ids dropped), looked for beside the repository in
`../shared/real-input`; a set that is not there is named and left out.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import consensus
from benchmarks.goals import Goal, goal, unmeasured

DATA = Path(__file__).resolve().parents[2] / "shared" / "real-input"
LABELS, FITTED, BINS = 3, 50, 10
LEAST = 1e-6  # a share of 0 would cost infinitely much
REFERENCE = {"crowd_web": {"log_loss": 0.93, "calibration": 0.04},
             "crowd_bluebird": {"log_loss": 0.62, "calibration": 0.11}}  # fmt: skip


def available() -> list[str]:
    """Names of the sets that are present."""
    return [name for name in REFERENCE if (DATA / name / "label.csv").is_file()]


def load(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(answers: item, answer, one row an answer; truth: item, answer), items with a truth only."""
    answers = pd.read_csv(DATA / name / "label.csv").rename(columns={"label": "answer"})[["item", "answer"]]
    truth = pd.read_csv(DATA / name / "truth.csv").rename(columns={"truth": "answer"})
    return answers[answers["item"].isin(truth["item"])], truth


def votes_of(answers: pd.DataFrame, labels: int, rng: np.random.Generator) -> pd.DataFrame:
    """item, answer, n from at most `labels` answers an item, drawn at random."""
    shuffled = answers.iloc[rng.permutation(len(answers))]
    drawn = shuffled[shuffled.groupby("item").cumcount() < labels]
    return drawn.groupby(["item", "answer"]).size().rename("n").reset_index()


def vote_share(votes: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """The baseline: each answer's share of its item's votes, in the rows of `like`."""
    share = votes.assign(probability=votes["n"] / votes.groupby("item")["n"].transform("sum"))
    return (
        like.drop(columns="probability")
        .merge(share.drop(columns="n"), how="left")
        .fillna({"probability": 0.0})
    )


def score(posterior: pd.DataFrame, truth: pd.DataFrame) -> dict[str, float]:
    """Accuracy, log-loss (natural) and calibration error, over items with a posterior and a truth.

    Calibration: |share right − mean probability| of the leading answer, in ten equal bins, weighted by size.
    """
    table = posterior.pivot(index="item", columns="answer", values="probability")
    truths = truth.set_index("item")["answer"].reindex(table.index).dropna()
    table = table.loc[truths.index]
    chance = table.to_numpy()
    column = table.columns.get_indexer(truths)
    at_truth = np.where(column >= 0, chance[np.arange(len(chance)), column], 0.0)
    best, right = chance.max(axis=1), chance.argmax(axis=1) == column
    return {
        "accuracy": float(right.mean()),
        "log_loss": float(-np.log(np.clip(at_truth, LEAST, 1)).mean()),
        "calibration": calibration_error(best, right),
    }


def calibration_error(best: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error of stated probabilities against being right."""
    in_bin = np.minimum((best * BINS).astype(int), BINS - 1)
    gap = np.bincount(in_bin, right.astype(float) - best, minlength=BINS)
    return float(np.abs(gap).sum() / len(best))


def one_round(answers: pd.DataFrame, truth: pd.DataFrame, seed: int) -> dict[str, dict[str, float]]:
    """Scores of the consensus and of the vote share on the items that were not fitted."""
    rng = np.random.default_rng(seed)
    votes = votes_of(answers, LABELS, rng)
    known = truth.iloc[rng.permutation(len(truth))[:FITTED]]
    fitted = votes["item"].isin(known["item"])
    posterior = consensus.combine(votes[~fitted], **consensus.fit(votes[fitted], known))
    return {
        "consensus": score(posterior, truth),
        "vote share": score(vote_share(votes[~fitted], posterior), truth),
    }


def measure(seeds: int, names: list[str] | None = None) -> pd.DataFrame:
    """Mean scores over the seeds, one row per (data, method): accuracy, log_loss, calibration."""
    rows = []
    for name in available() if names is None else names:
        answers, truth = load(name)
        for seed in range(seeds):
            for method, scores in one_round(answers, truth, seed).items():
                rows.append({"data": name, "method": method, **scores})
    columns = ["data", "method", "accuracy", "log_loss", "calibration"]
    return pd.DataFrame(rows, columns=columns).groupby(["data", "method"], as_index=False).mean()


def goals(seeds: int = 20) -> list[Goal]:
    """Log-loss and calibration error on each set, at most those of the reference implementation."""
    absent = "the public answers are not beside the repository (../shared/real-input)"
    table = measure(seeds).set_index(["data", "method"])
    found = []
    for name, scores in REFERENCE.items():
        for kind, target in scores.items():
            said = f"consensus on {name}, {kind.replace('_', '-')}"
            if name not in available():
                found.append(unmeasured(said, target, absent, better="less", unit=""))
                continue
            ours, votes = (table.loc[(name, method), kind] for method in ("consensus", "vote share"))
            detail = f"{ours:.4f}; share of votes {votes:.3f}; mean of {seeds} seeds"
            # The reference is known to two decimals.
            found.append(goal(said, round(ours, 2), target, better="less", unit="", detail=detail))
    return found


def main() -> None:
    """Print the table, or the reason why there is none."""
    parser = argparse.ArgumentParser(description="consensus on public crowd answers")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument(
        "--json", action="store_true", help="print the table as one JSON list on the last line"
    )
    options = parser.parse_args()
    for name in REFERENCE.keys() - set(available()):
        print(f"{name}: not found in ../shared/real-input, left out")
    table = measure(options.seeds)
    for row in table.itertuples():
        print(f"{row.data:15} {row.method:10} accuracy {row.accuracy:.3f}  log-loss {row.log_loss:.3f}  "
              f"calibration error {row.calibration:.3f}  (mean of {options.seeds} seeds)")  # fmt: skip
    for name, scores in REFERENCE.items():
        print(f"{name:15} reference                  log-loss {scores['log_loss']:.2f}   "
              f"calibration error {scores['calibration']:.2f}")  # fmt: skip
    if options.json:
        print(json.dumps(table.to_dict("records")))


if __name__ == "__main__":
    main()
