"""`python -m board`: serves the public page; `keys`, `inbox` and `doctor` besides."""

import argparse
import sys
from collections.abc import Sequence

from board import commands
from records.log import configure, trace_id
from records.problems import Problem
from records.settings import Settings, SettingsError


def main(argv: Sequence[str] | None = None) -> int:
    """Serve, or run one command; exit status 2: wrong usage or settings, 1: it failed and said why."""
    parser = argparse.ArgumentParser(prog="python -m board", description="The public page of the campaign.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8060, help="port to listen on (default 8060)")
    parser.set_defaults(run=_serve)
    commands.add(parser)
    args = parser.parse_args(argv)
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    configure(settings.log_level)
    try:
        return int(args.run(args, settings))
    except Problem as problem:
        print(f"error: {problem} (reference {trace_id()})", file=sys.stderr)
        return problem.exit_status
    except OSError as error:  # a file that cannot be written, a port that is taken
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    from board.server import serve
    from records import schema
    from records.database import connect, is_sqlite

    engine = connect(settings.board_url)
    if is_sqlite(engine):  # the embedded database is brought up to date by whoever comes first
        schema.upgrade(engine)
    engine.dispose()
    print(f"The public page is at http://{args.host}:{args.port}/", flush=True)
    serve(settings, args.host, args.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
