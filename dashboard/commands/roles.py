"""`roles`: create or repair the database role of the public page (PostgreSQL)."""

import argparse
from pathlib import Path

from records import roles
from records.database import writing
from records.opening import open_records
from records.problems import Problem
from records.settings import Settings

HELP = "create or repair the public page's database role (PostgreSQL): it may add tips, shares and views only"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Name and password of the role."""
    parser.add_argument("--board-role", default=roles.BOARD, metavar="NAME")
    parser.add_argument(
        "--password-file", type=Path, help="file with the role's password; none: set it yourself, or use peer"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it in one transaction and print each statement."""
    password = None
    if args.password_file is not None:
        if not args.password_file.is_file():
            raise Problem(f"there is no file {args.password_file}")
        password = args.password_file.read_text(encoding="utf-8").strip()
    engine = open_records(settings)
    with writing(engine) as db:
        done = roles.create_board_role(db, args.board_role, password)
    engine.dispose()
    print("\n".join(done))
    return 0
