"""Where tips come from and point to: sentences, table and map of a layer, in any language."""

from typing import Any

import pandas as pd

from layouts import map_parts, words
from layouts.charts import world as chart
from layouts.findings.world import Places
from layouts.reports.content import Chart, Column, Table
from layouts.speech import ENGLISH, Speech, later
from layouts.tokens import palette

LAYERS = {"origin": later("Tips from"), "suggested": later("Tips point to")}
NONE, HIDDEN = later("none"), later("hidden: a small count, or one that protects it")


def headline(found: Places, pointing: Places, speech: Speech = ENGLISH) -> tuple[str, ...]:
    """Where tips come from, where they point."""
    if not found.total:
        return (speech.say("No tips in this scope yet."),)
    most = speech.listed(_names(found.frame.head(3), speech))
    first = speech.say("No tip says where it comes from.")
    if most:
        first = speech.say("Most tips come from {places}.", places=most)
    many = _names(found.frame.nlargest(2, "per_million"), speech)
    return first, words.begun(_rest(speech.listed(many) if len(many) == 2 else "", pointing, speech))


def _rest(many: str, pointing: Places, speech: Speech) -> str:
    if pointing.frame.empty:
        return speech.say("{places} send most per million people.", places=many) if many else ""
    top, named = pointing.frame.iloc[0], pointing.on_map
    values = {
        "place": speech.place(str(top["country"])),
        "share": speech.percent(top["n"] / named if named else None),
        "n": speech.number(named),
    }
    if not many:
        return speech.say(
            "{place} is suggested most, by {share} of the {n} tips that name a place.", **values
        )
    return speech.say(
        "{places} send most per million people; {place} is suggested most, by {share} of the {n} tips that "
        "name a place.",
        places=many,
        **values,
    )


def _names(frame: pd.DataFrame, speech: Speech) -> list[str]:
    return [speech.place(str(code)) for code in frame["country"]]


def beside(found: Places, speech: Speech = ENGLISH) -> str:
    """What the map cannot show, counted in words."""
    countries, counted = len(found.frame), speech.number(found.on_map)
    first = speech.many("{tips} in {n} country", "{tips} in {n} countries", countries, tips=counted)
    if found.hidden:
        first = speech.many(
            "{n} country shown, {hidden} hidden",
            "{n} countries shown, {hidden} hidden",
            countries - found.hidden,
            hidden=found.hidden,
        )
    share = speech.percent(found.unknown / found.total, 1) if found.total else words.MISSING
    lost = speech.say(
        "{n} from an unknown country ({share}), not on the map", n=speech.number(found.unknown), share=share
    )
    if found.unknown_hidden:
        lost = speech.say("how many from an unknown country is hidden")
    said = [first, lost]
    if found.silent:
        said.append(speech.say("{n} name no place", n=speech.number(found.silent)))
    return "; ".join(said) + "."


def table(places: Places, columns: tuple[Column, ...], key: str, speech: Speech) -> Table:
    """One row a country; `columns` begin with its name."""
    frame = places.frame.assign(name=places.frame["country"])
    named = (Column("name", speech.say("Country"), "country"), *columns)
    return Table(key, speech.say(LAYERS[places.layer]), named, frame, beside(places, speech))


def chart_of(places: Places, measure: str, title: str, speech: Speech, key: str = "map") -> Chart:
    """The map as a picture, its legend and its words."""
    frame = map_parts.frame_for(places, measure)
    frame["said"] = _said(frame, places, measure, speech)
    values = frame.loc[frame["value"] > 0, "value"]
    limits = chart.breaks(list(values))
    figure = chart.world(frame, limits, "light", hatch=map_parts.hatch(), small=map_parts.bubbles())
    alt = speech.say("World map. {text}", text=beside(places, speech))
    top = float(values.max()) if len(values) else 0.0
    return Chart(key, title, alt, figure, "map", legend=_legend(places, limits, top, speech))


def _said(frame: pd.DataFrame, places: Places, measure: str, speech: Speech) -> list[str]:
    known = places.frame.set_index("country").to_dict("index")
    said = []
    for code, state in zip(frame["country"], frame["state"], strict=True):
        row = known.get(code)
        text = speech.say(HIDDEN) if state == "suppressed" else _value(row, measure, speech)
        said.append(f"<b>{speech.country(code)}</b><br>{text}")
    return said


def _value(row: dict[Any, Any] | None, measure: str, speech: Speech) -> str:
    if row is None or pd.isna(row["n"]) or row["n"] <= 0:
        return speech.say(NONE)
    count = speech.many("{n} tip", "{n} tips", int(row["n"]))
    if measure != "per_million":
        return count
    rate = speech.number(row["per_million"], 1)
    return speech.say("{count}, {rate} per million people", count=count, rate=rate)


def _legend(places: Places, limits: list[float], top: float, speech: Speech) -> tuple[tuple[str, str], ...]:
    """Colour and words of each class; the end of the scale; land without a count; hidden."""
    entries = []
    if top:
        for place, (colour, low, high) in enumerate(chart.legend_classes(limits, top, "light")):
            lowest = speech.say("above 0") if place == 0 else _plain(low, speech)
            last = place == len(limits) - 1
            entries.append((colour, f"{lowest}–{_plain(high, speech)}" if last else lowest))
    entries.append((palette("light")["land"], speech.say(NONE)))
    if places.hidden:
        entries.append(("hatched", speech.say("hidden")))
    return tuple(entries)


def _plain(value: float, speech: Speech) -> str:
    return speech.number(value, 0 if value >= 10 or value == int(value) else 1 if value >= 0.1 else 2)
