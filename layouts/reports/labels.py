"""The words of a report file that come from no figure: headings, marks, notes."""

from layouts.reports.content import Report
from layouts.speech import Speech

TAGS = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE", "es": "es-ES", "ar": "ar-SA"}


def labels(speech: Speech) -> dict[str, str]:
    """All of them by fixed names."""
    return {
        "report": speech.say("Report"),
        "simulated": speech.say("Simulated campaign"),
        "simulated_note": speech.say("Simulated campaign: no figure here is real."),
        "meaning": speech.say("What this means"),
        "changed": speech.say("What changed"),
        "recommended": speech.say("What we recommend"),
        "steps": speech.say("From published object to result"),
        "steps_note": speech.say("Bars: share of the number named, with its 95 % interval."),
        "nothing": speech.say("Nothing in this scope."),
        "nothing_to_compare": speech.say("Two whole periods are needed to compare."),
        "about": speech.say("About this report"),
        "appendix": speech.say("Appendix"),
        "charts": speech.say("Charts"),
        "fact": speech.say("Item"),
        "value": speech.say("Value"),
        "step": speech.say("Step"),
        "count": speech.say("Count"),
        "share": speech.say("Share"),
        "before": speech.say("Before"),
        "now": speech.say("Now"),
        "change": speech.say("Change"),
        "borders": speech.say(
            "Borders: Natural Earth, simplified; their drawing is no statement on status. Equal Earth "
            "projection. Population: GeoNames (CC BY 4.0)."
        ),
    }


def foot(report: Report) -> str:
    """As-of time, data version and disclosure rule: at the foot of every page and slide."""
    facts = report.facts
    return report.speech.say(
        "As of {as_of}, data version {version}. {rule}",
        as_of=facts["As of"],
        version=facts["Data version"],
        rule=facts["Disclosure rule"],
    )
