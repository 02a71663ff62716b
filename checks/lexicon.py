"""The words by which documents hedge, scale and measure numbers, in English and Spanish."""

from __future__ import annotations

_UNITS_SMALL = (
    "nil one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS: dict[str, float] = {
    **{word: float(number) for number, word in enumerate(_UNITS_SMALL)},
    **{word: 10.0 * number for number, word in enumerate(_TENS, 2)},
    "zero": 0.0,
    "only": 1.0,
}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
MULTIPLES = {"doubled": 2, "tripled": 3, "quadrupled": 4, "quintupled": 5, "sextupled": 6, "septupled": 7}

# Hedges stand before the number they hedge; the longest is tried first.
HEDGES = {
    "at least": "at_least",
    "no fewer than": "at_least",
    "more than": "more_than",
    "up to": "at_most",
    "as much as": "at_most",
    "within": "at_most",
    "less than": "less_than",
    "under": "less_than",
    "nearly": "nearly",
    "almost": "nearly",
    "about": "approx",
    "around": "approx",
    "roughly": "approx",
    "some": "approx",
    "más de": "more_than",
    "por lo menos": "at_least",
    "al menos": "at_least",
    "casi": "nearly",
    "aproximadamente": "approx",
    "cerca de": "approx",
    "alrededor de": "approx",
    "unas": "approx",
    "over": "more_than",
    "approximately": "approx",
}
# Vague plurals carry the least number that they allow; quantifiers with a fixed meaning a share.
VAGUE = {
    r"a few hundred": (200.0, "at_least", None),
    r"hundreds": (200.0, "at_least", None),
    r"multi-?million": (1e6, "more_than", None),
    r"multi-?billion": (1e9, "more_than", None),
    r"multi-ton": (1.0, "more_than", "t"),
    r"most|mostly": (50.0, "more_than", "%"),
    r"all|full|fully": (100.0, "exact", "%"),
}
RANKS = r"nothing's more|biggest|largest|top|high(?:est)?|first time|record(?:-breaking)?"
# Words of units and the codes that they can mean; the first that stands in a phrase decides.
UNIT_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("times a year", ("/a",)),
    ("hectares?|has?|hectáreas?", ("har",)),
    ("acres?", ("acre",)),
    ("metric tons?|toneladas métricas|toneladas?|tonnes?|mt|tm", ("t",)),
    ("tons?", ("t", "[ston_av]")),
    ("percent|per cent|%", ("%",)),
    ("years?", ("a",)),
    ("months?", ("mo",)),
    ("decades?", ("decade",)),
    ("dollars?", ("USD",)),
    ("times", ("occurrence", "1")),
    ("women|men|people|policemen|police|students|citizens|candidates?|dead|members?", ("person",)),
    ("sacks?", ("sack",)),
    ("routes?", ("route",)),
)
DIRECTIONS = {
    "decrease": r"reduced|cut|down|drop\w*|decreas\w*|fell|fall\w*|used to be|disrupting|lower",
    "stable": r"minimal impact|hovered|unchanged|stalled|yet to make a dent",
    "increase": (
        r"soar\w*|spik\w*|rise|risen|rose|grow\w*|increas\w*|surge|more|expand\w*|going up|adding|"
        r"improved|higher|\w+upled"
    ),
}

# How each form writes a number, and what to take out of it before it is one.
FORMS: dict[str, tuple[str, str, str]] = {
    "en": (r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", ",", ""),
    "es": (r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?", ".", ","),
    "plain": (r"\d+(?:\.\d+)?", "", ""),
    "space": (r"\d{1,3}(?: \d{3})+(?:\.\d+)?", " ", ""),
    "pdf_space": (r"\d{1,3},\d{2} \d", ", ", ""),
    "scaled_es": (r"\d{1,3} mil(?: \d{1,3})?", "", ""),
    "footnote_digit": (r"\d{4}", "", ""),
}
