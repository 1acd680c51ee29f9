"""One way to make a report file of any format, from the page and from the command line."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from layouts.reports import archive, making, page, pdf, pptx, released, xlsx
from layouts.reports.content import Report
from layouts.speech import SOURCE, language_of, languages, speech
from queries.filters import Filters
from records import campaign
from records.problems import Problem
from records.settings import Settings

FORMATS = {
    "pdf": ("PDF, to read and forward", "application/pdf"),
    "pptx": (
        "PowerPoint, charts stay editable",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "xlsx": ("Excel, one workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": ("Web page in one file, interactive, works offline", "text/html"),
    "zip": ("Archive of CSV and Parquet", "application/zip"),
}
AUDIENCES = ("leadership", "internal")
Progress = Callable[[str], None]


def content(
    db: Any,
    filters: Filters,
    audience: str,
    sections: Iterable[str],
    progress: Progress = lambda _: None,
    *,
    folder: Path,
    language: str = SOURCE,
) -> Report:
    """The content for an audience in a language (Problem: unknown); `folder`: of the release's snapshots."""
    if audience not in AUDIENCES:
        raise Problem(f"the audience is one of {', '.join(AUDIENCES)}, not {audience!r}")
    if language not in languages():
        raise Problem(f"the language is one of {', '.join(languages())}, not {language!r}")
    said = speech(language)
    if audience == "leadership":
        return released.report(db, folder, filters=filters, sections=sections, progress=progress, speech=said)
    return making.report(db, filters, sections=sections, progress=progress, speech=said)


def usual_language(db: Any) -> str:
    """The first of the campaign's languages that reports are written in, else English."""
    return language_of(campaign.read(db).languages)


def file(report: Report, form: str, settings: Settings, progress: Progress = lambda _: None) -> bytes:
    """The report in a format. Raises Problem for an unknown one, or where Chromium is needed and missing."""
    makers: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: pdf.write(report, settings),
        "pptx": lambda: pptx.write(report, settings),
        "xlsx": lambda: xlsx.write(report, settings),
        "html": lambda: page.write(report),
        "zip": lambda: archive.write(report),
    }
    if form not in makers:
        raise Problem(f"the format is one of {', '.join(makers)}, not {form!r}")
    progress(f"setting the {form.upper()} file")
    return makers[form]()


def file_name(report: Report, form: str) -> str:
    """A name that says what it is: campaign-report-audience-version.format; the language unless English."""
    slug = "".join(c if c.isalnum() else "-" for c in report.facts["Campaign"].lower()).strip("-")
    while "--" in slug:
        slug = slug.replace("--", "-")
    version = report.facts["Data version"]
    language = "" if report.language == SOURCE else f"-{report.language}"
    return f"{slug}-report-{report.audience}-v{version}{language}.{form}"
