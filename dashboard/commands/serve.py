"""`serve [--host --port]`: the dashboard under gunicorn."""

import argparse

from dashboard.app import create_app
from dashboard.server import serve
from records.log import logger
from records.settings import Settings

HELP = "serve the dashboard"
log = logger("serve")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8050)
    parser.add_argument("--workers", type=int, default=1, help="server processes (default 1)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped."""
    app = create_app(settings)
    services = app.server.extensions["trace_services"]
    serve(app, services, host=args.host, port=args.port, workers=args.workers)
    return 0
