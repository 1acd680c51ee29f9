"""Cases in leadership's report: every number as the release has it, as the Cases page prints it."""

import pandas as pd

from layouts.findings import release_people
from layouts.findings.release import Released
from layouts.reports import sections
from layouts.reports.content import Column, Section, Table
from layouts.speech import Speech, later

STAGES = {"referred": later("Referred"), "resolved": later("Resolved"), "prosecuted": later("Prosecuted")}
BARS = ("referred", "resolved")  # on the first page


def counts(released: Released) -> dict[str, tuple[int | None, int | None]]:
    """How many cases got to a stage, and of how many; None where hidden, empty without a release."""
    results = released.results
    if results.empty:
        return {}
    return {name: (release_people.reached(results, name)[0], on_record(results, name)[0]) for name in BARS}


def on_record(results: pd.DataFrame, name: str) -> tuple[int | None, str]:
    """The cases on record as printed beside a stage, and their state (shown, suppressed or missing)."""
    whole = results[(results["result"] == name) & (results["credit"] == release_people.ALL)]
    for row in whole.to_dict("records"):
        return (int(row["count"]) if row["state"] == "shown" else None), str(row["state"])
    return None, "missing"


def section(released: Released, speech: Speech, *, narrowed: bool = False) -> Section:
    """One row a stage; `narrowed`: something was asked for that cases do not follow."""
    rows = [(label, *release_people.reached(released.results, name)) for name, label in STAGES.items()]
    frame = pd.DataFrame(rows, columns=["stage", "n", "state"]).astype({"n": "Int64"})
    columns = (
        Column("stage", speech.say("Stage"), "word"),
        Column("n", speech.say("Cases"), "count"),
    )
    table = Table("cases", speech.say("Cases"), columns, frame)
    told = [_sentence(released, speech)]
    if narrowed and released.last is not None:
        until = speech.day(released.last)
        told.append(speech.say("Outcomes up to {day}, all cases: filters do not apply here.", day=until))
    return Section("cases", sections.title("cases", speech), tuple(told), (), (table,))


def _sentence(released: Released, speech: Speech) -> str:
    """How many cases there are: printed with any of the stages, or nowhere."""
    if released.results.empty:
        return speech.say("There is no release yet.")
    found = (on_record(released.results, name)[0] for name in STAGES)
    shown = [count for count in found if count is not None]
    if shown:
        return speech.many("{n} case on record.", "{n} cases on record.", shown[0])
    return speech.say("How many cases are on record is hidden: a small count, or one that protects it.")
