"""Where tips come from and which country they name."""

from dataclasses import dataclass

import numpy as np

from records.demonstration.batch import Model, Received
from records.demonstration.columns import only
from records.demonstration.geography import (
    FROM_THERE,
    OWN_COUNTRY,
    UNKNOWN,
    Codes,
    Geography,
    Indices,
    Weights,
)
from records.demonstration.parameters import Parameters
from records.demonstration.towns import Towns
from records.demonstration.wear import Flags
from records.demonstration.world import World

STATED = 0.32  # of located tips: the sender says where they are; the others are placed by their connection
REGION_STATED, PLACE_STATED = 0.85, 0.6  # of those who state a country
REGION_SUGGESTED = 0.4


@dataclass(frozen=True)
class Sender:
    """Per tip: does the sender know, where do they live if the object comes from there (else −1), located?"""

    knows: Flags
    home: Indices
    unlocated: Flags


@dataclass(frozen=True)
class Origin:
    """Per tip: index of the country it came from (−1 unknown), region, place, and how that is known."""

    country: Indices
    region: Codes
    place: Codes
    source: Codes


@dataclass(frozen=True)
class Suggestion:
    """Per tip: index of the country it names (−1: none) and the region there."""

    country: Indices
    region: Codes


def people(rng: np.random.Generator, p: Parameters, world: World, got: Received) -> Sender:
    """Who sends the tips. Whoever's tip identifies an object knows it."""
    n = len(got.objects)
    chance = np.where(got.actionable, world.knows[got.objects, 0], world.knows[got.objects, 1])
    knows = (rng.random(n) < chance) | got.finding.mine
    there = knows & got.actionable & (rng.random(n) < FROM_THERE)
    return Sender(knows, np.where(there, world.true[got.objects], UNKNOWN), rng.random(n) < p.unlocated)


def origins(rng: np.random.Generator, geo: Geography, towns: Towns, sender: Sender) -> Origin:
    """Where each tip is sent from."""
    n = len(sender.home)
    country = np.where(sender.home >= 0, sender.home, draw(rng, geo.origin, n))
    country = np.where(sender.unlocated, UNKNOWN, country)
    stated = (country >= 0) & (rng.random(n) < STATED)
    region, place = towns.draw(rng, np.where(stated, country, UNKNOWN))
    has_region = rng.random(n) < REGION_STATED
    has_place = has_region & (rng.random(n) < PLACE_STATED)
    return Origin(
        country=country,
        region=only(has_region, region),
        place=only(has_place, place),
        source=np.where(country < 0, "unknown", np.where(stated, "stated", "connection")).astype(object),
    )


def suggestions(
    rng: np.random.Generator, model: Model, got: Received, sender: Sender, origin: Indices
) -> Suggestion:
    """What each tip suggests: what its sender knows, or their own country, or what most people would say."""
    p, world, n = model.p, model.world, len(got.objects)
    names = rng.random(n) < np.where(got.actionable, p.names_place[0], p.names_place[1])
    rival = rng.random(n) < world.rival_share[got.objects]
    known = np.where(rival & ~got.finding.mine, world.rival[got.objects], world.true[got.objects])
    guess = draw(rng, model.geo.background, n)
    guess = np.where((origin >= 0) & (rng.random(n) < OWN_COUNTRY), origin, guess)
    country = np.where(names | got.finding.mine, np.where(sender.knows, known, guess), UNKNOWN)
    region = model.towns.draw(rng, country)[0]
    return Suggestion(country, only(rng.random(n) < REGION_SUGGESTED, region))


def draw(rng: np.random.Generator, weights: Weights, size: int) -> Indices:
    """`size` indices, each with the chance that its weight gives it."""
    cumulative = np.cumsum(weights)
    drawn: Indices = np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")
    return drawn
