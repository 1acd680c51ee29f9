"""Sending a tip: the form, the checks against machines, the sealing, the receipt.

Whatever goes wrong, the form comes back with every word that was written.
"""

import math
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import Gone

from board import places, shown
from board.networks import FEED
from board.services import Services
from board.tip_form import LONGEST, TRAP, TipForm
from board.tokens import FormToken, claimed_form_id, proof_holds
from board.visit import Visit, visit
from records import public
from records.database import writing
from records.log import logger, trace_id
from records.sealing import PublicKey

YOUNGEST = 20.0  # seconds that a form without proof of work must have been open


@dataclass(frozen=True)
class Refusal(Exception):
    """Why a form comes back: a word for the template, the status, and the seconds to wait if that helps."""

    reason: str
    status: int = 422
    wait: float = 0.0


def register(app: Flask, services: Services) -> None:
    """Add the tip form of each object."""

    @app.get("/object/<id:object_id>/tip")
    def tip(object_id: str) -> Response:
        return page(services, TipForm(), object_id, visit().find(object_id))

    @app.post("/object/<id:object_id>/tip", endpoint="send_tip")
    def send(object_id: str) -> Response:
        form = TipForm.read(request.form)
        chosen: shown.Shown | None = None
        try:
            chosen = _about(visit(), object_id)
            if "list_regions" in request.form:
                return page(services, form, object_id, chosen)
            return _take(services, form, object_id, chosen)
        except Refusal as refusal:
            return page(services, form, object_id, chosen, refusal)
        except SQLAlchemyError as error:
            logger("board").error("tip could not be stored", kind=type(error).__name__)
            return page(services, form, object_id, chosen, Refusal("database", 503, 60))

    @app.get("/regions")
    def regions() -> Response:
        response = jsonify(_regions(request.args.get("country", "")))
        response.headers["Cache-Control"] = "no-store"
        return response


def _about(here: Visit, object_id: str) -> shown.Shown | None:
    """The object, or None once it was taken down: a tip that was being written is still welcome."""
    try:
        return here.find(object_id)
    except Gone:
        return None


def page(
    services: Services,
    form: TipForm,
    object_id: str,
    chosen: shown.Shown | None,
    refusal: Refusal | None = None,
) -> Response:
    """The form, filled in with what was written; after a refusal with its reason."""
    body = render_template(
        "tip.html", object_id=object_id, shown=chosen, **form_values(services, form, object_id, refusal)
    )
    response = make_response(body, refusal.status if refusal else 200)
    if refusal and refusal.wait:
        response.headers["Retry-After"] = str(math.ceil(refusal.wait))
    return response


def failed(services: Services) -> Response:
    """The form with every word of it, after a failure that nobody foresaw; asks no database."""
    object_id = (request.view_args or {}).get("object_id", "")
    return page(services, TipForm.read(request.form), object_id, None, Refusal("database", 500, 60))


def form_values(
    services: Services, form: TipForm, object_id: str, refusal: Refusal | None = None
) -> dict[str, object]:
    """What the form's template needs."""
    code = visit().language.code
    return {
        "form": form,
        "refusal": refusal,
        "reference": trace_id(),
        "longest": LONGEST,
        "trap": TRAP,
        "bits": services.proof_bits,
        "youngest": int(YOUNGEST),
        "token": _token(services, form, object_id),
        "countries": places.countries(code),
        "regions": _regions(form.country),
        "key": _key(services),
        "locates": bool(services.settings.country_table),
    }


def _token(services: Services, form: TipForm, object_id: str) -> str:
    """A form whose token still holds keeps it, so that its age counts on; one that was used begins anew."""
    token, form_id = services.tokens.read(form.token, object_id), claimed_form_id(form.token)
    if services.tokens.is_spent(form_id):
        return services.tokens.issue(object_id)
    return token.text if token else services.tokens.issue(object_id, form_id)


def _regions(country: str) -> list[tuple[str, str]]:
    """(stored value, name to read) of a country's regions; one without a name is called after its town."""
    around = visit().language.catalogue.gettext("around %(town)s")
    return [
        (
            name,
            around % {"town": name.removeprefix(places.AROUND)} if name.startswith(places.AROUND) else name,
        )
        for name in places.regions(country)
    ]


def _key(services: Services) -> PublicKey | None:
    return services.sealing_key.current(simulated=visit().known_campaign.simulated)


def _take(services: Services, form: TipForm, object_id: str, chosen: shown.Shown | None) -> Response:
    _check_fields(form)
    key = _key(services)
    if key is None:
        raise Refusal("key", 503)
    token = services.tokens.read(form.token, object_id)
    if token is None:
        raise Refusal("old_form", 409)
    _check_sender(services, form, token)
    tip = _tip(services, form, object_id, token)
    if not services.tokens.spend(token.form_id, tip.tip_id):
        raise Refusal("sent_before", 409)
    closed = key.seal(form.envelope(tip, services.marks.mark(object_id, form.text)))
    try:
        with writing(services.engine) as db:
            public.receive_tip(db, tip, closed, at=services.clock(), zone=visit().display.campaign.zone)
    except SQLAlchemyError:
        services.tokens.release(token.form_id)
        raise
    return make_response(render_template("received.html", tip=tip, shown=chosen))


def _check_fields(form: TipForm) -> None:
    if form.trap:
        raise Refusal("trap")
    if form.too_long:
        raise Refusal("too_long")
    if not form.says_something:
        raise Refusal("empty")
    if not (places.is_country(form.country) and places.is_country(form.origin)):
        raise Refusal("country")
    if not places.is_region(form.country, form.region):
        raise Refusal("region")


def _check_sender(services: Services, form: TipForm, token: FormToken) -> None:
    network = services.network()
    if proof_holds(token.text, form.proof, services.proof_bits):
        wait = services.tips_with_proof.take(network)
    elif token.age < YOUNGEST:
        raise Refusal("too_fast", 429, YOUNGEST - token.age)
    else:
        wait = services.tips_without_proof.take(network) or services.all_without_proof.take("all")
    if wait:
        raise Refusal("too_many", 429, wait)


def _tip(services: Services, form: TipForm, object_id: str, token: FormToken) -> public.PublicTip:
    here = visit()
    country = form.origin or services.country()
    source = "stated" if form.origin else "connection" if country != "unknown" else "unknown"
    return public.PublicTip(
        tip_id=form.tip_id(object_id, token.form_id),
        object_id=object_id,
        channel="feed" if here.via == FEED else "web",
        language=here.language.code,
        origin_country=country,
        origin_source=source,
        suggested_country=form.country or None,
        suggested_region=form.region or None,
    )
