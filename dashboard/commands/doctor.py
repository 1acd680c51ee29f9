"""`doctor`: what is wrong with this installation, and what to do about it."""

import argparse

from records.diagnosis import ADVICE, FAULT, GOOD, examine
from records.settings import Settings

HELP = "check settings, database, schema, rollups, audit log and pictures; exit 1 when something is wrong"
_MARKS = {GOOD: "ok    ", ADVICE: "note  ", FAULT: "WRONG "}


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print each check as it is made; 1 when any is a fault."""
    faults = 0
    for finding in examine(settings):
        print(f"{_MARKS[finding.level]}{finding.check}: {finding.words}", flush=True)
        faults += finding.level == FAULT
    return 1 if faults else 0
