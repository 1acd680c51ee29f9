import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from layouts import data_cards, data_rows
from layouts.findings import data as finding
from layouts.findings.definitions import DEFINITIONS, SECTIONS, definition
from queries import imports, trust
from queries.filters import Filters
from records import audit, dirty, rollups
from records.bookkeeping import audit_log
from records.database import reading, writing
from records.tables import tips
from tests.scenes import NOW, SCENES

LAYOUTS = Path(data_cards.__file__).parent


@pytest.fixture
def scene(engine, request):
    with writing(engine) as db:
        SCENES[request.param](db)
        dirty.mark_other(db)
    rollups.refresh(engine, NOW)
    return engine


def found_in(engine, filters=None):
    with reading(engine) as db:
        return finding.trusted(db, filters or Filters())


SENTENCES = {
    "empty": (
        "As of 31 May 2026, 06:00 UTC, no tip is on record in this scope; no decision was logged yet.",
        "",
    ),
    "clicks_only": (
        "As of 31 May 2026, 06:00 UTC, no tip is on record in this scope; no decision was logged yet.",
        "To keep in mind: 2 of 43 imported rows were rejected.",
    ),
    "one_object": (
        "As of 31 May 2026, 08:00 CEST, 1 of 1 tip waits for assessment and no decision was logged yet.",
        "",
    ),
    "ten_days": (
        "As of 31 May 2026, 08:00 CEST, 40 of 60 tips wait for assessment and no decision was logged yet.",
        "To keep in mind: 33.3\u202f% of tips have no country of origin.",
    ),
}


@pytest.mark.parametrize(("scene", "name"), [(name, name) for name in SCENES], indirect=["scene"])
def test_every_age_of_a_campaign_has_a_true_sentence_and_draws(scene, name):
    found = found_in(scene)
    assert finding.headline(found) == SENTENCES[name]
    with reading(scene) as db:
        counts, last = trust.row_counts(db), trust.last_decisions(db, 30)
    for card in (data_cards.checks(found), data_cards.fresh(found), data_cards.ages(found),
                 data_cards.counts(counts), data_cards.log(last, "UTC"), data_cards.rule(5)):  # fmt: skip
        assert card.to_plotly_json()


def test_before_anything_was_refreshed(engine):
    assert finding.headline(found_in(engine)) == (
        "Nothing is on record yet.",
        "So there is nothing to trust or to doubt.",
    )


@pytest.mark.parametrize("scene", ["ten_days"], indirect=True)
def test_a_broken_log_of_decisions_is_the_first_thing_said(scene):
    with writing(scene) as db:
        for n in range(3):
            audit.append(db, at=NOW, by="a", action="did", subject=str(n), detail={"reason": f"because {n}"})
        dirty.mark_other(db)
    assert "the log of decisions holds" in finding.headline(found_in(scene))[0]
    assert "holds" in str(data_cards.fresh(found_in(scene)))
    with writing(scene) as db:
        db.execute(sa.update(audit_log).where(audit_log.c.subject == "1").values(by="b"))
    found = found_in(scene)
    assert found.broken_at == 2
    assert finding.headline(found)[0] == "The log of decisions does not hold from number 2 on."
    assert "1 change will show at the next refresh" in finding.headline(found)[1]
    assert "broken" in str(data_cards.fresh(found))


@pytest.mark.parametrize("scene", ["ten_days"], indirect=True)
def test_order_and_late_revisions_by_hand(scene):
    def change(tip_id, **values):
        db.execute(sa.update(tips).where(tips.c.tip_id == tip_id).values(values))

    old = NOW - timedelta(days=90)
    with writing(scene) as db:
        assert trust.disorder(db, Filters()) == (0, 0)
        change("T-000000", assessed_at=NOW - timedelta(days=11))  # before it arrived
        change("T-000001", investigated_at=NOW - timedelta(days=30))
        change("T-000002", received_at=old, assessed_at=old + timedelta(days=28))  # in time, to the second
        change("T-000003", received_at=old, assessed_at=old + timedelta(days=28, seconds=1))
        change("T-000004", received_at=old, assessed_at=old, updated_at=old + timedelta(days=60))
        assert trust.disorder(db, Filters()) == (2, 2)
        assert trust.disorder(db, Filters(object=("OBJ-000",))) == (1, 0)


@pytest.mark.parametrize("scene", ["ten_days"], indirect=True)
def test_waiting_tips_by_age_add_up(scene):
    found = found_in(scene)
    assert found.ages["n"].sum() == 40
    # One tip each four hours from 21 May, 06:00: 37 since 25 May, of which every third, 12, is assessed.
    assert found.ages.set_index("label")["n"].to_dict() == {
        "under a week": 25, "1 to 4 weeks": 15, "4 to 13 weeks": 0, "over 13 weeks": 0,
    }  # fmt: skip
    assert found.last_days["tips"].isoformat() == "2026-05-31"
    assert found.last_days["shares"] is None


@pytest.mark.parametrize("scene", ["clicks_only"], indirect=True)
def test_imports_and_what_was_wrong_with_their_rows(scene):
    with reading(scene) as db:
        files = imports.listed(db)
        page = imports.findings(db, "I-1", 1, 1)
        reasons = imports.reasons(db, "I-1")
        assert imports.count_findings(db, "I-1") == 3
        assert imports.count_findings(db, "nothing") == 0
    assert page["row_number"].to_list() == [8]
    assert data_rows.findings(page)[0]["value"] is None
    shown = data_rows.files(files, "Europe/Amsterdam").to_dict("records")[0]
    assert shown["at_words"] == "31 May 2026, 07:00 CEST"
    said = str(data_rows.findings_head(files.to_dict("records")[0], reasons, 3))
    assert "clicks.jsonl: 2 of 43 rows rejected" in said
    assert "no country is called XQ" in said
    assert "Choose a file" in str(data_rows.findings_head(None, reasons, 0))


def test_the_last_decisions_say_why_and_leave_sign_ins_out(engine):
    with writing(engine) as db:
        audit.append(db, at=NOW, by="a", action="signed in", subject="a")
        audit.append(
            db, at=NOW, by="a", action="hold: keep", subject="O-1", detail={"reason": "a shop visit"}
        )
        last, n = trust.last_decisions(db, 5), trust.decisions(db)
    assert n == 2
    assert last["action"].to_list() == ["hold: keep"]
    assert "a shop visit" in str(data_cards.log(last, "UTC"))
    assert data_cards._why("not JSON") == ""
    assert data_cards._why(json.dumps({"set": 1})) == ""


def test_every_term_that_a_page_uses_is_defined_once():
    used = set()
    for path in LAYOUTS.rglob("*.py"):
        used |= set(re.findall(r"""defined\([^()]*(?:\([^()]*\)[^()]*)*,\s*"(\w+)"\s*\)""", path.read_text()))
    used |= set(data_cards.TERMS.values())
    assert len(used) > len(data_cards.TERMS)
    for term in used:
        assert definition(term).text
    assert sum(len(terms) for _, terms in SECTIONS) == len(DEFINITIONS)
    page = str(data_cards.definitions())
    for term, said in DEFINITIONS.items():
        assert f"definition-{term}'" in page
        assert said.text.endswith(".")


def test_the_rule_prints_its_threshold():
    assert "counts of 1 to 9" in str(data_cards.rule(10))
