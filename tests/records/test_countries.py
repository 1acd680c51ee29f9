"""Stated countries: exact or unknown, never guessed."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from babel import UnknownLocaleError
from hypothesis import given
from hypothesis import strategies as st

from records import countries
from records.settings import ROOT

REPORTS = ROOT.parent / "shared" / "real-input" / "ncmec_reports_per_country.csv"
LANGUAGES = [
    "ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "ga", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "sw",
    "th", "tr", "uk", "ur", "vi", "zh", "zh_Hant",
]  # fmt: skip
# Other spellings in the file of reports that name no country, or name it in a way that nobody lists.
NOT_KNOWN = {
    "Eretria", "Europe", "Netherlands Antilles", "No Country Listed", "Pitcairn, Henderson, Ducie, and Oeno",
    "Saint Bartelemey", "Sierre Leone", "Turks and Calcos Islands",
}  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("Germany", "DE"), ("Deutschland", "DE"), ("ALLEMAGNE", "DE"),
        ("Федеративная Республика Германия", None), ("Россия", "RU"), ("مصر", "EG"), ("日本", "JP"),
        ("대한민국", "KR"), ("Ελλάδα", "GR"), ("भारत", "IN"), ("uk", "GB"), ("U.K.", "GB"), ("GBR", "GB"),
        ("gb", "GB"), ("EL", "GR"), ("xkx", "XK"), ("Kosovo", "XK"), ("Republic of Korea", "KR"),
        ("Korea, North", "KP"), ("Korea, Republic of", "KR"), ("Korea", None),
        ("Democratic People's Republic of Korea", "KP"), ("Congo", "CG"), ("Congo (Kinshasa)", "CD"),
        ("the Gambia", "GM"), ("Gambia, The", "GM"), ("Netherlands (the)", "NL"), ("AND", "AD"),
        ("and", "AD"), ("Trinidad & Tobago", "TT"), ("Trinidad and Tobago", "TT"), ("Côte d’Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"), ("Burma/Myanmar", "MM"), ("Bahrain/Bahrein", "BH"),
        ("Türkiye (Turkey)", "TR"), ("Germany (DE)", "DE"), ("France/Germany", None),
        ("Russia, Ukraine", None), ("Guiana, French", "GF"), ("Virgin Islands", None), ("Scotland", "GB"),
        ("Northern Ireland", "GB"), ("Crimea", "UA"), ("Somaliland", "SO"), ("Canary Islands", "ES"),
        ("Kurdistan", None), ("Kashmir", None), ("Zaire", "CD"), ("East Germany", "DE"),
        ("Yugoslavia", None), ("Soviet Union", None), ("USSR", None), ("Czechoslovakia", None),
        ("European Union", None), ("EU", None), ("NA", "NA"), ("n/a", None), ("N.A.", None),
        ("unknown", None), ("", None), ("-", None), ("direct", None), ("Germny", None),
        ("Deutschlan", None), ("Slovakai", None), ("Holand", None), ("Nga", None), ("NGA", "NG"),
        ("Bỉ", None), ("bi", "BI"), ("Untied States", None), ("Perth", None), ("London", None),
        ("Here", None), ("Corn", None), ("War", None), ("276", None),
    ],
)  # fmt: skip
def test_hand_checked_spellings(stated: str, code: str | None) -> None:
    assert countries.resolve(stated) == code


def test_codes_in_any_case_name_themselves() -> None:
    for code, alpha3 in countries.table()["alpha3"].items():
        for text in (code, code.lower(), alpha3, alpha3.lower(), f" {alpha3}\t"):
            assert countries.resolve(text) == code, text
        if code not in (
            "AO",
            "BI",
            "NG",
        ):  # in mixed case these are Vietnamese for Austria, Belgium and Russia
            assert countries.resolve(code.title()) == countries.resolve(alpha3.title()) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_in_the_language_of_the_reader_resolves_to_its_country(language: str) -> None:
    """CLDR is the oracle, apart from the list of names that two sources give to different countries."""
    left_out = {row[0] for row in _rows(countries.FOLDER / "left_out.tsv", "\t")}
    for code, name in countries.names(language).items():
        if code != countries.UNKNOWN and countries.normalise(name) not in left_out:
            assert countries.resolve(name) == code, name


def test_keys_are_normalised_and_codes_current() -> None:
    codes = set(countries.table().index)
    for key, code in _rows(countries.FOLDER / "spellings.tsv", "\t"):
        assert countries.normalise(key) == key
        assert code in codes


def test_decisions_are_followed() -> None:
    for spelling, code, _ in list(_rows(countries.FOLDER / "decisions.csv", ","))[1:]:
        assert countries.resolve(spelling) == (code or None), spelling


@pytest.mark.skipif(not REPORTS.exists(), reason="the published reports per country are not on this machine")
def test_the_published_reports_resolve_to_their_own_codes_or_not_at_all() -> None:
    alpha3 = countries.table()["alpha3"]
    unknown = set()
    with REPORTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = countries.resolve(row["country"])
            if code is None:
                unknown.add(row["country"])
            else:
                assert alpha3[code] == row["iso3"]
    assert unknown == NOT_KNOWN


@given(st.text(max_size=250))
def test_any_text_gives_a_code_or_nothing(text: str) -> None:
    code = countries.resolve(text)
    assert code is None or code in countries.table().index
    assert countries.states_nothing(text) in (True, False)


@given(
    st.sampled_from(sorted(countries.names("en").items())), st.sampled_from(["upper", "lower", "swapcase"])
)
def test_case_accents_space_and_article_do_not_count(entry: tuple[str, str], change: str) -> None:
    code, name = entry
    if code != countries.UNKNOWN:
        assert countries.resolve(f"  The {getattr(name, change)()} ") == code
        assert countries.resolve(name.replace(" ", "\u00a0\u00a0").replace("é", "e\u0301")) == code


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, 3, b"DE", ["DE"]])
def test_what_is_no_text_states_nothing(nothing: object) -> None:
    assert countries.resolve(nothing) is None
    assert countries.states_nothing(nothing)


@pytest.mark.parametrize(
    "text", ["", "  ", "-", "?", "N/A", "n/a", "Unknown", "No Country Listed", "inconnu", "ZZ"]
)
def test_words_for_nothing(text: str) -> None:
    assert countries.states_nothing(text)


@pytest.mark.parametrize("text", ["NA", "Namibia", "Atlantis", "Europe", "no"])
def test_words_for_something(text: str) -> None:
    assert not countries.states_nothing(text)


def test_overlong_text_is_not_looked_up() -> None:
    assert countries.resolve("Germany" + " " * 300) is None


def test_a_column_is_resolved_in_place() -> None:
    stated = pd.Series(["France", None, "Atlantis", "fra"], index=[7, 3, 5, 1], dtype="str")
    found = countries.resolve_column(stated)
    assert found.index.tolist() == [7, 3, 5, 1]
    assert found.fillna("").tolist() == ["FR", "", "", "FR"]


def test_the_table_has_every_current_code_once() -> None:
    table = countries.table()
    assert len(table) == 250
    assert table.index.is_unique
    assert table["alpha3"].is_unique
    assert table["numeric"][table["numeric"] != ""].is_unique
    assert table.index[table["numeric"] == ""].tolist() == ["XK"]
    assert table["name"].to_dict() == {code: countries.names("en")[code] for code in table.index}
    assert table["subregion"].nunique() == 23
    assert table["population"].isna().sum() == 4
    assert 7.3e9 < table["population"].sum() < 8.5e9
    assert table["latitude"].between(-90, 90).all()
    assert table["longitude"].between(-180, 180).all()


def test_names_follow_the_language() -> None:
    assert countries.names("fr")["DE"] == "Allemagne"
    assert countries.names("pt-BR")["unknown"] == "Região desconhecida"
    assert countries.names("pt_BR")["unknown"] == "Região desconhecida"
    assert countries.names("ar")["XK"] == "كوسوفو"
    assert len(countries.names("mt")) == 251
    with pytest.raises(UnknownLocaleError):
        countries.names("xx")
    with pytest.raises(ValueError, match="expected only letters"):
        countries.names("no language")


def _rows(path: Path, delimiter: str) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        return list(csv.reader(file, delimiter=delimiter, quoting=quoting))
