"""The simulator that judges the index: fair draws, the project's own code inside, the targets in small."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import rotation
from benchmarks.rotation import __main__ as command
from benchmarks.rotation import policies, tally
from benchmarks.rotation.chances import shown_chances
from benchmarks.rotation.season import Season, play, poisson_quantile
from benchmarks.rotation.world import World, draw
from benchmarks.rotation.worlds import WORLDS

SMALL = World(weeks=12, pool=60, new_per_week=1, slots=8, scored=0.5, score_correlation=0.4)


def test_the_world_is_the_one_described():
    world = World(weeks=1, pool=10_000, new_per_week=0, category_sd=0.0)
    draws = draw(world, 4, 1)
    assert draws.actionable_rate.mean() == pytest.approx(0.25, rel=0.1)
    assert np.log(draws.actionable_rate).std() == pytest.approx(1.3, rel=0.05)
    assert (draws.tip_rate + draws.actionable_rate).mean() == pytest.approx(5.0, rel=0.1)
    logs = np.log(draws.actionable_rate).ravel(), np.log(draws.tip_rate + draws.actionable_rate).ravel()
    assert np.corrcoef(*logs)[0, 1] == pytest.approx(0.35, abs=0.05)
    assert (draws.conversion > 0).mean() == pytest.approx(0.6, abs=0.02)
    assert draws.conversion.mean() == pytest.approx(0.6 * 0.25, rel=0.05)
    assert draws.assessed_after.mean() == pytest.approx(2.0, rel=0.02)
    assert draws.investigated_after.mean() == pytest.approx(5.0, rel=0.02)
    traffic = draw(World(pool=1, new_per_week=0), 400, 2).traffic
    assert traffic.mean() == pytest.approx(1.0, abs=0.03)


def test_the_same_seed_gives_the_same_season():
    first = play(SMALL, draw(SMALL, 3, 5), policies.index)
    again = play(SMALL, draw(SMALL, 3, 5), policies.index)
    assert first.identified.tolist() == again.identified.tolist()
    assert first.tips.tolist() == again.tips.tolist()


def test_tips_come_with_exposure_whatever_the_policy():
    """Common random numbers: shown for the same weeks, an object has the same tips under any policy."""
    draws = draw(SMALL, 5, 3)
    show = np.zeros(draws.category.shape, dtype=bool)
    show[:, 0] = True
    alone, among = Season(SMALL, draws), Season(SMALL, draws)
    for week in range(12):
        alone.play_week(show)
        others = show.copy()
        others[:, 5 + week : 12 + week] = True
        among.play_week(others)
    assert alone.tips[:, 0].tolist() == among.tips[:, 0].tolist()
    assert alone.solved[:, 0].tolist() == among.solved[:, 0].tolist()


def test_identifications_follow_the_hazard():
    """Shown throughout, the share identified is E[1 − exp(−a r E)] over the drawn objects."""
    world = World(weeks=20, pool=400, new_per_week=0, slots=400)
    draws = draw(world, 5, 8)
    season, exposure = Season(world, draws), 0.0
    for _ in range(20):
        exposure = exposure + season.play_week(np.ones_like(season.shown))
    chance = 1 - np.exp(-draws.actionable_rate * draws.conversion * exposure)
    assert season.solved.mean() == pytest.approx(chance.mean(), abs=0.025)


def test_nothing_is_known_before_its_time():
    world = World(weeks=15, pool=50, new_per_week=0, slots=50)
    season = Season(world, draw(world, 4, 2))
    for _ in range(15):
        season.play_week(np.ones_like(season.shown))
        known = season.failed + season.pending + season.confirmed
        assert (known == season.actionable).all()
        assert (season.actionable <= season.tips).all()
        assert not (season.confirmed & ~season.solved).any()


def test_poisson_quantiles_are_scipys():
    g = np.random.default_rng(0)
    chance, mean = g.random(5000), g.gamma(0.5, 20, 5000) + 1e-9
    assert (poisson_quantile(chance, mean) == stats.poisson.ppf(chance, mean)).all()


def as_frame(season: Season, row: int) -> pd.DataFrame:
    terms, exposure = season.terms()
    draws = season.draws
    at = np.flatnonzero(draws.available_from[row] <= season.week)
    shown = season.shown[row, at]
    columns = {name: value[row, at] for name, value in vars(terms).items() if name != "category"}
    return pd.DataFrame(
        {
            **columns,
            "object_id": at,
            "category": draws.category[row, at],
            "agency": draws.agency[row, at],
            "displayed": shown,
            "slot": np.where(shown, np.cumsum(shown), np.nan),
            "weeks_displayed_now": season.weeks_shown[row, at],
            "hold": "none",
            "eligible": season.eligible[row, at],
            "next_exposure": exposure[row, at],
        }
    )


@pytest.mark.parametrize("swaps", [None, 2])
def test_the_simulator_plays_the_projects_own_recommendations(swaps):
    """Week after week, the fast path shows exactly what `recommend` plans from the table of objects."""
    world = World(weeks=10, pool=50, new_per_week=1, slots=8, scored=0.5, maximum_swaps=swaps)
    season = Season(world, draw(world, 2, 4))
    rules = rotation.Rules(slots=8, minimum_weeks=2, maximum_swaps=swaps)
    for week in range(10):
        show = policies.index(season)
        for row in range(2):
            plan = rotation.recommend(as_frame(season, row), rules, pd.Timestamp("2026-01-05"))
            assert sorted([*plan.keep, *plan.show]) == np.flatnonzero(show[row]).tolist(), week
        season.play_week(show)


@pytest.mark.parametrize("name", list(policies.POLICIES))
def test_every_policy_keeps_the_minimum_time_and_the_limit_on_swaps(name):
    world = World(weeks=10, pool=40, new_per_week=1, slots=8, minimum_weeks=3, maximum_swaps=2)
    season = Season(world, draw(world, 3, 6))
    for _ in range(10):
        show = policies.POLICIES[name](season)
        assert (show.sum(-1) == 8).all()
        assert (show & ~season.eligible).sum() == 0
        assert (season.locked & ~show).sum() == 0
        assert ((season.shown & season.eligible & ~show).sum(-1) <= 2).all()
        season.play_week(show)


def test_in_small_the_index_beats_the_simple_rules():
    world, results = World(), {}
    draws = draw(world, 25, 11)
    order = ("keep forever", "FIFO 8 weeks", "FIFO 4 weeks", "FIFO at the minimum", "index", "fair oracle")
    for name in order:
        results[name] = play(world, draws, policies.POLICIES[name])
    mean = {name: result.identified.mean() for name, result in results.items()}
    assert sorted(mean, key=mean.__getitem__) == list(order)
    assert mean["index"] > 0.55 * mean["fair oracle"]


def test_in_small_the_chances_shown_are_calibrated():
    world = WORLDS["base"]
    told = tally.calibration_row("base", shown_chances(world, draw(world, 20, 12)))
    assert 0.75 < told["ratio"] < 1.25
    assert 0.85 < told["coverage_90"] < 0.98


def test_the_table_is_paired():
    draws = draw(SMALL, 10, 1)
    results = {name: play(SMALL, draws, policies.POLICIES[name]) for name in ("FIFO 4 weeks", "index")}
    row = tally.rows("small", results).set_index("policy").loc["FIFO 4 weeks"]
    difference = results["index"].identified - results["FIFO 4 weeks"].identified
    reach = 1.959964 * difference.std(ddof=1) / np.sqrt(10)
    assert row["index_gain"] == pytest.approx(difference.mean())
    assert row["index_gain_high"] - row["index_gain_low"] == pytest.approx(2 * reach)


def test_the_command_writes_tables_plot_and_page(tmp_path):
    page = tmp_path / "rotation.md"
    marks = f"{command.report.BEGIN}\nstale\n{command.report.END}"
    page.write_text(f"before\n{marks}\nafter\n", encoding="utf-8")
    code = command.main(["--replications", "25", "--worlds", "tiny data", "--out", str(tmp_path), "--quiet"])
    assert code in (0, 1)
    table = pd.read_csv(tmp_path / "rotation-results.csv")
    assert table["policy"].tolist() == list(policies.POLICIES)
    assert (table["replications"] == 25).all()
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "stale" not in text
    assert "| tiny data |" in text
    assert (tmp_path / "rotation.svg").read_text(encoding="utf-8").startswith("<svg")
    assert len(pd.read_csv(tmp_path / "rotation-calibration.csv")) == 1
