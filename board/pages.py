"""The pages to read: the twenty, one object, how it works, who reads a tip."""

from flask import Flask, Response, make_response, render_template, request

from board import shares, tips
from board.counting import is_robot
from board.services import Services
from board.tip_form import TipForm
from board.visit import visit
from records import public


def register(app: Flask, services: Services) -> None:
    """Add the pages."""

    @app.get("/")
    def grid() -> Response:
        return make_response(render_template("grid.html", display=visit().display))

    @app.get("/object/<id:object_id>")
    def object_page(object_id: str) -> Response:
        chosen = visit().find(object_id)
        _count(services, object_id)
        values = tips.form_values(services, TipForm(), object_id)
        links = shares.links(services, object_id)
        return make_response(
            render_template("object.html", object_id=object_id, shown=chosen, **links, **values)
        )

    @app.get("/how-it-works")
    def how() -> Response:
        return make_response(render_template("how.html", display=visit().display))

    @app.get("/who-reads-your-tip")
    def privacy() -> Response:
        values = tips.form_values(services, TipForm(), "")
        return make_response(render_template("privacy.html", display=visit().display, **values))

    @app.get("/healthz")
    def health() -> Response:
        """For whoever watches over the process: answers `ok` when the database does."""
        visit().display  # noqa: B018 (asking is the point)
        return Response("ok\n", mimetype="text/plain")

    @app.get("/robots.txt")
    def robots() -> Response:
        return Response(
            "User-agent: *\nDisallow: /object/*/share/\nDisallow: /object/*/tip\n", mimetype="text/plain"
        )


def _count(services: Services, object_id: str) -> None:
    """Count a view: by a person as far as we can tell, and no more of one network than people make."""
    if is_robot(request.headers) or services.counted.take(services.network()) > 0:
        return
    day = services.clock().astimezone(visit().display.campaign.zone).date()
    services.counts.view(public.View(day, object_id, services.country(), visit().via))
