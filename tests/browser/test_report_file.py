"""The report as one HTML file, opened from a disk: charts drawn, nothing asked of anybody."""

import shutil

import pytest

from layouts.reports import formats, making
from queries.filters import Filters
from records.database import connect, reading
from records.settings import Settings
from tests.small_campaign import seed


@pytest.fixture(scope="module")
def files(sqlite_template, tmp_path_factory):
    """The path of a report file by language, and its report."""
    folder = tmp_path_factory.mktemp("report-file")
    shutil.copy(sqlite_template, folder / "trace.sqlite")
    settings = Settings(database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder)
    engine = connect(settings.database_url)
    seed(engine)
    made = {}
    for language in ("en", "ar"):
        with reading(engine) as db:
            report = formats.content(
                db, Filters(), "internal", making.SECTIONS, folder=folder, language=language
            )
        path = folder / f"{language}.html"
        path.write_bytes(formats.file(report, "html", settings))
        made[language] = (path, report)
    engine.dispose()
    return made


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_it_works_alone_and_offline(browser, accessible, files, language, width):
    path, report = files[language]
    visitor = browser.new_context(viewport={"width": width, "height": 900})
    page, wrong, asked = visitor.new_page(), [], []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    drawn = [chart.key for chart in report.charts]
    assert {"weekly", "map"} <= set(drawn)
    for key in drawn:
        page.locator(f"#chart-{key} svg.main-svg").first.wait_for(state="attached")
    # The polygons are in the file: countries are filled without a map from anywhere.
    page.locator("#chart-map .choroplethlayer path").first.wait_for(state="attached")
    assert page.locator("#chart-weekly .bars path").count() > 10
    assert page.locator("html").get_attribute("dir") == report.speech.direction
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [path.as_uri()]
    accessible(page)
    assert wrong == []
    visitor.close()
