import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.importing import words
from records.importing.words import Unfit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("163,120", 163120),
        ("1,102,939", 1102939),
        ("1 102 939", 1102939),
        ("1\u202f102\u202f939", 1102939),
        ("1'102'939", 1102939),
        ("-5", -5),
        ("15", 15),
        ("15.0", 15),
        ("007", 7),
    ],
)
def test_whole_numbers_with_or_without_thousands(text, expected):
    assert words.integer(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1.234",
        "1.234.567",
        "12,5",
        "1,23",
        "1,102 939",
        "163,1200",
        "1e3",
        "",
        "five",
        "2147483648",
        "١٢",
        "0x1F",
        "1,000.5",
    ],
)
def test_numbers_that_can_be_read_two_ways_or_none_are_refused(text):
    with pytest.raises(Unfit):
        words.integer(text)


@given(st.integers(-2_147_483_647, 2_147_483_647), st.sampled_from([",", " ", "'", "\u202f"]))
def test_any_number_printed_with_thousands_is_read_back(number, separator):
    assert words.integer(f"{number:,}".replace(",", separator)) == number


@pytest.mark.parametrize(("text", "expected"), [("0.25", 0.25), ("1", 1.0), ("-.5", -0.5), ("2e-3", 0.002)])
def test_numbers_have_a_decimal_point(text, expected):
    assert words.number(text) == expected


@pytest.mark.parametrize("text", ["0,25", "nan", "inf", "1_000", ""])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Unfit):
        words.number(text)


def test_words_are_listed_where_one_is_not_known():
    read = words.word(("no_lead", "open"))
    assert read("No Lead") == "no_lead"
    with pytest.raises(Unfit, match="not one of no_lead, open"):
        read("closed")


def test_control_characters_and_long_texts_are_refused_by_name():
    with pytest.raises(Unfit, match=r"U\+0000"):
        words.identifier("a\0b")
    with pytest.raises(Unfit, match=r"U\+202E"):
        words.long_text("\u202eabc")
    with pytest.raises(Unfit, match="201 characters, at most 200"):
        words.identifier("x" * 201)
    assert words.long_text("two\nlines\tand a tab") == "two\nlines\tand a tab"
    with pytest.raises(Unfit, match=r"U\+000A"):
        words.line("two\nlines")


def test_languages_files_and_hashes():
    assert words.language("PT-BR") == "pt-BR"
    assert words.file_name("O-017.webp") == "O-017.webp"
    assert words.sha256("AB" * 32) == "ab" * 32
    for read, text in ((words.language, "Nederlands!"), (words.file_name, "../secret"), (words.sha256, "ab")):
        with pytest.raises(Unfit):
            read(text)


def test_countries_are_resolved_exactly_or_unknown_with_a_warning():
    found = words.country(
        ["Burma/Myanmar", "Allemagne", "XK", "Eretria", "No Country Listed", "unknown", None]
    )
    assert found.values.tolist()[:6] == ["MM", "DE", "XK", "unknown", "unknown", "unknown"]
    assert found.values.isna().tolist() == [False] * 6 + [True]
    assert found.warnings == {
        3: "not a known country: stored as unknown",
        4: "names no country: stored as unknown",
    }
