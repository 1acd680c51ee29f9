"""Finished report files: for who made them, and as long as they may see them."""

import time

import pytest
import sqlalchemy as sa

from layouts.reports.jobs import Jobs
from records.bookkeeping import users
from records.database import reading

WAIT = 20  # seconds


@pytest.fixture
def made(app):
    """`made(role, audience)`: the address of a report that the person of a role has made."""
    services = app.server.extensions["trace_services"]
    jobs = Jobs(services.settings.var_dir / "reports")

    def make(role, audience):
        with reading(services.engine) as db:
            by = db.execute(sa.select(users.c.user_id).where(users.c.name == role)).scalar_one()
        kept = {"by": by, "audience": audience, "mimetype": "text/plain"}
        job_id = jobs.start(lambda tell: (b"counts", "report.txt"), **kept)
        end = time.monotonic() + WAIT
        while jobs.find(job_id).state != "done" and time.monotonic() < end:
            time.sleep(0.01)
        return f"/report-files/{job_id}"

    return make


def test_a_file_is_for_who_made_it(made, client_of):
    address = made("analyst", "internal")
    answer = client_of("analyst").get(address, buffered=True)
    assert (answer.status_code, answer.get_data()) == (200, b"counts")
    assert "report.txt" in answer.headers["Content-Disposition"]
    for other in ("manager", "administrator", "leadership"):
        assert client_of(other).get(address).status_code == 404


def test_who_became_leadership_gets_no_exact_counts_any_more(app, made, client_of):
    address = made("leadership", "internal")
    assert client_of("leadership").get(address).status_code == 403
    own = client_of("leadership").get(made("leadership", "leadership"), buffered=True)
    assert own.status_code == 200


def test_before_sign_in_and_without_a_job_there_is_nothing(app, made, client_of):
    assert app.server.test_client().get(made("analyst", "internal")).status_code == 401
    assert client_of("analyst").get("/report-files/nothing").status_code == 404
