"""The forms on an object's page: score, hold, withdraw, texts, picture, retire."""

import json
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from babel import Locale, UnknownLocaleError
from dash import dcc, html

from layouts import forms, ids, parts, words
from queries.object_record import ObjectRecord
from records.pictures import MOST_BYTES

SCORES = tuple((str(score), str(score)) for score in range(6))
HOLDS = (("withhold", "Do not show"), ("keep", "Keep on display"))
RECOGNISED = "Somebody may have recognised their own belongings"
# Offered for translation beside the campaign's own and those already written.
LANGUAGES = (
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv",
    "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk", "zh",
)  # fmt: skip


def keeping() -> html.Section:
    """Everything that can be decided about the object, each form behind its title."""
    body = [
        html.Div(id=ids.KEEP_STATE),
        _score(),
        _texts(),
        _picture(),
        _hold(),
        _retire(),
        _withdraw(),
        dcc.Store(id=ids.KEEP_TEXT_SEEN),
        dcc.Store(id=ids.KEEP_PICTURE_SEEN),
    ]
    return parts.card("Keep this object's record", body)


def _score() -> html.Details:
    return forms.folded(
        "Score how likely somebody knows it",
        forms.one_of(ids.KEEP_SCORE, "0: nobody could, 5: whoever has one knows it", SCORES, value=""),
        forms.button(ids.KEEP_SCORE_SAVE, "Save score", "primary"),
        forms.said(ids.KEEP_SCORE_SAID),
    )


def _texts() -> html.Details:
    reviewed = dmc.Checkbox(id=ids.KEEP_REVIEWED, label="Reviewed by somebody who speaks it", size="sm")
    return forms.folded(
        "Edit or translate its texts",
        forms.fields(
            forms.choice(ids.KEEP_LANGUAGE, "Language", allowDeselect=False),
            forms.line(ids.KEEP_TITLE, "Title"),
        ),
        forms.line(ids.KEEP_QUESTION, "Question to the public"),
        forms.area(ids.KEEP_ALT, "What the picture shows, for those who cannot see it"),
        reviewed,
        forms.button(ids.KEEP_TEXT_SAVE, "Save text", "primary"),
        forms.said(ids.KEEP_TEXT_SAID),
        note="The public page shows it from the next request on. Never a name, never a place of abuse.",
    )


def _picture() -> html.Details:
    upload = dcc.Upload(
        html.Span("Choose a picture, or drop it here", className="button"),
        id=ids.KEEP_UPLOAD,
        accept="image/jpeg,image/png,image/webp",
        max_size=MOST_BYTES,
        className="upload",
    )
    return forms.folded(
        "Give it another picture",
        upload,
        html.Div(id=ids.KEEP_UPLOADED, role="status"),
        forms.button(ids.KEEP_PICTURE_SAVE, "Use this picture", "primary"),
        forms.said(ids.KEEP_PICTURE_SAID),
        note="A harmless object only: no person, no room that could be recognised. JPEG, PNG or WebP; it is "
        "written anew, so that nothing but its pixels is kept.",
    )


def _hold() -> html.Details:
    return forms.folded(
        "Hold it for investigators",
        forms.fields(
            forms.one_of(ids.KEEP_HOLD_KIND, "Hold", HOLDS),
            forms.day(ids.KEEP_HOLD_UNTIL, "Until, if known", clearable=True),
        ),
        forms.line(ids.KEEP_HOLD_REASON, "Reason of the hold"),
        html.Div(
            [
                forms.button(ids.KEEP_HOLD_SAVE, "Hold", "primary"),
                forms.button(ids.KEEP_HOLD_END, "End the running hold"),
            ],
            className="decide",
        ),
        forms.said(ids.KEEP_HOLD_SAID),
    )


def _retire() -> html.Details:
    return forms.folded(
        "Retire it",
        forms.fields(
            forms.day(ids.KEEP_RETIRE_ON, "From this day on (empty: now)", clearable=True),
            forms.line(ids.KEEP_RETIRE_REASON, "Reason of the retirement"),
        ),
        html.Div(
            [
                forms.button(ids.KEEP_RETIRE_SAVE, "Retire", "primary"),
                forms.button(ids.KEEP_RETIRE_UNDO, "Make available again"),
            ],
            className="decide",
        ),
        forms.said(ids.KEEP_RETIRE_SAID),
        note="A retired object is not chosen for display any more. Its tips and outcomes stay.",
    )


def _withdraw() -> html.Div:
    folded = forms.folded(
        "Withdraw it now …",
        forms.line(ids.KEEP_WITHDRAW_REASON, "Reason of the withdrawal", value=RECOGNISED),
        forms.button(ids.KEEP_WITHDRAW_NOW, "Withdraw now", "danger"),
        note="It leaves the public page with the next request and is held back until the hold is ended.",
    )
    return html.Div([html.Div(folded, id=ids.KEEP_WITHDRAW), forms.said(ids.KEEP_WITHDRAW_SAID)])


def state(found: ObjectRecord, decisions: pd.DataFrame, zone: str) -> list[Any]:
    """How the record stands, and what was decided last."""
    facts: list[tuple[str, Any]] = [
        ("Case", _case(found)),
        ("On display", f"place {found.slot}" if found.slot else "no"),
        ("Hold", _held(found, zone)),
        ("Score", _scored(found)),
        ("Texts", _written(found)),
        ("Picture", found.row["image"] or "none"),
        ("Available", _available(found, zone)),
    ]
    rows = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts]
    return [html.Dl(rows, className="facts"), _decided(decisions, zone)]


def _case(found: ObjectRecord) -> Any:
    case_id = found.row["case_id"]
    if not case_id:
        return "none"
    return [dcc.Link(case_id, href=f"/cases?case={case_id}"), f", {found.row['agency']}"]


def _held(found: ObjectRecord, zone: str) -> Any:
    if found.hold is None:
        return "none"
    until = found.hold["until_at"]
    end = f" until {words.instant(until, zone)}" if until else ""
    word = {"keep": "keep", "withhold": "do not show"}[found.hold["kind"]]
    return [parts.pill(word, "caution"), f"{end}, {found.hold['by']}: {found.hold['reason']}"]


def _scored(found: ObjectRecord) -> str:
    if found.scores.empty:
        return "none yet"
    last = found.scores.to_dict("records")[0]
    return f"{last['identifiability']} of 5, {last['scored_by']}, {words.day(last['scored_at'])}"


def _written(found: ObjectRecord) -> str:
    said = [
        f"{row['language']}{' (reviewed)' if row['reviewed'] else ''}"
        for row in found.texts.to_dict("records")
    ]
    return ", ".join(said) or "none"


def _available(found: ObjectRecord, zone: str) -> str:
    until = found.row["available_until"]
    return f"until {words.instant(until, zone)}" if until else "yes"


def _decided(decisions: pd.DataFrame, zone: str) -> Any:
    if decisions.empty:
        return html.P("No decision about it was logged yet.", className="note")
    frame = pd.DataFrame(
        {
            "at": [words.instant(value, zone) for value in decisions["at"]],
            "by": decisions["by"],
            "action": decisions["action"],
            "why": [str(json.loads(text).get("reason") or "") for text in decisions["detail"]],
        }
    )
    columns = {"at": "When", "by": "Who", "action": "What", "why": "Why"}
    return parts.table_behind(parts.table(frame, columns, caption="Decisions"), label="Decisions about it")


def languages(found: ObjectRecord) -> list[tuple[str, str]]:
    """The campaign's languages first, then those written, then what else is offered."""
    written = [str(code) for code in found.texts["language"]]
    ordered = dict.fromkeys([*found.languages, *written, *LANGUAGES])
    return [
        (code, f"{language_name(code)}{'' if code in written else ' – not written yet'}") for code in ordered
    ]


def language_name(code: str) -> str:
    """The English name of a language, with its code."""
    try:
        name = Locale.parse(code, sep="-").get_display_name("en")
    except (ValueError, UnknownLocaleError):
        name = None
    return f"{name} ({code})" if name else code
