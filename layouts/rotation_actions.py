"""Rotation: what can be done with the chosen object, with waiting proposals, and after a refusal."""

import json
from typing import Any

import pandas as pd
from dash import dcc, html

from layouts import ids, parts, words
from layouts.findings.rotation import Rotation
from layouts.findings.rotation_draft import Draft
from layouts.rotation_cards import data

RECOGNISED = "Somebody may have recognised their own belongings"


def act(label: str, what: str, *, reason_from: str = "", kind: str = "", **values: str) -> html.Button:
    """A button that asks the server to do something at once; the reason is read from a field."""
    asked = data(act=json.dumps({"what": what, **values}), reason_from=reason_from)
    return html.Button(label, type="button", className=f"button {kind}".strip(), **asked)


def chosen(made: Draft, choice: dict[str, Any]) -> list[Any]:
    """The chosen place or object: what to press next, holds, and withdrawal."""
    found = made.found
    slot = int(choice.get("place") or 0)
    name = str(choice.get("object") or found.board.get(slot, ""))
    if not slot and name not in found.objects.index:
        return []
    return [
        html.Div([html.B(_chosen_title(found, slot, name)), html.Span(_next_step(slot), className="note")]),
        html.Div([*_place_buttons(made, slot, name), *_hold_buttons(found, slot, name)], className="buttons"),
    ]


def text_field(id_: str, label: str, value: str = "") -> html.Label:
    """A line of text with its label, which is also what stands in it while it is empty."""
    field = dcc.Input(
        id=id_, type="text", value=value, placeholder=label, maxLength=300, className="text-field"
    )
    return html.Label([html.Span(label, className="visually-hidden"), field], className="text-label")


def _chosen_title(found: Rotation, slot: int, name: str) -> str:
    where = f"Place {slot}: " if slot else ""
    return f"{where}{found.title(name) if name else 'free'}"


def _next_step(slot: int) -> str:
    if slot:
        return "Now choose an object in the pool for this place. Escape lets go."
    return "Now choose the place it should take. Escape lets go."


def _place_buttons(made: Draft, slot: int, name: str) -> list[Any]:
    if not slot:
        return []
    buttons = []
    if name and made.places.get(slot) != name:
        buttons.append(_edit("Keep it in place", slot, name))
    if slot in made.places:
        buttons.append(_edit("Leave the place free", slot, ""))
    return buttons


def _edit(label: str, slot: int, name: str) -> html.Button:
    return html.Button(label, type="button", className="button", **data(edits=json.dumps({str(slot): name})))


def _hold_buttons(found: Rotation, slot: int, name: str) -> list[Any]:
    if not name or name not in found.objects.index:
        return []
    hold, shown = found.objects.at[name, "hold"], name in found.board.values()
    field, source = "chosen-reason", "#chosen-reason"
    reason = text_field(field, "Reason for a hold or withdrawal")
    buttons: list[Any] = [reason]
    if hold != "none":
        buttons.append(act("End the hold", "release", reason_from=source, object=name))
    if hold != "keep":
        buttons.append(act("Hold: keep", "hold", reason_from=source, object=name, kind_of_hold="keep"))
    if hold != "withhold" and not shown:
        label = "Hold: do not show"
        buttons.append(act(label, "hold", reason_from=source, object=name, kind_of_hold="withhold"))
    if shown:
        buttons.append(act("Withdraw now", "withdraw", reason_from=source, kind="danger", object=name))
    return buttons


def pending(
    proposals: pd.DataFrame, changes: pd.DataFrame, found: Rotation, four_eyes: bool, viewer: str
) -> Any:
    """Proposals that wait, each with who, when, what, and what can be done with it; empty without any."""
    if proposals.empty:
        return []
    rows = []
    for proposal in proposals.to_dict("records"):
        own = changes[changes["rotation_id"] == proposal["rotation_id"]]
        rows.append(_proposal(proposal, own, found, four_eyes, viewer))
    n = len(rows)
    title = f"{words.plural(n, 'proposal')} {'waits' if n == 1 else 'wait'}"
    subtitle = "This campaign wants a second person to approve." if four_eyes else ""
    return parts.card(title, html.Ul(rows, className="proposals"), subtitle=subtitle)


def _proposal(
    row: dict[Any, Any], changes: pd.DataFrame, found: Rotation, four_eyes: bool, viewer: str
) -> Any:
    zone, key = found.state.timezone, str(row["rotation_id"])
    stale = row["base_version"] != found.version
    approved = pd.notna(row["approved_at"])
    said = [f"Proposed by {row['proposed_by']}, {words.instant(row['proposed_at'], zone)}"]
    if approved:
        said.append(f"approved by {row['approved_by']}, {words.instant(row['approved_at'], zone)}")
    state = [parts.pill("approved", "good") if approved else parts.pill("proposed", "accent")]
    if stale:
        state.append(parts.pill("the board changed since", "caution"))
    buttons: list[Any] = []
    if not approved and (not four_eyes or row["proposed_by"] != viewer):
        buttons.append(act("Approve", "approve", rotation=key))
    if not approved and four_eyes and row["proposed_by"] == viewer:
        buttons.append(html.Span("Somebody else has to approve it.", className="note"))
    if approved or not four_eyes:
        buttons.append(act("Publish", "publish", rotation=key, kind="" if stale else "primary"))
    if stale:
        buttons.append(act("Plan again on the present board", "replan", rotation=key))
    buttons.append(act("Discard", "discard", rotation=key))
    return html.Li(
        [
            html.Div([*_spaced(state), html.B(str(row["reason"]))]),
            html.Div("; ".join(said), className="note"),
            difference(changes, found),
            html.Div(buttons, className="buttons"),
        ],
        **data(rotation=key),
    )


def _spaced(items: list[Any]) -> list[Any]:
    return [part for item in items for part in (item, " ")]


def difference(changes: pd.DataFrame, found: Rotation) -> html.Ul:
    """What a proposal changes, a line a place."""
    lines = []
    for slot, rows in changes.groupby("slot", sort=True, dropna=False):
        out = [str(name) for name in rows.loc[rows["action"] == "remove", "object_id"]]
        into = [str(name) for name in rows.loc[rows["action"] == "show", "object_id"]]
        why = [str(text) for text in rows["override_reason"].dropna().unique() if str(text).strip()]
        lines.append(_line(found, slot, "".join(out), "".join(into), why))
    return html.Ul(lines, className="difference")


def _line(found: Rotation, slot: Any, out: str, into: str, why: list[str]) -> html.Li:
    leaves = found.title(out) if out else "free"
    comes = found.title(into) if into else "nothing"
    own = f" (own choice: {why[0]})" if why else ""
    return html.Li([html.B(f"Place {slot}: "), f"{leaves} → {comes}{own}"])


def draft_difference(made: Draft) -> Any:
    """What publishing would change, before it is proposed."""
    board, found = made.found.board, made.found
    if not made.changed:
        return html.P("The board stays as it is; there is nothing to propose.", className="note")
    lines = []
    for slot in made.changed:
        why = ["yours"] if slot in made.own else []
        lines.append(_line(found, slot, board.get(slot, ""), made.places.get(slot, ""), why))
    label = f"What would change: {words.plural(len(made.changed), 'place')}"
    return html.Details(
        [html.Summary(label), html.Ul(lines, className="difference")], className="table-behind"
    )


def undo_last(last: pd.DataFrame, zone: str) -> Any:
    """Undo of the last publication, two clicks away, with what it was."""
    if last.empty or pd.notna(last.iloc[0]["undone_at"]):
        return html.Button("Undo last …", className="button", type="button", disabled=True,
                           title="There is no publication to undo")  # fmt: skip
    row = last.iloc[0]
    said = f"Published by {row['published_by']}, {words.instant(row['published_at'], zone)}: {row['reason']}"
    body = html.Div([html.P(said, className="note"), act("Undo this publication", "undo", kind="danger")])
    return html.Details(
        [html.Summary("Undo last …", className="button"), html.Div(body, className="popped up")],
        className="popping",
    )


def done(text: str) -> html.Section:
    """What was done, in words."""
    return html.Section([parts.pill("done", "good"), " ", text], className="card said")


def conflict(text: str, rotation_id: str) -> html.Section:
    """The board changed meanwhile: the difference, and the way on; nothing is lost."""
    return html.Section(
        [
            html.Div(
                [html.H2("Not published"), parts.pill("the board changed", "caution")], className="card-head"
            ),
            html.P(text),
            html.Div(
                act("Plan again on the present board", "replan", rotation=rotation_id, kind="primary"),
                className="buttons",
            ),
        ],
        className="card failed",
        role="alert",
    )


def withdraw_list(displayed: list[tuple[int, str, str]]) -> Any:
    """The twenty for the popover of every page: one button each withdraws at once."""
    if not displayed:
        return html.P("Nothing is on display.", className="note")
    rows = [
        html.Li(
            [
                html.Span(f"{slot} · {title}"),
                html.Button(
                    "Withdraw now",
                    type="button",
                    className="button danger",
                    **data(withdraw=name, reason_from=f"#{ids.WITHDRAW_REASON}"),
                    **parts.aria(label=f"Withdraw {title} now"),
                ),
            ]
        )
        for slot, name, title in displayed
    ]
    return html.Ul(rows)
