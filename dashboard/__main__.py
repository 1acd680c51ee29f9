"""`python -m dashboard COMMAND`: finds the command's module and runs it."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from typing import Any

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
    given = list(sys.argv[1:] if argv is None else argv)
    modules = _modules(given[0] if given else "")
    for name, module in modules.items():
        module.arguments(chosen.add_parser(name, help=module.HELP, description=module.HELP))
    args = parser.parse_args(given)
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


def _modules(wanted: str) -> dict[str, Any]:
    """The command's module by its name; all of them for a list of commands, or where there is no such one.

    One alone: the report writers of another command would cost `status` two seconds, and could stop it.
    """
    found = {info.name.rstrip("_"): info.name for info in pkgutil.iter_modules(commands.__path__)}
    names = [wanted] if wanted in found else list(found)
    return {name: importlib.import_module(f"{commands.__name__}.{found[name]}") for name in names}


if __name__ == "__main__":
    sys.exit(main())
