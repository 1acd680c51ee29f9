"""Lines of the log go where `configure` says, also from loggers that were there before it."""

import pytest
import structlog

from records.log import configure, logger, trace_id


@pytest.fixture
def unconfigured():
    before = structlog.get_config()
    structlog.reset_defaults()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("unconfigured")
def test_a_logger_made_at_import_obeys_what_is_configured_later(capsys):
    made = logger("early")
    configure("warning")
    made.info("unheard")
    made.warning("heard")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "level=warning event=heard" in err and f"trace={trace_id()} at=early" in err
