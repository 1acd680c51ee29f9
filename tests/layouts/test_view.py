from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from layouts.view import View


@dataclass(frozen=True)
class Sample(View):
    layer: str = "origin"
    note: str = ""

    @classmethod
    def allowed(cls):
        return {"layer": ("origin", "shares")}


@given(layer=st.sampled_from(["origin", "shares"]), note=st.text(max_size=20))
def test_url_and_view_are_inverse(layer, note):
    view = Sample(layer, note)
    assert Sample.from_search(view.to_search("")) == view


def test_what_does_not_exist_falls_back_and_other_keys_stay():
    assert Sample.from_search("?layer=moon") == Sample()
    assert Sample(layer="shares").to_search("?country=NL&layer=origin") in (
        "?layer=shares&country=NL",
        "?country=NL&layer=shares",
    )
