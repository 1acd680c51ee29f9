"""Sharing an object: fixed links to the usual networks, each press counted by network, country and day."""

from flask import Flask, Response, request, url_for
from werkzeug.exceptions import NotFound

from board.counting import is_robot
from board.networks import LINKED, NETWORKS
from board.services import Services
from board.visit import visit
from records import public


def register(app: Flask, services: Services) -> None:
    """Add the share links."""

    @app.get("/object/<id:object_id>/share/<network>")
    def share(object_id: str, network: str) -> Response:
        """Count the press and go on to the network's own form; networks are a fixed table."""
        chosen = visit().find(object_id)
        form = NETWORKS[network].form if network in NETWORKS else None
        if form is None:
            raise NotFound()
        _count(services, object_id, network)
        onward = form(address(services, object_id, network), visit().text(chosen).heading)
        return Response(status=303, headers={"Location": onward})

    @app.post("/object/<id:object_id>/share/<network>")
    def press(object_id: str, network: str) -> Response:
        """Count a press of what the browser does by itself (copy, the device's own menu)."""
        visit().find(object_id)
        if network not in NETWORKS:
            raise NotFound()
        if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
            _count(services, object_id, network)
        return Response(status=204)


def address(services: Services, object_id: str, network: str | None = None) -> str:
    """The object's address for the public; arriving through `network` is counted as such."""
    path = url_for("object_page", object_id=object_id, via=network)
    return services.settings.public_url.rstrip("/") + path


def links(services: Services, object_id: str) -> dict[str, object]:
    """What the share buttons need: addresses to share, and the networks with a form of their own."""
    return {
        "linked": [(name, NETWORKS[name].name) for name in LINKED],
        "address": address(services, object_id),
        "copied": address(services, object_id, "copy"),
        "handed": address(services, object_id, "device"),
    }


def _count(services: Services, object_id: str, network: str) -> None:
    if is_robot(request.headers) or services.counted.take(services.network()) > 0:
        return
    at = public.quarter_of(services.clock())
    press = public.Press(object_id, at, network, services.country())
    services.counts.press(press, visit().display.campaign.zone)
