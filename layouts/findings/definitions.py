"""What every number means: the one source for the screen, the reports and the tooltips."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """One term: its `name` as the pages write it, and `text`: what is counted, of what, and by which rule."""

    name: str
    text: str


ATTENTION = {
    "views": Definition(
        "Page views",
        "Openings of an object's public page, counted without cookie or address; known bots are "
        "left out. Views of one person on two days are two.",
    ),
    "tips": Definition(
        "Tips",
        "Messages about an object, whatever became of them: every row received by the page, a "
        "feed, e-mail, telephone, post or a file. A tip is not a person; its text is not in these "
        "records.",
    ),
    "shares": Definition(
        "Shares",
        "Presses of a share button and shares reported by a network, never people. A click shows "
        "intent; whether a post followed is unknown.",
    ),
    "share_click": Definition(
        "Share click",
        "A press of a share button on the public page. It is counted with shares and told apart "
        "from those that a network confirmed.",
    ),
    "displayed": Definition(
        "Days displayed",
        "Time between being put on the public page and being taken off, summed over all displays, "
        "half-open: the instant of being taken off belongs to no display.",
    ),
    "press": Definition(
        "Press",
        "A report or policy that people entered as an annotation. It is drawn on charts and used "
        "in no estimate.",
    ),
}
WORK = {
    "assessed": Definition(
        "Assessed",
        "Tips that an analyst judged actionable, unusable, duplicate or spam. Rates use them as "
        "denominator, never all tips: a tip nobody read is not a useless one.",
    ),
    "actionable": Definition(
        "Actionable",
        "A tip that investigators can act on, by an analyst's judgement. “Useful” is its short "
        "form. The actionable share is of assessed tips, with the Wilson 95 % interval.",
    ),
    "pending": Definition(
        "Waiting for assessment",
        "Tips that nobody has judged yet.",
    ),
    "speed": Definition(
        "Speed of assessment",
        "Days from receipt to assessment over the last 26 weeks by Kaplan–Meier, so that tips "
        "still waiting count for as long as they have waited.",
    ),
    "immature": Definition(
        "Still being assessed",
        "The recent weeks of which under 90 % of the tips are expected to be assessed by now, "
        "from the speed of assessment. Their rates will still change.",
    ),
    "duplicate": Definition(
        "Duplicate",
        "A tip that an analyst marked as the repeat of another.",
    ),
    "spam": Definition(
        "Spam",
        "A tip that an analyst marked as not about the object at all.",
    ),
    "cluster": Definition(
        "Cluster",
        "Tips on one object that were marked as near-identical. Together they are one voice when "
        "countries are weighed.",
    ),
    "display": Definition(
        "Display of a tip",
        "The display period that contains the tip's arrival; else the one that ended within the "
        "days of grace before; else the tip is outside any display, counted and shown as such.",
    ),
    "change": Definition(
        "Change",
        "The last four whole weeks against the four before. “No clear change” when the 95 % "
        "interval of the ratio covers none, widened where tips come in bursts; counts under ten "
        "are simply printed.",
    ),
    "too_early": Definition(
        "Too early to say",
        "Under 30 assessed tips or under 10 events: the interval is shown, nothing is ranked.",
    ),
}
RESULTS = {
    "identified": Definition(
        "Identified",
        "Displayed objects that were recognised: an outcome says what the object is, where it is "
        "from, or that its trail is eliminated. Identified is not located.",
    ),
    "located": Definition(
        "Located",
        "Identified objects that led to a place of origin.",
    ),
    "eliminated": Definition(
        "Trail eliminated",
        "Identified objects known to be sold or found too widely to lead anywhere. A result: "
        "nobody searches there again.",
    ),
    "referred": Definition(
        "Referred",
        "Cases handed to the country they point to.",
    ),
    "resolved": Definition(
        "Resolved",
        "Cases in which a child was safeguarded or an offender identified, each case once, by the "
        "first of these.",
    ),
    "prosecuted": Definition(
        "Prosecuted",
        "Cases with an outcome that says an offender was prosecuted.",
    ),
    "safeguarded": Definition(
        "Children safeguarded",
        "Persons named by outcomes of that kind; an outcome without a number is one person.",
    ),
    "credit": Definition(
        "Thanks to a tip",
        "Who gets the credit, as entered with each outcome: thanks to a tip, otherwise, or "
        "unknown. Three classes; unknown is folded into neither of the others. An object has the "
        "credit for a case through the tip that the outcome names.",
    ),
    "withdrawn": Definition(
        "Withdrawn",
        "Objects retired before they were identified, or withheld without an end.",
    ),
    "incidence": Definition(
        "Cumulative incidence",
        "The share of displayed objects that met an end by a day, the ends competing "
        "(Aalen–Johansen); objects still open count for as long as they were observed. One clock "
        "is calendar days since first displayed, the other days on display.",
    ),
    "at_risk": Definition(
        "At risk",
        "Objects still under observation just before a day: displayed, not yet identified, not withdrawn.",
    ),
    "stage_time": Definition(
        "Time to a stage",
        "Median days of those that got there, and the share of all that got there within 90, 180 "
        "and 365 days by cumulative incidence.",
    ),
}
JUDGEMENT = {
    "interval": Definition(
        "Interval",
        "After a share: the Wilson 95 % interval in per cent. The range of true shares that the "
        "counts do not contradict.",
    ),
    "benchmark": Definition(
        "Benchmark",
        "EU Most Wanted: 35 of 50 found by June 2017, 11 of them thanks to the public (BBC). "
        "Compared at equal age: days since launch, the last published point not older than that.",
    ),
    "ahead": Definition(
        "Chance of doing better",
        "The probability that this campaign's rate exceeds the benchmark's, both uncertain "
        "(Jeffreys posteriors). Ahead from 90 %, behind up to 10 %; level only when the 90 % "
        "interval of the difference lies within ten points; else no clear difference yet. A "
        "verdict needs 20 published objects and 90 days.",
    ),
    "chance": Definition(
        "Chance of identification",
        "The chance that showing an object for the next period brings the tip that identifies it, "
        "with its 90 % interval: from its actionable tips, exposure, novelty, share bursts, "
        "failed leads and analysts' scores.",
    ),
    "identifiability": Definition(
        "Identifiability",
        "An analyst's score of 0 to 5 for how likely somebody knows the object; the latest "
        "counts. It moves the chance as far as past scores predicted.",
    ),
    "suggested": Definition(
        "Country suggested",
        "The probability of each country from independent tips, a prior from located objects and "
        "how often a country is named anyway.",
    ),
    "contested": Definition(
        "Contested",
        "No country has 50 %, or fewer than three independent tips name one: no winner is named.",
    ),
}
PLACES = {
    "origin": Definition(
        "Country of origin",
        "Where a tip, share or view came from: stated by the sender, else the country of the "
        "connection, else unknown. Unknown is counted beside the map.",
    ),
    "per_million": Definition(
        "Per million people",
        "Count over the country's population (GeoNames, mostly estimates for 2018).",
    ),
    "unlocated": Definition(
        "Without a country",
        "Tips whose country of origin is unknown.",
    ),
}
TRUST = {
    "as_of": Definition(
        "As of",
        "When the figures were last refreshed from the records. Pages and reports print this time "
        "and compute with it, never the clock.",
    ),
    "version": Definition(
        "Data version",
        "A number that rises whenever what pages show has changed. Same version, same filters, same figures.",
    ),
    "day": Definition(
        "Day",
        "The campaign's local day, stored with each record. Filters by date mean whole local days.",
    ),
    "outside": Definition(
        "Outside any display",
        "Tips that arrived while their object was on no display, nor within the days of grace after one.",
    ),
    "out_of_order": Definition(
        "Out of order",
        "Tips whose assessment or investigation is dated before they arrived.",
    ),
    "late": Definition(
        "Late revisions",
        "Tips assessed or changed more than 28 days after they arrived: reports of those days "
        "would read differently today.",
    ),
    "rejected": Definition(
        "Rejected rows",
        "Rows of imported files that could not be stored, each with its column, value and reason. "
        "Read = skipped + accepted + unchanged + rejected.",
    ),
    "chain": Definition(
        "Log of decisions",
        "Every decision with who, when and why, each row chained to the one before by a hash: a "
        "changed, added or removed row breaks the chain.",
    ),
    "hidden": Definition(
        "Hidden counts (·)",
        "For leadership, counts of 1 to k − 1 and as many others as it takes to keep them from "
        "being worked out are printed as a dot. Zero is printed; missing is a dash.",
    ),
    "release": Definition(
        "Release",
        "What leadership sees: whole calendar months, protected together once a day.",
    ),
}
SECTIONS: tuple[tuple[str, dict[str, Definition]], ...] = (
    ("Attention", ATTENTION),
    ("Work on tips", WORK),
    ("Results", RESULTS),
    ("Judgement", JUDGEMENT),
    ("Places", PLACES),
    ("Trust", TRUST),
)
DEFINITIONS: dict[str, Definition] = {term: said for _, terms in SECTIONS for term, said in terms.items()}


def definition(term: str) -> Definition:
    """The definition of a term. KeyError for one that is not defined: a test sweeps the pages."""
    return DEFINITIONS[term]
