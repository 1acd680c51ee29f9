"""What “Save” asks for: the facts that a picture's caption prints, and tables as files."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

from flask import Flask, Response, jsonify, request, stream_with_context

from layouts.answers import allow
from layouts.asked import cleaned
from layouts.reports import as_said, saved
from layouts.saving import Source
from layouts.services import Services
from layouts.words import number
from records import audit
from records.log import logger, trace_id
from records.problems import NotAllowed, Problem

log = logger("saved files")
Facts = dict[str, str]
LONGEST = 4000  # letters of a heading, or of all notes of a card


def install(server: Flask, services: Services) -> None:
    """Serve /saved/facts, /saved/table and /saved/rows."""

    @server.post("/saved/facts")
    def facts() -> Any:
        def work(asked: Mapping[str, Any]) -> Any:
            found = _about(services, asked)
            return jsonify(facts=found, name=saved.file_name(found, ""), version=int(found["Data version"]))

        return _told(work)

    @server.post("/saved/table")
    def shown_table() -> Any:
        """A table as the page shows it: the browser sends its words, so the file holds nothing else."""
        return _told(lambda asked: _shown(services, asked))

    @server.post("/saved/rows")
    def all_rows() -> Any:
        """All rows of a table that the server pages, filtered and sorted as its grid is."""
        return _told(lambda asked: _all(services, asked))


def _told(work: Callable[[Mapping[str, Any]], Any]) -> Any:
    """The answer, or in words why there is none."""
    asked = request.get_json()
    try:
        if not isinstance(asked, dict):
            raise Problem("nothing was asked for")
        return work(asked)
    except NotAllowed as problem:
        return jsonify(problem=str(problem)), 403
    except Problem as problem:
        return jsonify(problem=str(problem)), 400
    except Exception:  # the person must be told in words what no developer foresaw
        log.exception("saving failed")
        return jsonify(problem=f"it failed unexpectedly; reference {trace_id()}"), 500


def _about(services: Services, asked: Mapping[str, Any]) -> Facts:
    search, page, title = (
        _address(services, asked),
        *(str(asked.get(name) or "") for name in ("page", "title")),
    )
    beside = " ".join(str(said) for said in asked.get("beside") or ())
    if max(map(len, (page, title, beside))) > LONGEST:
        raise Problem("the page says too much beside this to be kept in a file")
    found = saved.about(services, search, page, title or page, beside)
    drawn = asked.get("version")
    if drawn is not None and str(drawn) != found["Data version"]:
        raise Problem("the data changed meanwhile and the page is being drawn anew; save again in a moment")
    return found


def _address(services: Services, asked: Mapping[str, Any]) -> str:
    """The page's address, without what the page leaves out too."""
    return cleaned(services, str(asked.get("search") or ""))


def _form(asked: Mapping[str, Any]) -> str:
    form = str(asked.get("form"))
    if form not in saved.MIMETYPES:
        raise Problem(f"a table is saved as {' or '.join(saved.MIMETYPES)}")
    return form


def _shown(services: Services, asked: Mapping[str, Any]) -> Response:
    form, found = _form(asked), _about(services, asked)
    headings, rows = asked.get("headings") or [], asked.get("rows") or []
    if (
        not isinstance(headings, list)
        or not isinstance(rows, list)
        or not all(isinstance(r, list) for r in rows)
    ):
        raise Problem("a table has a list of headings and a list of rows")
    columns, frame = as_said.table(headings, rows)
    if form == "xlsx":
        return _file(saved.workbook(columns, [frame], found), found, form)
    return _file(b"".join(saved.csv_lines(columns, [frame], found)), found, form)


def _all(services: Services, asked: Mapping[str, Any]) -> Response:
    source, form = services.saved.get(str(asked.get("grid"))), _form(asked)
    if source is None:
        raise Problem("there is no such table")
    allow(services, source.audience, source.roles)
    found, search = _about(services, asked), _address(services, asked)
    with ExitStack() as stack:
        db = stack.enter_context(services.reading())
        count, blocks = source.ask(db, asked.get("request") or {}, search)
        if count > saved.MOST[form]:
            raise Problem(_too_many(source, count, form))
        _record(services, source, form, count, found)
        if form == "xlsx":
            return _file(saved.workbook(source.columns, blocks, found), found, form)
        answer = _file(stream_with_context(saved.csv_lines(source.columns, blocks, found)), found, form)
        # The rows are read while they are sent: the connection lives as long as the answer does.
        answer.call_on_close(stack.pop_all().close)
        return answer


def _too_many(source: Source, count: int, form: str) -> str:
    most = number(saved.MOST[form])
    other = " Save CSV, or" if form == "xlsx" and count <= saved.MOST["csv"] else ""
    first = f"{number(count)} {source.subject} are in this table; a file of this kind holds up to {most}."
    return f"{first}{other or ' Please'} narrow the filters."


def _record(services: Services, source: Source, form: str, count: int, facts: Facts) -> None:
    """Rows that leave the instrument one by one are a decision of somebody, and stand in the log."""
    detail = {"format": form, "rows": count, "scope": facts["Scope"], "period": facts["Period"],
              "data_version": int(facts["Data version"])}  # fmt: skip
    with services.writing() as db:
        audit.append(
            db, at=services.now(), by=services.viewer().name, action="table saved", subject=source.subject,
            detail=detail,
        )  # fmt: skip


def _file(body: Any, facts: Facts, form: str) -> Response:
    answer = Response(body, mimetype=saved.MIMETYPES[form])
    answer.headers.set("Content-Disposition", "attachment", filename=saved.file_name(facts, form))
    return answer
