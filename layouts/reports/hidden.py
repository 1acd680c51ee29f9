"""Hidden counts in charts of other programs, where a missing value has no bar and reads as zero."""

from layouts import words
from layouts.reports.content import Chart
from layouts.speech import Speech


def _places(chart: Chart) -> list[bool]:
    """Whether a category has a hidden count; a curve has points only where something is known."""
    columns = list(zip(*(values for _, values in chart.series), strict=True))
    if chart.kind == "line" or not columns:
        return [False] * len(chart.categories)
    return [None in values for values in columns]


def categories(chart: Chart) -> tuple[str, ...]:
    """The chart's categories, with the mark at each of a hidden count."""
    pairs = zip(chart.categories, _places(chart), strict=True)
    return tuple(f"{name} {words.HIDDEN}" if dark else name for name, dark in pairs)


def note(chart: Chart, speech: Speech) -> str:
    """What the mark means, where the chart has one."""
    return speech.say("“·” is hidden, never zero.") if any(_places(chart)) else ""
