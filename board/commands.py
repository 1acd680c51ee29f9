"""What `python -m board` can do besides serving: keys, inbox, doctor."""

import argparse
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path

from board import assessments, inbox, keys
from records import sealing
from records.database import reading, writing
from records.problems import Problem
from records.settings import Settings

_MARKS = {"good": "ok    ", "advice": "note  ", "fault": "WRONG "}


def add(parser: argparse.ArgumentParser) -> None:
    """The subcommands."""
    chosen = parser.add_subparsers(dest="command", metavar="keys | inbox | doctor")
    made = chosen.add_parser(
        "keys", help="make the investigators' pair: a public key for this page, a private one"
    )
    made.add_argument(
        "--public", type=Path, help="file of the public key (default: board.pub in the var folder)"
    )
    made.add_argument("--private", type=Path, help="file of the private key (default: board.key beside it)")
    _passphrase(made)
    made.set_defaults(run=make_keys)
    chosen.add_parser(
        "doctor", help="check key, role, pictures, languages; exit 1 when something is wrong"
    ).set_defaults(run=doctor)
    tips = chosen.add_parser("inbox", help="the way of a sealed tip to its readers and back")
    _inbox(tips.add_subparsers(dest="action", required=True, metavar="export | open | assess"))


def _inbox(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    out = actions.add_parser("export", help="where the database is: write the sealed tips to a file")
    out.add_argument("file", type=Path, help="file to write (.jsonl)")
    out.add_argument("--all", action="store_true", help="assessed tips too")
    out.set_defaults(run=export)
    opening = actions.add_parser("open", help="offline, where the private key is: open an export")
    opening.add_argument("file", type=Path, help="the export")
    opening.add_argument("out", type=Path, help="file to write: .csv to look at, .jsonl for the exact words")
    opening.add_argument(
        "--key", type=Path, action="append", help="private key file; repeat after a rotation"
    )
    opening.add_argument("--decisions", type=Path, help="also write a table without words, to fill in (.csv)")
    _passphrase(opening)
    opening.set_defaults(run=open_export)
    back = actions.add_parser("assess", help="where the database is: bring the decisions back")
    back.add_argument(
        "file", type=Path, help="tip_id, assessment[, suggested_country, cluster, investigation]"
    )
    back.add_argument("--by", default=None, help="who decided (default: the name you are signed in with)")
    back.set_defaults(run=assess)


def _passphrase(parser: argparse.ArgumentParser) -> None:
    words = "file whose first line is the passphrase (default: ask)"
    parser.add_argument("--passphrase-file", type=Path, help=words)


def make_keys(args: argparse.Namespace, settings: Settings) -> int:
    """Make a pair and say where its halves belong."""
    public = args.public or keys.public_path(settings)
    private = args.private or public.with_suffix(".key")
    texts = sealing.make_files(_asked(args, twice=True))
    keys.write_pair(texts, public, private)
    print(f"public key  {public}\nprivate key {private}\nkey id      {sealing.read_public(texts[0]).key_id}")
    print(
        "Move the private key to the computer where tips are opened, and delete it here. Without it and its"
    )
    print("passphrase no tip can be opened, by nobody: keep a copy of both in a safe place.")
    if public != keys.public_path(settings):
        print(
            f"The page goes on with {keys.public_path(settings)} until TRACE_PUBLIC_KEY names the new file."
        )
    return 0


def export(args: argparse.Namespace, settings: Settings) -> int:
    """Write the sealed tips to a file."""
    from records.opening import open_records

    engine = open_records(settings)
    with reading(engine) as db:
        n = inbox.export(db, args.file, everything=args.all)
    engine.dispose()
    print(f"{n} sealed tips are in {args.file}; open them with `python -m board inbox open`, offline")
    return 0


def open_export(args: argparse.Namespace, settings: Settings) -> int:
    """Open an export with one or more private keys of the same passphrase."""
    files = args.key or [keys.public_path(settings).with_suffix(".key")]
    passphrase = _asked(args)
    private = [sealing.read_private(_text(file), passphrase) for file in files]
    opened = inbox.open_to(args.file, args.out, private, args.decisions)
    print(f"{opened.tips} tips are open in {args.out}")
    for key_id, n in sorted(opened.other_keys.items()):
        print(f"{n} tips are sealed to key {key_id}: give its file with --key", file=sys.stderr)
    return 1 if opened.other_keys else 0


def assess(args: argparse.Namespace, settings: Settings) -> int:
    """Bring decisions back, all of them or none."""
    from records.opening import open_records

    decisions = assessments.read(_readable(args.file))
    if decisions.left_out:
        print(f"not read: {', '.join(decisions.left_out)}. Words of tips do not belong here", file=sys.stderr)
    engine = open_records(settings)
    with writing(engine) as db:
        by = args.by or getpass.getuser()
        changed = assessments.store(db, decisions, by=by, at=datetime.now(UTC))
    engine.dispose()
    print(f"{len(decisions.changes)} decisions read, {changed} tips changed")
    return 0


def doctor(_args: argparse.Namespace, settings: Settings) -> int:
    """Print each check; 1 when any is a fault."""
    from board.doctor import examine

    findings = []
    for finding in examine(settings):
        findings.append(finding)
        print(f"{_MARKS[finding.level]}{finding.check}: {finding.words}", flush=True)
    return 1 if any(finding.level == "fault" for finding in findings) else 0


def _asked(args: argparse.Namespace, *, twice: bool = False) -> str:
    """The passphrase: from its file, from a pipe, or typed."""
    if args.passphrase_file is not None:
        return _text(args.passphrase_file).split("\n")[0]
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    passphrase = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Once more: ") != passphrase:
        raise Problem("the two passphrases differ; nothing was made")
    return passphrase


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise Problem(f"there is no file {path}")
    return path


def _text(path: Path) -> str:
    return _readable(path).read_text(encoding="utf-8")
