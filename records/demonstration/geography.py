"""Where simulated tips and shares come from, what they are written in, and where objects were really made."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from babel.languages import get_official_languages

from records import countries

Weights = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Codes = npt.NDArray[np.object_]

# Tips per million inhabitants, relative: highest where the campaign is at home, and falling off quickly.
PER_MILLION = {
    "NL": 170, "BE": 112, "DE": 58, "GB": 52, "LU": 41, "IE": 40, "AT": 38, "DK": 36, "SE": 35, "CH": 33,
    "NO": 30, "FI": 26, "CZ": 24, "FR": 17, "PL": 17, "PT": 14, "SI": 14, "EE": 13, "SK": 12, "MT": 12,
    "IS": 12, "HU": 10, "ES": 9, "HR": 9, "LT": 9, "LV": 9, "CY": 8, "GR": 7, "IT": 7, "AU": 7, "NZ": 7,
    "CA": 5.5, "RO": 5, "BG": 5, "US": 3.2, "RS": 3, "SG": 2.5, "IL": 2, "UA": 1.4, "AR": 1.1, "CL": 1.1,
    "ZA": 0.8, "TR": 0.8, "BR": 0.7, "MX": 0.6, "RU": 0.5, "JP": 0.3, "PH": 0.25, "IN": 0.06,
}  # fmt: skip
TAIL_SHARE = 0.012  # of located tips, from every other country
TAIL_EXPONENT = 1.3

# Where an object of an unsolved case was really photographed: hidden from everybody, known to the model.
ORIGIN_OF_OBJECTS = {
    "PL": 13, "DE": 12, "GB": 9, "NL": 8, "CZ": 7, "FR": 7, "RO": 6, "ES": 5, "BE": 5, "HU": 4, "IT": 4,
    "US": 4, "PT": 3, "SK": 3, "UA": 3, "SE": 2, "AT": 2, "BR": 2, "RU": 2, "TH": 2, "PH": 2, "AU": 1,
    "CA": 1,
}  # fmt: skip
# What people name who do not know: large markets and makers.
BACKGROUND = {
    "DE": 16, "PL": 11, "CN": 9, "GB": 9, "NL": 8, "FR": 7, "US": 7, "BE": 5, "IT": 5, "ES": 5, "CZ": 4,
    "RO": 4, "TR": 3, "RU": 3, "SE": 2, "HU": 2, "UA": 2, "PT": 2, "AT": 2, "GR": 1, "BG": 1, "TH": 1,
    "IN": 1,
}  # fmt: skip
OWN_COUNTRY = 0.4  # of those who do not know: "we had the same at home"
FROM_THERE = 0.35  # of actionable tips: the sender lives where the object comes from
MAIN_LANGUAGE, SECOND_LANGUAGE = 0.8, 0.93  # cumulative shares of senders; the rest write English
MAIN_LANGUAGES = {"CH": ("de", "fr"), "IN": ("en", "hi"), "UA": ("uk", "ru")}


UNKNOWN = -1  # the index of "unknown" among the countries


@dataclass(frozen=True)
class Geography:
    """The countries of one campaign (codes, those with most tips first) and the chances that hang on them.

    `origin`, `true` and `background` sum to one over `codes`; `languages` holds two per country.
    """

    codes: Codes
    origin: Weights
    true: Weights
    background: Weights
    languages: tuple[Codes, Codes]

    def names(self, country: Indices) -> Codes:
        """Codes of country indices, `unknown` where the index is negative."""
        return np.append(self.codes, "unknown")[country]

    def languages_of(self, rng: np.random.Generator, country: Indices) -> Codes:
        """A language for each country index: its first, its second, or English."""
        first, second = (np.append(codes, "en")[country] for codes in self.languages)
        draw = rng.random(len(country))
        return np.where(draw < MAIN_LANGUAGE, first, np.where(draw < SECOND_LANGUAGE, second, "en"))


def geography(count: int) -> Geography:
    """The `count` countries that matter most: all of the tables above, then the most populous others."""
    population = countries.table()["population"].fillna(0).astype(float)
    expected = {code: rate * population[code] for code, rate in PER_MILLION.items()}
    needed = [code for code in (ORIGIN_OF_OBJECTS | BACKGROUND) if code not in expected]
    by_size = population.sort_values(ascending=False, kind="stable").index
    others = [*needed, *(code for code in by_size if code not in expected and code not in needed)]
    others = others[: max(len(needed), count - len(expected))]
    tail = (1.0 + np.arange(len(others))) ** -TAIL_EXPONENT
    small = TAIL_SHARE * sum(expected.values()) * tail / tail.sum()
    weights = expected | dict(zip(others, small.tolist(), strict=True))
    codes = sorted(weights, key=lambda code: (-weights[code], code))
    languages = [_languages(code) for code in codes]
    return Geography(
        codes=np.array(codes, dtype=object),
        origin=normal([weights[code] for code in codes]),
        true=normal([ORIGIN_OF_OBJECTS.get(code, 0.0) for code in codes]),
        background=normal([BACKGROUND.get(code, 0.02) for code in codes]),
        languages=(
            np.array([first for first, _ in languages], dtype=object),
            np.array([second for _, second in languages], dtype=object),
        ),
    )


def normal(values: list[float]) -> Weights:
    """Weights scaled to sum to one."""
    array: Weights = np.array(values, float)
    return np.asarray(array / array.sum())


def _languages(country: str) -> tuple[str, str]:
    official = get_official_languages(country, regional=False, de_facto=True)
    chosen = [*MAIN_LANGUAGES.get(country, ()), *(code.split("_")[0] for code in official), "en", "en"]
    return chosen[0], chosen[1]
