"""`report --format pdf --out FILE`: a report from the command line, for cron."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from layouts.reports import formats, making
from layouts.speech import languages, name_of
from queries.filters import Filters
from records import report_log
from records.database import reading, writing
from records.opening import open_records
from records.problems import Problem
from records.settings import Settings

HELP = "write a report file, and mail it if asked"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Scope, audience, format, where to."""
    parser.add_argument("--from", dest="first", help="first local day, YYYY-MM-DD (default: all)")
    parser.add_argument("--to", dest="last", help="last local day, YYYY-MM-DD (default: all)")
    parser.add_argument(
        "--filter",
        default="",
        help="more filters as in the address, 'category=bags&country=NL'; leadership's are snapped to what "
        "the release holds, and the file says what it shows instead",
    )
    parser.add_argument("--audience", choices=formats.AUDIENCES, default="leadership")
    parser.add_argument("--format", choices=formats.FORMATS, default="pdf")
    spoken = ", ".join(f"{code} {name_of(code)}" for code in languages())
    parser.add_argument(
        "--language",
        choices=languages(),
        help=f"of the file: {spoken} (default: the first of the campaign's that is here, else English)",
    )
    parser.add_argument("--sections", default=",".join(making.SECTIONS), help="comma separated")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument("--mail", action="append", default=[], metavar="ADDRESS", help="send it there, too")
    parser.add_argument("--by", default="command line", help="who made it, for the history")
    parser.add_argument("--json", action="store_true", help="end with an object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Make, store, log and mail it."""
    engine, now = open_records(settings), datetime.now(UTC)
    filters = _filters(args)
    sections = [name.strip() for name in args.sections.split(",") if name.strip()]
    unknown = [name for name in sections if name not in making.SECTIONS]
    if unknown:
        raise Problem(f"there is no section {unknown[0]!r}; known: {', '.join(making.SECTIONS)}")
    with reading(engine) as db:
        language = args.language or formats.usual_language(db)
        report = formats.content(
            db, filters, args.audience, sections, _tell, folder=settings.var_dir, language=language
        )
    if report.scope:
        _tell(report.scope)
    body = formats.file(report, args.format, settings, _tell)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    part = args.out.with_suffix(args.out.suffix + ".part")
    part.write_bytes(body)
    part.replace(args.out)
    parameters = {"filters": filters.to_search(), "sections": sections, "language": language}
    with writing(engine) as db:
        report_id = report_log.add(
            db, body=body, name=args.out.name, form=args.format, audience=args.audience,
            parameters=parameters, by=args.by, at=now,
        )  # fmt: skip
    if args.mail:
        from dashboard.mail import send

        send(settings, args.mail, report, body, args.out.name, formats.FORMATS[args.format][1])
    if args.json:
        print(json.dumps({"report_id": report_id, "file": str(args.out), "bytes": len(body)}))
    else:
        print(f"{args.out}: {len(body)} bytes")
    return 0


def _tell(step: str) -> None:
    print(step, file=sys.stderr, flush=True)


def _filters(args: argparse.Namespace) -> Filters:
    days = "&".join(f"{key}={value}" for key, value in (("from", args.first), ("to", args.last)) if value)
    filters = Filters.from_search("?" + "&".join(part for part in (days, args.filter.lstrip("?")) if part))
    if filters.ignored:
        raise Problem(f"not understood: {'; '.join(filters.ignored)}")
    return filters
