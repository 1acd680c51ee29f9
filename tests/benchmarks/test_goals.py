"""What `make bench` promises: a list of benchmarks, and committed results of the contract's shape."""

import json
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import __main__ as bench
from benchmarks import deadline, goals, page, registry, timing


def test_the_benchmarks_are_listed(capsys):
    assert bench.main(["--list"]) == 0
    listed = capsys.readouterr().out
    for name in ("callbacks", "figures", "growth", "loading", "upkeep", "traffic", "browsing"):
        assert f"\n{name} " in f"\n{listed}"


def test_unknown_names_are_refused():
    with pytest.raises(SystemExit) as refused:
        bench.main(["--only", "nothing-of-the-kind"])
    assert refused.value.code == 2


def test_the_committed_results_have_the_contracts_shape():
    content = json.loads(bench.RESULTS.read_text())
    assert content["goals"]
    names = [one["name"] for one in content["goals"]]
    assert len(names) == len(set(names))
    for one in content["goals"]:
        assert {"name", "measured", "target", "holds"} <= one.keys()
        assert isinstance(one["holds"], bool)
        assert goals.agrees(one), one
    assert "/" not in json.dumps(content["machine"])  # no path, no address


def test_the_page_says_what_the_committed_results_say():
    content = json.loads(bench.RESULTS.read_text())
    assert page.measured(content) in page.PAGE.read_text(encoding="utf-8")


def test_a_run_replaces_what_was_measured_and_nothing_else(tmp_path):
    written = tmp_path / "performance.md"
    written.write_text(f"before\n{page.BEGIN}\nformerly\n{page.END}\nafter\n", encoding="utf-8")
    found = [goals.goal("speed", 2, 3, better="less", unit="ms", detail="how", spread=(1.5, 2.5))]
    found.append(goals.unmeasured("peer", 5, "no network", better="more", unit="times"))
    content = bench.results(found, [goals.reported("rate", 7, "rows/s", "so many")], 12.3)
    page.write(content, written)
    page.write(content, written)
    text = written.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "formerly" not in text
    assert text.count("| speed | 2 ms | 1.5–2.5 | ≤ 3 ms | yes | how |") == 1
    assert text.count("| peer | – |  | ≥ 5 | **no** | no network |") == 1
    assert "- rate: 7 rows/s (so many)" in text


@given(st.floats(1e-4, 1e5), st.floats(1e-4, 1e5), st.sampled_from(goals.BETTER))
def test_holds_is_what_the_printed_numbers_say(measured, target, better):
    one = goals.goal("x", measured, target, better=better, unit="ms")
    assert goals.agrees(one)
    assert not goals.agrees({**one, "holds": not one["holds"]})
    if abs(measured - target) > 0.02 * target:  # rounding to three digits cannot turn it
        assert one["holds"] is (measured < target if better == "less" else measured > target)


def test_what_was_not_measured_does_not_hold_and_says_why():
    one = goals.unmeasured("x", 5, "no browser here", better="more", unit="times")
    assert one["measured"] is None
    assert one["holds"] is False
    assert goals.agrees(one)
    assert "no browser here" in goals.table([one])


@pytest.mark.parametrize(
    ("error", "words"), [(ValueError("no such table"), "ValueError: no such table"), (KeyError(), "KeyError")]
)
def test_a_benchmark_that_breaks_is_listed_with_the_reason(error, words, capsys):
    def broken(_options):
        yield goals.goal("found before", 1, 2, better="less", unit="ms")
        raise error

    (before, one), reported = bench.measured(registry.Benchmark("odd", "breaks", 5, broken), None)
    assert reported == []
    assert before["name"] == "found before"
    assert one["holds"] is False
    assert words in one["why"]
    assert words.split(":")[0] in goals.table([one])
    capsys.readouterr()


def test_work_is_stopped_in_time_and_cleans_up():
    cleaned = []
    with pytest.raises(deadline.OutOfTimeError), deadline.deadline(1):
        try:
            while True:
                pass
        finally:
            cleaned.append(True)
    assert cleaned


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=60), st.integers(0, 100))
def test_percentiles_are_those_of_the_textbook(values, percent):
    found = timing.percentile(values, percent)
    assert min(values) <= found <= max(values)
    if len(values) > 1 and 0 < percent < 100:
        expected = statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
        assert found == pytest.approx(expected)


def test_variants_take_turns_and_each_is_first_equally_often():
    turns = []
    spent = timing.alternated({"a": lambda: turns.append("a"), "b": lambda: turns.append("b")}, 4, warm=1)
    assert "".join(turns) == "ab" + "abba" + "abba"
    assert {name: len(values) for name, values in spent.items()} == {"a": 4, "b": 4}
    assert timing.ratios([2.0, 3.0], [1.0, 6.0]) == [2.0, 0.5]
