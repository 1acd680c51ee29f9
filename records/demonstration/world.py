"""What nobody in the campaign knows: each object's popularity, difficulty, true country and wear."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from records.demonstration.geography import Geography
from records.demonstration.parameters import Parameters
from records.demonstration.streams import Part, stream

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]
Singles = npt.NDArray[np.float32]


@dataclass(frozen=True)
class World:
    """One entry an object, in catalogue order.

    `popularity`, `actionable`: relative rates of other and of actionable tips (median 1). `conversion`:
    chance that an actionable tip is the one. `novelty_weeks`: τ. `breadth`: how widely it was sold (standard
    normal). `true`, `rival`: indices into the countries; `rival_share`: how often those who know name the
    rival. `knows`: chance to know the country; columns: actionable, other. `score`: 0 … 5, −1 none.
    """

    popularity: Floats
    actionable: Floats
    conversion: Floats
    novelty_weeks: Floats
    breadth: Floats
    true: Ints
    rival: Ints
    rival_share: Floats
    knows: Floats
    score: Ints

    def __len__(self) -> int:
        return len(self.popularity)


def world(p: Parameters, geo: Geography) -> World:
    """Draw the hidden truth of every object."""
    rng = stream(p.seed, Part.OBJECTS)
    n = p.objects
    z = rng.normal(size=(n, 2))
    z[:, 1] = p.correlation * z[:, 0] + np.sqrt(1 - p.correlation**2) * z[:, 1]
    breadth = rng.normal(size=n)
    solvable = rng.random(n) < p.solvable
    contested = rng.random(n) < p.contested
    return World(
        popularity=np.exp(p.popularity_sd * z[:, 0]),
        actionable=np.exp(p.actionable_sd * z[:, 1]),
        conversion=np.where(solvable, rng.beta(*p.conversion, n), 0.0),
        novelty_weeks=p.novelty_weeks * np.exp(rng.normal(0.0, p.novelty_sd, n)),
        breadth=breadth,
        true=rng.choice(len(geo.codes), n, p=geo.true),
        rival=rng.choice(len(geo.codes), n, p=geo.background),
        rival_share=np.where(contested, rng.uniform(0.4, 0.55, n), 0.06),
        knows=_knows(p, breadth),
        score=_scores(rng, z[:, 1]),
    )


def _knows(p: Parameters, breadth: Floats) -> Floats:
    median = np.array(p.knows)
    logit = np.log(median / (1 - median))[None, :] - 0.6 * breadth[:, None]
    return np.asarray(1 / (1 + np.exp(-logit)))


def _scores(rng: np.random.Generator, z: Floats) -> Ints:
    """Scores agree with the truth, but loosely (correlation about .5); 15 % of objects have none."""
    guess = 0.5 * z + np.sqrt(1 - 0.25) * rng.normal(size=len(z))
    score = np.clip(np.round(2.6 + 1.2 * guess), 0, 5).astype(np.int64)
    return np.where(rng.random(len(z)) < 0.15, -1, score)
