"""What went wrong, in words and in the visitor's language, with a reference that the operator can look up."""

import traceback

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from board import tips
from board.services import Services
from records.log import logger, new_trace, trace_id

TOLD = (404, 405, 410, 413, 429, 503)


def register(app: Flask, services: Services) -> None:
    """Answer every error with a page of our own."""

    @app.before_request
    def reference() -> None:
        new_trace()

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:  # a redirect of the router's own
            return make_response(error.get_response())
        return _page(status if status in TOLD else 400 if status < 500 else 500, status)

    @app.errorhandler(SQLAlchemyError)
    def no_database(error: SQLAlchemyError) -> Response:
        logger("board").error("database does not answer", kind=type(error).__name__)
        response = _page(503, 503)
        response.headers["Retry-After"] = "60"
        return response

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        # Where it failed, not what it failed on: the message of an exception may quote what somebody wrote.
        where = "".join(traceback.format_tb(error.__traceback__))
        logger("board").error("page failed", kind=type(error).__name__, where=where)
        if request.endpoint == "send_tip":
            return tips.failed(services)
        return _page(500, 500)


def _page(told: int, status: int) -> Response:
    return make_response(render_template("problem.html", status=told, reference=trace_id()), status)
