"""`python -m dashboard COMMAND`: finds the command's module and runs it."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from dashboard import commands
from records.log import configure, logger, trace_id

# What a command may raise for reasons that a person can mend: told in words, without a traceback.
from records.problems import Problem
from records.settings import Settings, SettingsError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (2: wrong usage or settings, 1: it failed and said why)."""
    parser = argparse.ArgumentParser(
        prog="python -m dashboard", description="Trace an Object: the instrument."
    )
    chosen = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    modules = {}
    for info in pkgutil.iter_modules(commands.__path__):
        module = importlib.import_module(f"{commands.__name__}.{info.name}")
        name = info.name.rstrip("_")
        modules[name] = module
        module.arguments(chosen.add_parser(name, help=module.HELP, description=module.HELP))
    args = parser.parse_args(argv)
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    configure(settings.log_level)
    try:
        return int(modules[args.command].run(args, settings))
    except Problem as problem:
        print(f"error: {problem} (reference {trace_id()})", file=sys.stderr)
        return problem.exit_status
    except Exception:  # noqa: BLE001 -- whatever nobody foresaw is told in words, its trace goes to the log
        logger("command").exception("command failed", command=args.command)
        print(
            f"error: this failed unexpectedly; the log has the trace (reference {trace_id()})",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("stopped; nothing was left half done", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
