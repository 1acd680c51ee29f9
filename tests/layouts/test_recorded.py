"""What the record says in our own words is said anew in each language; what people wrote stays."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import rotation
from analysis.rotation import Rules
from layouts.reports import cells, recorded
from layouts.reports.content import Column
from layouts.speech import ENGLISH, languages, speech
from records.demonstration import reasons
from tests.analysis.rotation_case import NOW, campaign, table

OTHERS = [speech(code) for code in languages()[1:]]


def in_english(text):
    """The text put together again from what was read of it: what is said anew says no more and no less."""
    parts = recorded.read(text)
    told = "; ".join(
        ", ".join(template.format(**values) for template, values in clauses) for clauses in parts
    )
    return told[:1].upper() + told[1:] if text[:1].isupper() else told


def said_by_planner(seed):
    rules = Rules(
        random_slots=seed % 4,
        maximum_swaps=[None, 3, 0][seed % 3],
        category_cap=[6, 2, None][seed % 3],
        agency_cap=[8, 2][seed % 2],
        minimum_weeks=[2, 2.5][seed % 2],
    )
    objects = campaign(seed, 25 + seed % 40, min(20 + seed % 3, 22))
    plan = rotation.recommend(objects, rules, NOW)
    return [*plan.objects["reason"], *plan.broken]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20)
def test_all_that_the_planner_says_is_read_back(seed):
    for text in said_by_planner(seed):
        assert in_english(text) == text
        for one in OTHERS:
            told = recorded.said(text, one)
            assert told != text, (one.language, text)
            assert "{" not in told


@given(
    n=st.integers(0, 400),
    days=st.integers(0, 400),
    novelty=st.floats(0, 1),
    tips=st.integers(0, 5000),
    lot=st.integers(0, 120),
)
@settings(max_examples=40)
def test_all_that_the_demonstration_records_is_read_back(n, days, novelty, tips, lot):
    told = [
        reasons.keep(days, novelty, locked=n % 2 == 0, held=n % 3 == 0, recent=n),
        reasons.remove(n % 2 == 0, days, novelty, n, tips),
        reasons.show(n % 2 == 0, n % 7 - 1, days // 7, novelty, lot if n % 3 else 0),
        reasons.undone(n),
    ]
    for text in told:
        singular = re.sub(r"\b1 (day|week|tip)s\b", r"1 \1", text)  # it writes "after 1 days"
        assert in_english(text) == singular
        for one in OTHERS:
            assert recorded.said(text, one) != text


def test_rules_that_could_not_be_kept_are_said_in_german():
    objects = table(40, 20)
    objects.loc[0, ["hold", "weeks_displayed_now"]] = ["withhold", 0.5]
    objects.loc[1, ["hold", "eligible"]] = ["keep", False]
    objects.loc[2:12, ["category", "weeks_displayed_now"]] = ["toys", 1.0]
    broken = rotation.recommend(objects, Rules(), NOW).broken
    assert [recorded.said(text, speech("de")) for text in broken] == [
        "OBJ-0000 geht nach 0,5 von mindestens 2 Wochen: von Ermittlern zurückgehalten.",
        "OBJ-0001 sollte bleiben und geht: darf nicht mehr gezeigt werden.",
        "Kategorie Spielzeug hat 11 Plätze bei einer Obergrenze von 6: Die übrigen sind festgehalten, unter "
        "der Mindestzeit, über der Grenze für Wechsel, oder sonst darf nichts gezeigt werden.",
    ]


TEXT = (
    "1 actionable tip in 5.8 effective weeks; 2 leads open; clothing brings 1.3 times the usual; "
    "candidate never shown, same category, 18 % against under 0.1 %"
)
TOLD = {
    "de": [
        "1 verwertbarer Hinweis in 5,8 effektiven Wochen; ",
        "2 offene Spuren; ",
        "Kleidung: das 1,3-Fache des Üblichen; ",
        "Kandidat noch nie gezeigt, gleiche Kategorie, 18\u00a0% gegenüber unter 0,1\u00a0%",
    ],
    "fr": [
        "1 signalement exploitable en 5,8 semaines effectives\u202f; ",
        "2 pistes ouvertes\u202f; ",
        "vêtements\u00a0: 1,3 fois le résultat habituel\u202f; ",
        "candidat jamais montré, même catégorie, 18\u00a0% contre moins de 0,1\u00a0%",
    ],
    "es": [
        "1 aviso útil en 5,8 semanas efectivas; ",
        "2 pistas abiertas; ",
        "ropa: 1,3 veces lo habitual; ",
        "candidato nunca expuesto, misma categoría, 18\u00a0% frente a menos del 0,1\u00a0%",
    ],
    "ar": [
        "معلومة واحدة قابلة للاستخدام خلال 5.8 من الأسابيع الفعلية؛ ",
        "مساران مفتوحان؛ ",
        "ملابس: 1.3 أضعاف المعتاد؛ ",
        "المرشّح لم يُعرض قط، من الفئة نفسها، 18% مقابل أقل من 0.1%",
    ],
}


@pytest.mark.parametrize("code", sorted(TOLD))
def test_a_reason_is_said_with_the_languages_plurals_numbers_and_marks(code):
    # Signs that only set a direction stand where the language's own numbers have them.
    found = re.sub("[\u200e\u200f\u061c]", "", recorded.said(TEXT, speech(code)))
    assert found.casefold() == "".join(TOLD[code]).casefold()


def test_what_a_person_wrote_stays_as_it_is_also_where_a_part_of_it_is_ours():
    for text in ("Its agency asked for two more weeks", "Never shown; the hearing is on Monday", "", "; "):
        assert recorded.said(text, speech("fr")) == text
    assert recorded.said("Never shown; analyst score 4", ENGLISH) == "Never shown; analyst score 4"


def test_files_for_machines_keep_the_record():
    column = Column("reason", "Reason", "recorded")
    assert cells.typed("Never shown; no score yet", column) == "Never shown; no score yet"
    assert cells.said("Never shown; no score yet", column, speech=speech("de")) == (
        "Noch nie gezeigt; noch keine Punkte"
    )


ODD = (
    "Rested 1.5 weeks",
    "Steady after 2.5 days",
    "2.5 leads open",
    "٣ leads open",
    f"{'9' * 5000} leads open",
)


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_count_that_none_of_our_programs_writes_is_a_persons(text, language):
    assert recorded.said(text, speech(language)) == text


@given(st.data())
def test_whatever_reads_like_one_of_our_clauses_is_said_without_an_error(data):
    forms = [form for kind in ("clauses", "sentences") for form in recorded._forms(kind)]
    form = data.draw(st.sampled_from(forms))
    text = data.draw(st.from_regex(form.pattern, fullmatch=True))
    for language in ("de", "ar", "fr", "es", "en"):
        assert recorded.said(text, speech(language))
