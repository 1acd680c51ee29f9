"""`rotation recommend|apply|history|withdraw|undo`: the rotation page's rules from the command line."""

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy.engine import Engine

from analysis.rotation import MODEL_VERSION
from layouts import words
from layouts.findings import rotation as finding
from layouts.findings import rotation_draft, rotation_history, rotation_words
from layouts.findings.rotation import PERIODS, RULES, RotationView
from layouts.findings.rotation_draft import Draft
from queries.filters import Filters
from records import campaign, rollups, rotating
from records.database import reading, writing
from records.opening import open_records
from records.problems import NotAllowed, Problem
from records.settings import Settings

HELP = "recommend the next board, publish it, take it back, withdraw one object"
NAME = "command line"
# rule of the page's address → (option, its words)
OPTIONS = {
    "weeks": ("--minimum-weeks", "minimum time on display"),
    "swaps": ("--maximum-swaps", "swaps at once"),
    "percategory": ("--category-cap", "places of one category, 0: no limit"),
    "peragency": ("--agency-cap", "places of one agency, 0: no limit"),
    "random": ("--random-slots", "places drawn at random"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands and their options; rules that are not given are the campaign's."""
    chosen = parser.add_subparsers(dest="what", required=True)
    recommending = chosen.add_parser("recommend", help="print the plan for the coming period")
    applying = chosen.add_parser("apply", help="propose the plan and publish it")
    listing = chosen.add_parser("history", help="print what was displayed when, latest first")
    listing.add_argument("--last", type=int, default=40, help="how many displays (default 40; 0: all)")
    withdrawing = chosen.add_parser("withdraw", help="take one object off the public page at once")
    withdrawing.add_argument("object")
    undoing = chosen.add_parser("undo", help="take back the last publication")
    for one in (recommending, applying):
        one.add_argument("--days", choices=PERIODS, default="14", help="length of the coming period")
        for name, (option, said) in OPTIONS.items():
            one.add_argument(option, dest=name, type=float, help=said)
    for one in (applying, withdrawing):
        one.add_argument("--reason", required=True, help="kept with the decision")
    for one in (applying, withdrawing, undoing):
        one.add_argument("--by", default=NAME, help=f"who decides (default: {NAME})")
    applying.add_argument("--approved-by", help="the second person, where the campaign wants four eyes")
    for one in (recommending, applying, listing, withdrawing, undoing):
        one.add_argument("--json", action="store_true", help="print one object as the last line")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Carry out the subcommand."""
    engine = open_records(settings)
    now = datetime.now(UTC)
    rollups.refresh(engine, now)  # plan on what is on record, also where no server refreshes it
    try:
        said, found = _COMMANDS[args.what](engine, args, now)
    finally:
        rollups.refresh(engine, now)
        engine.dispose()
    print("\n".join(said))
    if args.json:
        print(json.dumps(found))
    return 0


Answer = tuple[list[str], dict[str, Any]]  # lines for people, one object for programs


def _view(args: argparse.Namespace) -> RotationView:
    given = {name: finding.rule_text(getattr(args, name)) for name in RULES}
    wrong = [name for name in RULES if getattr(args, name) is not None and not given[name]]
    if wrong:
        raise Problem(f"{OPTIONS[wrong[0]][0]} takes a number from 0 to 999")
    return RotationView(days=args.days, **given)


def _planned(engine: Engine, args: argparse.Namespace) -> tuple[Draft, pd.DataFrame]:
    with reading(engine) as db:
        made = rotation_draft.draft(finding.rotation(db, _view(args)), {})
        return made, rotation_draft.expected(db, made)


def _recommend(engine: Engine, args: argparse.Namespace, _now: datetime) -> Answer:
    made, expected = _planned(engine, args)
    return _told(made, expected), _plan(made, expected)


def _told(made: Draft, expected: pd.DataFrame) -> list[str]:
    lines = [" ".join(rotation_words.headline(made, expected)), ""]
    for place in rotation_words.places(made):
        comes = f" → {place.successor} {made.found.title(place.successor)}" if place.successor else ""
        shown = f"{place.object_id} {made.found.title(place.object_id)}" if place.object_id else "free"
        lines.append(f"{place.slot:>3}  {place.word:10}  {shown}{comes}: {place.reason}")
    return [*lines, *(f"not kept: {text}" for text in made.warnings)]


def _plan(made: Draft, expected: pd.DataFrame) -> dict[str, Any]:
    """keep, remove, show (object → slot), objects (one a row of the plan), broken; expected by board."""
    plan = made.plan
    rows = plan.objects.astype(object).where(plan.objects.notna(), None)
    return {
        "keep": list(plan.keep),
        "remove": list(plan.remove),
        "show": {str(name): int(slot) for name, slot in plan.show.items()},
        "objects": rows.to_dict("records"),
        "broken": made.warnings,
        "expected": expected.reset_index().to_dict("records"),
    }


def _apply(engine: Engine, args: argparse.Namespace, now: datetime) -> Answer:
    made, expected = _planned(engine, args)
    advice = rotation_draft.advice(made)
    with writing(engine) as db:
        if campaign.read(db).four_eyes and not args.approved_by:
            raise NotAllowed("this campaign wants a second person: name them with --approved-by")
        base = made.found.version
        key = rotating.propose(
            db, advice, base_version=base, reason=args.reason, by=args.by, at=now, model_version=MODEL_VERSION
        )
        if args.approved_by:
            rotating.approve(db, key, by=args.approved_by, at=now)
        rotating.publish(db, key, by=args.by, at=now)
    said = f"{key} published: {rotation_words.changes(made)}"
    return [*_told(made, expected), "", said], {"rotation_id": key, **_plan(made, expected)}


def _history(engine: Engine, args: argparse.Namespace, _now: datetime) -> Answer:
    with reading(engine) as db:
        found = rotation_history.history(db, Filters())
    rows = rotation_history.exported(found)
    zone, shown = found.state.timezone, found.frame if args.last <= 0 else found.frame.head(args.last)
    lines = [
        f"{row['slot']:>3}  {words.instant(row['shown_from'], zone)} – "
        f"{'now' if pd.isna(row['shown_until']) else words.instant(row['shown_until'], zone)}  "
        f"{row['object_id']} {row['title']}"
        for row in shown.to_dict("records")
    ]
    lines.append(f"{len(shown)} of {words.plural(len(rows), 'display')}")
    listed = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return lines, {"displays": listed if args.last <= 0 else listed[: args.last], "total": len(rows)}


def _withdraw(engine: Engine, args: argparse.Namespace, now: datetime) -> Answer:
    with writing(engine) as db:
        slot = rotating.withdraw(db, args.object, reason=args.reason, by=args.by, at=now)
    said = f"{args.object} is off the public page and held back; place {slot} is free"
    return [said], {"object_id": args.object, "slot": slot}


def _undo(engine: Engine, args: argparse.Namespace, now: datetime) -> Answer:
    with writing(engine) as db:
        key = rotating.undo(db, by=args.by, at=now)
    return [f"{key} undone: what it had shown left, what it had removed is back"], {"rotation_id": key}


_COMMANDS: dict[str, Callable[[Engine, argparse.Namespace, datetime], Answer]] = {
    "recommend": _recommend,
    "apply": _apply,
    "history": _history,
    "withdraw": _withdraw,
    "undo": _undo,
}
