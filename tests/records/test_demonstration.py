"""One simulated year, looked at row by row: whatever the seed, it must be a possible campaign."""

from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from records import countries, tables
from records.demonstration.analysts import MANAGER
from records.demonstration.parameters import TIMEZONE, parameters
from records.demonstration.pictures import drawings
from records.demonstration.reasons import WITHDRAWN
from records.demonstration.simulation import Simulation, rows, simulate
from records.rotating import version_of
from records.settings import Settings

UNTIL = date(2026, 5, 31)
GRACE = pd.Timedelta(days=14)
END = pd.Timestamp("2026-05-31 21:59", tz="UTC")  # the last minute of the last day in Amsterdam
Tables = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate(parameters(1, "S", UNTIL), drawings(Settings().data_dir / "objects"))


@pytest.fixture(scope="module")
def made(simulation: Simulation) -> Tables:
    parts: dict[str, list[pd.DataFrame]] = {}
    for table, frame in rows(simulation):
        parts.setdefault(table.name, []).append(frame)
    return {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}


def test_every_word_is_one_the_contract_knows(made: Tables) -> None:
    checked = 0
    for name, frame in made.items():
        for column in tables.metadata.tables[name].columns:
            if column.name in frame and "values" in column.info:
                assert set(frame[column.name].dropna()) <= set(column.info["values"]), column
                checked += 1
    assert checked >= 10


def test_every_column_that_must_be_filled_is_and_keys_are_unique(made: Tables) -> None:
    for name, frame in made.items():
        table = tables.metadata.tables[name]
        for column in table.columns:
            if not column.nullable and column.server_default is None:
                assert frame[column.name].notna().all(), column
        assert not frame.duplicated([column.name for column in table.primary_key]).any(), name


def test_foreign_keys_hold(made: Tables) -> None:
    for name, frame in made.items():
        for key in tables.metadata.tables[name].foreign_keys:
            if key.parent.name in frame:
                known = made[key.column.table.name][key.column.name]
                assert frame[key.parent.name].dropna().isin(known).all(), key


def test_countries_are_codes_or_unknown(made: Tables) -> None:
    codes = set(countries.table().index) | {countries.UNKNOWN}
    for table, column in (
        ("tips", "origin_country"),
        ("tips", "suggested_country"),
        ("outcomes", "country"),
        ("shares", "country"),
        ("views", "country"),
    ):
        assert set(made[table][column].dropna()) <= codes
    tips = made["tips"]
    assert ((tips["origin_country"] == "unknown") == (tips["origin_source"] == "unknown")).all()
    assert tips.loc[tips["origin_source"] != "stated", "origin_region"].isna().all()
    assert tips.loc[tips["suggested_country"].isna(), "suggested_region"].isna().all()


def test_days_are_the_local_days_of_their_instants_and_times_are_quarters(made: Tables) -> None:
    zone = ZoneInfo(TIMEZONE)
    for table, instant in (("tips", "received_at"), ("shares", "shared_at"), ("outcomes", "occurred_at")):
        frame = made[table]
        # The naive way, one at a time, of what the simulation gets from a table of midnights.
        local = [at.astimezone(zone).date() for at in frame[instant].dt.to_pydatetime()]
        assert pd.to_datetime(frame["day"]).dt.date.tolist() == local
    for table, instant in (("tips", "received_at"), ("shares", "shared_at")):
        seconds = made[table][instant].astype("datetime64[s, UTC]").astype("int64")
        assert (seconds % 900 == 0).all()


def test_tips_come_by_day_more_than_by_night_in_local_time(made: Tables) -> None:
    hour = made["tips"]["received_at"].dt.tz_convert(TIMEZONE).dt.hour
    assert 6 * hour.between(1, 5).mean() < hour.between(17, 21).mean()


def test_no_two_displays_share_a_slot_or_an_object(made: Tables) -> None:
    shown = made["display_periods"].sort_values("shown_from")
    ends = shown["shown_until"].fillna(END)
    assert (ends > shown["shown_from"]).all()
    assert shown["slot"].between(1, 20).all()
    for column in ("slot", "object_id"):
        for _, group in shown.assign(end=ends).groupby(column):
            assert (group["shown_from"].iloc[1:].to_numpy() >= group["end"].iloc[:-1].to_numpy()).all()


def test_the_board_is_full_but_for_the_place_of_a_withdrawn_object(made: Tables) -> None:
    shown, withdrawn = made["display_periods"], made["holds"][made["holds"]["reason"] == WITHDRAWN]
    assert len(withdrawn) == 1
    gone = withdrawn["from_at"].iloc[0]
    next_rotation = made["rotations"]["published_at"][made["rotations"]["published_at"] > gone].min()
    for moment in pd.date_range("2025-06-01 12:00", "2026-05-31 12:00", freq="D", tz=TIMEZONE):
        open_now = (shown["shown_from"] <= moment) & ~(shown["shown_until"] <= moment)
        assert open_now.sum() == (19 if gone < moment < next_rotation else 20)


def test_a_withdrawn_object_never_comes_back(made: Tables) -> None:
    held = made["holds"][made["holds"]["reason"] == WITHDRAWN].iloc[0]
    shown = made["display_periods"][made["display_periods"]["object_id"] == held["object_id"]]
    assert shown["shown_until"].notna().all()
    assert shown["shown_until"].max() == held["from_at"]
    assert pd.isna(held["until_at"])


def test_an_undone_rotation_gives_the_places_back(made: Tables) -> None:
    undone = made["rotations"].dropna(subset=["undone_at"])
    assert len(undone) == 1
    published, taken_back = undone["published_at"].iloc[0], undone["undone_at"].iloc[0]
    shown = made["display_periods"]
    taken = shown[shown["rotation_id"] == undone["rotation_id"].iloc[0]]
    back = shown[shown["rotation_id"].isna()]
    assert (taken["shown_from"] == published).all()
    assert (taken["shown_until"] == taken_back).all()
    assert (back["shown_from"] == taken_back).all()
    assert len(taken) == len(back) > 0
    before = shown[shown["shown_until"] == published]
    same = ["object_id", "slot"]
    assert set(before[same].itertuples(index=False)) == set(back[same].itertuples(index=False))
    assert (back["by"] == MANAGER).all()


def test_a_rotation_names_the_version_of_the_board_it_was_planned_against(made: Tables) -> None:
    shown = made["display_periods"]
    for rotation in made["rotations"].itertuples():
        at = rotation.published_at
        before = shown[(shown["shown_from"] < at) & ~(shown["shown_until"] < at)]
        board = dict(zip(before["slot"].tolist(), before["object_id"], strict=True))
        assert rotation.base_version == version_of(board)


def test_rotations_keep_the_rules_of_the_campaign(simulation: Simulation, made: Tables) -> None:
    shown = made["display_periods"].merge(
        made["objects"][["object_id", "category", "case_id"]], on="object_id"
    )
    shown = shown.merge(made["cases"][["case_id", "agency"]], on="case_id")
    rules = simulation.campaign
    for moment in made["rotations"]["published_at"] + pd.Timedelta(minutes=1):
        now = shown[(shown["shown_from"] <= moment) & ~(shown["shown_until"] <= moment)]
        assert now["category"].value_counts().max() <= (rules.category_cap or 0)
        assert now["agency"].value_counts().max() <= (rules.agency_cap or 0)
    excused = {made["holds"].loc[made["holds"]["reason"] == WITHDRAWN, "object_id"].iloc[0]}
    undone = made["rotations"].dropna(subset=["undone_at"]).iloc[0]
    regular = shown[~shown["object_id"].isin(excused)].dropna(subset=["shown_until"])
    regular = regular[regular["shown_from"] != undone["undone_at"]]  # its stay began before
    regular = regular[
        (regular["shown_until"] != undone["undone_at"]) & (regular["shown_until"] != undone["published_at"])
    ]
    stayed = (regular["shown_until"] - regular["shown_from"]).dt.total_seconds() / 86_400
    assert stayed.min() > 7 * rules.minimum_weeks - 0.1  # published at another minute of the morning


def test_recommendations_say_what_was_done(made: Tables) -> None:
    advice, shown = made["recommendations"], made["display_periods"]
    rotations = made["rotations"].set_index("rotation_id")
    for rotation_id, group in advice.groupby("rotation_id"):
        at = rotations.loc[rotation_id, "published_at"]
        begun = shown[shown["shown_from"] == at].set_index("object_id")["slot"]
        assert (
            group[group["action"] == "show"]
            .set_index("object_id")["slot"]
            .sort_index()
            .equals(begun.sort_index())
        )
        ended = set(shown.loc[shown["shown_until"] == at, "object_id"])
        assert set(group.loc[group["action"] == "remove", "object_id"]) == ended
        stayed = shown[(shown["shown_from"] < at) & ~(shown["shown_until"] <= at)].set_index("object_id")[
            "slot"
        ]
        kept = group[group["action"] == "keep"].set_index("object_id")["slot"]
        assert kept.sort_index().astype("int64").equals(stayed.sort_index())
    assert advice["reason"].str.len().min() > 5
    assert ((advice["low"] <= advice["probability"]) & (advice["probability"] <= advice["high"])).all()
    assert advice["propensity"].between(0, 1, inclusive="right").all()
    assert (advice["propensity"] < 1).sum() >= 20  # a place by lot at nearly every rotation
    assert advice["override_reason"].notna().sum() >= 2


def test_holds_bind(made: Tables) -> None:
    holds, shown = made["holds"], made["display_periods"]
    assert set(holds["kind"]) == {"keep", "withhold"}
    for hold in holds.itertuples():
        until = END if pd.isna(hold.until_at) else min(hold.until_at, END)
        of_object = shown[shown["object_id"] == hold.object_id]
        if hold.kind == "keep":
            assert ((of_object["shown_from"] <= hold.from_at) & ~(of_object["shown_until"] < until)).any()
        else:
            assert not ((of_object["shown_from"] < until) & ~(of_object["shown_until"] <= hold.from_at)).any()


def test_tips_are_about_objects_that_were_published(made: Tables) -> None:
    first = made["display_periods"].groupby("object_id")["shown_from"].min()
    tips = made["tips"]
    assert (tips["received_at"] >= tips["object_id"].map(first)).all()


def test_a_few_tips_come_outside_any_display_and_its_grace(made: Tables) -> None:
    pairs = made["tips"].merge(made["display_periods"], on="object_id")
    within = (pairs["shown_from"] <= pairs["received_at"]) & ~(
        pairs["shown_until"] + GRACE <= pairs["received_at"]
    )
    attributed = within.groupby(pairs["tip_id"]).any()
    assert 0.005 < 1 - attributed.mean() < 0.03


@pytest.mark.parametrize("name", ["shares", "views"])
def test_what_is_off_display_is_neither_shared_nor_viewed(made: Tables, name: str) -> None:
    shown, zone = made["display_periods"], TIMEZONE
    on = set()
    for display in shown.itertuples():
        until = END if pd.isna(display.shown_until) else display.shown_until
        days = pd.date_range(
            display.shown_from.tz_convert(zone).date(), until.tz_convert(zone).date(), freq="D"
        )
        on |= {(day, display.object_id) for day in days}
    keys = made[name][["day", "object_id"]].drop_duplicates()
    assert {(pd.Timestamp(day), o) for day, o in keys.itertuples(index=False)} <= on


def test_recent_weeks_are_immature_and_old_ones_are_not(made: Tables) -> None:
    tips = made["tips"]
    week = (pd.Timestamp(UNTIL) - pd.to_datetime(tips["day"])).dt.days // 7
    assessed = (tips["assessment"] != "pending").groupby(week).mean()
    assert assessed.loc[0] < 0.35
    assert assessed.loc[:2].max() < 0.9
    assert (assessed.loc[7:] == 1).all()
    assert tips.loc[tips["assessment"] == "pending", "cluster"].isna().all()
    assert (tips["assessed_at"].isna() == (tips["assessment"] == "pending")).all()


def test_nothing_happens_after_the_end_nor_out_of_order(made: Tables) -> None:
    tips = made["tips"]
    for column in ("received_at", "assessed_at", "investigated_at", "updated_at"):
        assert tips[column].max() <= END
    assert (tips["assessed_at"].dropna() > tips["received_at"][tips["assessed_at"].notna()]).all()
    ended = tips.dropna(subset=["investigated_at"])
    assert (ended["investigated_at"] > ended["assessed_at"]).all()
    assert (tips["investigation"].isin(["no_lead", "identified"]) == tips["investigated_at"].notna()).all()
    assert (tips.loc[tips["assessment"] != "actionable", "investigation"] == "none").all()
    latest = tips[["received_at", "assessed_at", "investigated_at"]].max(axis=1)
    assert (tips["updated_at"] == latest).all()


def test_the_history_of_assessments_ends_with_the_present_one(made: Tables) -> None:
    history = made["tip_assessments"]
    last = history.sort_values(["tip_id", "at"]).groupby("tip_id").last()
    now = made["tips"][made["tips"]["assessment"] != "pending"].set_index("tip_id")
    assert last["assessment"].sort_index().equals(now["assessment"].sort_index())
    assert (last["at"].sort_index() == now["assessed_at"].sort_index()).all()
    changed = history.groupby("tip_id")["assessment"].agg(["nunique", "size"])
    assert (changed["nunique"] == changed["size"]).all()
    assert (changed["size"] == 2).sum() > 100


def test_each_duplicate_repeats_an_earlier_tip(made: Tables) -> None:
    tips = made["tips"]
    original = tips[tips["assessment"].isin(["actionable", "unusable"])].dropna(subset=["cluster"])
    first = original.groupby("cluster")["received_at"].min()
    duplicate = tips[tips["assessment"] == "duplicate"]
    assert len(duplicate) > 500
    assert (duplicate["received_at"] >= duplicate["cluster"].map(first)).all()
    shared = tips.dropna(subset=["cluster"])
    assert (shared.groupby("cluster")["object_id"].nunique() == 1).all()
    assert (shared.groupby("cluster")["suggested_country"].nunique(dropna=False) == 1).all()


def test_outcomes_of_an_object_follow_each_other(made: Tables) -> None:
    outcomes = made["outcomes"]
    of_object = outcomes.dropna(subset=["object_id"]).pivot(
        index="object_id", columns="kind", values="occurred_at"
    )
    ends = of_object[["origin_located", "trail_eliminated"]]
    assert ends.notna().sum(axis=1).max() == 1
    for end in ends:
        had = of_object.dropna(subset=[end])
        assert (had[end] > had["object_identified"]).all()
    referred = of_object.dropna(subset=["case_referred"])
    assert (referred["case_referred"] > referred["origin_located"]).all()
    first = made["display_periods"].groupby("object_id")["shown_from"].min()
    assert (of_object["object_identified"] > of_object.index.map(first)).all()


def test_outcomes_of_a_case_follow_each_other(made: Tables) -> None:
    outcomes = made["outcomes"]
    first = outcomes.pivot_table(index="case_id", columns="kind", values="occurred_at", aggfunc="min")
    for later, earlier in (
        ("child_safeguarded", "case_referred"),
        ("offender_identified", "case_referred"),
        ("offender_prosecuted", "offender_identified"),
    ):
        had = first.dropna(subset=[later])
        assert len(had) > 0
        assert (had[later] > had[earlier]).all()
    assert (outcomes["kind"] == "case_referred").sum() == outcomes.loc[
        outcomes["kind"] == "case_referred", "case_id"
    ].nunique()
    closed = made["cases"].dropna(subset=["closed_at"]).set_index("case_id")
    last = outcomes.groupby("case_id")["occurred_at"].max()
    assert (closed["closed_at"] > last.reindex(closed.index)).all()


def test_thanks_to_a_tip_names_a_tip_that_could_have_done_it(made: Tables) -> None:
    outcomes = made["outcomes"]
    assert ((outcomes["thanks_to"] == "yes") == outcomes["tip_id"].notna()).all()
    owed = outcomes.dropna(subset=["tip_id"]).merge(made["tips"], on="tip_id", suffixes=("", "_tip"))
    assert len(owed) == outcomes["tip_id"].notna().sum()
    assert (owed["assessment"] == "actionable").all()
    assert (owed["investigation"] == "identified").all()
    assert (owed["assessed_at"] < owed["occurred_at"]).all()
    assert (owed["investigated_at"] < owed["occurred_at"]).all()
    about = owed.dropna(subset=["object_id"])
    assert (about["object_id"] == about["object_id_tip"]).all()
    case_of = made["objects"].set_index("object_id")["case_id"]
    assert (owed["case_id"] == owed["object_id_tip"].map(case_of)).all()
    identified = set(made["tips"].loc[made["tips"]["investigation"] == "identified", "tip_id"])
    assert identified == set(outcomes.loc[outcomes["kind"] == "object_identified", "tip_id"].dropna())


def test_the_crowd_mostly_names_the_country_but_not_always(simulation: Simulation, made: Tables) -> None:
    true = dict(
        zip(
            simulation.catalogue.object_ids,
            simulation.model.geo.names(simulation.model.world.true),
            strict=True,
        )
    )
    votes = made["tips"].assign(vote=made["tips"]["cluster"].fillna(made["tips"]["tip_id"]))
    votes = votes.drop_duplicates(["object_id", "suggested_country", "vote"])
    votes = votes[votes["assessment"] == "actionable"].dropna(subset=["suggested_country"])
    counts = votes.groupby(["object_id", "suggested_country"]).size()
    best = counts.groupby("object_id").idxmax().map(lambda key: key[1])
    enough = votes.groupby("object_id").size() >= 5
    right = (best[enough] == best[enough].index.map(true)).mean()
    assert enough.sum() > 40
    assert 0.6 < right < 1


def test_most_tips_per_head_come_from_where_the_campaign_is_at_home(made: Tables) -> None:
    counts, population = made["tips"]["origin_country"].value_counts(), countries.table()["population"]
    large = population[population.fillna(0) > 8_000_000].astype(float)
    per_head = (counts.reindex(large.index) / large).sort_values(ascending=False)
    assert set(per_head.index[:4]) == {"NL", "BE", "DE", "GB"}
    assert (counts < 5).sum() >= 10  # a long tail, for the rule on small counts
    assert len(counts) > 60


def test_objects_are_ready_before_they_are_shown_and_scored_loosely(
    simulation: Simulation, made: Tables
) -> None:
    first = made["display_periods"].groupby("object_id")["shown_from"].min()
    objects = made["objects"].set_index("object_id")
    assert (objects.loc[first.index, "available_from"] < first).all()
    waiting = objects[~objects.index.isin(first.index)]
    assert len(waiting) == 8
    assert (waiting["available_from"] < END).all()
    opened = made["cases"].set_index("case_id")["opened_at"]
    assert (objects["available_from"] > objects["case_id"].map(opened)).all()
    truth = simulation.model.world
    scored = truth.score >= 0
    assert 0.2 < np.corrcoef(truth.score[scored], np.log(truth.actionable[scored]))[0, 1] < 0.8


def test_nobody_in_it_is_real(made: Tables) -> None:
    for name, column in (
        ("rotations", "proposed_by"),
        ("rotations", "approved_by"),
        ("display_periods", "by"),
        ("holds", "by"),
        ("object_scores", "scored_by"),
        ("tip_assessments", "by"),
        ("annotations", "created_by"),
    ):
        assert made[name][column].str.startswith("Simulated ").all()
    assert made["cases"]["agency"].str.match(r"Agency [A-Z][a-z]+$").all()


def test_press_is_annotated_and_seen_in_the_tips(made: Tables) -> None:
    notes = made["annotations"]
    assert set(notes["kind"]) == {"launch", "press", "policy"}
    daily = made["tips"].groupby(pd.to_datetime(made["tips"]["day"])).size()
    for day in pd.to_datetime(notes.loc[notes["kind"] == "press", "day"])[:3]:
        before = daily.loc[day - timedelta(days=10) : day - timedelta(days=1)].mean()
        assert daily.loc[day : day + timedelta(days=1)].mean() > 1.5 * before


def test_text_is_there_in_the_campaigns_languages(simulation: Simulation, made: Tables) -> None:
    texts = made["object_texts"]
    assert simulation.campaign.languages[0] == "en"
    assert set(simulation.campaign.languages) == set(texts["language"]) >= {"en", "fr", "de", "es", "ar"}
    assert (texts.groupby("object_id")["language"].nunique() == len(simulation.campaign.languages)).all()
    assert (texts[["title", "question", "alt"]].apply(lambda column: column.str.len().min()) > 2).all()
