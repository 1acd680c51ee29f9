"""The map page as a Streamlit script, for `--peer`: the same questions, measures, figure and table as ours.

Only the way to the browser differs. Tuned as Streamlit's own documentation advises: the connection is kept,
what was drawn for a period is remembered, the polygons are referred to by their address.
"""

import os
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from layouts import map_cards, map_parts
from layouts.findings import world
from queries.filters import Filters
from records.database import connect, reading


@st.cache_resource
def engine() -> Any:
    """One engine for all visitors."""
    return connect(os.environ["BENCHMARK_DATABASE"])


@st.cache_data(show_spinner=False, max_entries=600)
def drawn(search: str) -> tuple[tuple[str, str], dict[str, Any], pd.DataFrame]:
    """(the sentence, the map, its table) of a period."""
    with reading(engine()) as db:
        found = map_cards.ask(db, Filters.from_search(search), "origin")
    figure, _, _ = map_parts.figure(found.places, "count", "light")
    return world.headline(found.origin, found.pointing), figure, pd.DataFrame(map_cards.rows(found.places))


sentence, figure, rows = drawn(f"?{urlencode(dict(st.query_params))}")
st.title("From where, and to where?")
st.markdown(" ".join(sentence))
st.plotly_chart(figure, key="map")
st.dataframe(rows, hide_index=True)
