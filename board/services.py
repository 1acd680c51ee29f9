"""What the routes of one application share; made once by `create_app`, opened at first use."""

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import request
from sqlalchemy.engine import Engine

from board.counting import Counts
from board.keys import SealingKey
from board.limits import Budget, Networks
from board.marks import RepeatMarks
from board.origin import CountryTable, client_address
from board.shown import Campaign
from board.tokens import Tokens
from records.database import connect
from records.settings import Settings

Clock = Callable[[], datetime]
HOUR = 3600.0


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def open_database(url: str) -> Engine:
    """An engine on the page's database that gives up on a silent server after five seconds."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql" and "connect_timeout" not in parsed.query:
        parsed = parsed.update_query_dict({"connect_timeout": "5"})
    return connect(parsed.render_as_string(hide_password=False))


class Services:
    """Database, clock, keys, counters and limits of one application."""

    def __init__(self, settings: Settings, clock: Clock, counting_seconds: float, proof_bits: int) -> None:
        def seconds() -> float:
            return clock().timestamp()

        self.settings = settings
        self.clock = clock
        self.proof_bits = proof_bits
        self.engine = open_database(settings.board_url)
        self.counts = Counts(self.engine, counting_seconds)
        self.sealing_key = SealingKey(settings)
        self.countries = CountryTable(settings.country_table)
        self.marks = RepeatMarks()
        self.last_campaign = Campaign()
        self.tokens = Tokens(seconds)
        self.networks = Networks()
        # One network may be a whole city behind one address: generous with proof of work, careful without.
        self.tips_with_proof = Budget(30, HOUR, seconds)
        self.tips_without_proof = Budget(6, HOUR, seconds)
        self.all_without_proof = Budget(240, HOUR, seconds)
        self.counted = Budget(240, HOUR, seconds)

    def network(self) -> str:
        """The keyed name of the present sender's network."""
        return self.networks.name(self._address())

    def country(self) -> str:
        """The country of the present connection, by the offline table; `unknown` without one."""
        return self.countries.country(self._address())

    def _address(self) -> str | None:
        return client_address(request.environ, self.settings.proxy_hops)
