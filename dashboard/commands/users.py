"""`users add|link|list|disable|sign-out`: who may sign in."""

import argparse
from datetime import UTC, datetime

from records import people
from records.bookkeeping import ROLES
from records.database import reading, writing
from records.opening import open_records
from records.settings import Settings

HELP = "add people, make one-time sign-in links, end sessions"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands and their options."""
    chosen = parser.add_subparsers(dest="what", required=True)
    adding = chosen.add_parser("add", help="add a person and print a one-time link")
    adding.add_argument("name")
    adding.add_argument("--role", choices=ROLES, required=True)
    linking = chosen.add_parser("link", help="print a one-time link")
    linking.add_argument("name")
    linking.add_argument("--hours", type=float, default=24)
    chosen.add_parser("list", help="list people")
    for name, text in (("disable", "let a person sign in no more"), ("sign-out", "end a person's sessions")):
        chosen.add_parser(name, help=text).add_argument("name")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Carry out the subcommand."""
    engine = open_records(settings)
    now = datetime.now(UTC)
    if args.what == "list":
        with reading(engine) as db:
            for row in people.listed(db):
                print(f"{row['name']}\t{row['role']}\t{'disabled' if row['disabled_at'] else 'enabled'}")
        return 0
    with writing(engine) as db:
        if args.what == "add":
            people.add(db, name=args.name, role=args.role, at=now, by="command line")
        if args.what in ("add", "link"):
            hours = getattr(args, "hours", 24)
            token = people.link(db, name=args.name, at=now, by="command line", hours=hours)
            print(f"{settings.dashboard_url}/sign-in/{token}")
        else:
            ended = args.what == "disable"
            people.end_sessions(db, name=args.name, at=now, by="command line", disable=ended)
            print(f"{args.name}: {'disabled' if ended else 'signed out everywhere'}")
    return 0
