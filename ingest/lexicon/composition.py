"""What a label that no list has means, by the morphemes that it is composed of.

>>> composed("当年度指标值", "indicators")
'annual'

Every part of the label must be a morpheme of ``vocabulary/composition.yml``, each of which has a
facet; the first rule of the group that fits the facets gives the role.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from ingest.vocabulary import load

_LONGEST = 20
# 截至12月底 is the end of the year, 截至6月底 a part of it.
_MONTH = re.compile(r"(?:截至|截止|至)(1[0-2]|[1-9])月(?:底|末|份)?")


class Rule(NamedTuple):
    """A role, and what facets a label of it has; as ``composition.yml`` explains."""

    role: str
    all: frozenset[str]
    any: tuple[frozenset[str], ...]
    none: frozenset[str]
    ends: frozenset[str]
    only: frozenset[str]

    def fits(self, facets: tuple[str, ...]) -> bool:
        """Whether a label of these facets, in their order, is of the role."""
        found = {*facets}
        return (
            self.all <= found
            and all(each & found for each in self.any)
            and not self.none & found
            and (not self.ends or facets[-1] in self.ends)
            and (not self.only or found <= self.only)
        )


def composed(label: str, group: str) -> str | None:
    """The role of a plain ``label`` in a ``group`` of headers, None where its parts tell none."""
    facets = facets_of(label)
    if not facets:
        return None
    return next((rule.role for rule in _rules(group) if rule.fits(facets)), None)


@lru_cache(maxsize=8192)
def facets_of(label: str) -> tuple[str, ...]:
    """The facets of a label's morphemes in their order, joints and fillers left out.

    Empty where a part is unknown, or where two labels are printed as one.
    """
    found = [facet for _, facet in parts_of(label)] or ["joint"]
    if found[0] == "joint" or found[-1] in ("joint", "filler"):
        return ()
    told = tuple(facet for facet in found if facet not in ("joint", "filler"))
    return told if _is_one_label(told) else ()


def times_of(label: str) -> str:
    """The morphemes of a label that say of which time it is: 实施期 of 实施期绩效指标."""
    times = load("composition")["times"]
    return "".join(morpheme for morpheme, facet in parts_of(label) if facet in times)


def parts_of(label: str) -> tuple[tuple[str, str], ...]:
    """The morphemes that a label is cut into, each with its facet; empty where one is unknown.

    Of the ways to cut it, the one with the fewest morphemes: 年初 is no 年 and 初.
    """
    label = _MONTH.sub(lambda found: "年底" if found[1] == "12" else "半年", label)
    if not 1 < len(label) <= _LONGEST:
        return ()
    morphemes = _morphemes()
    ways: list[tuple[tuple[str, str], ...] | None] = [()]
    for end in range(1, len(label) + 1):
        cuts = (
            (*before, (label[start:end], morphemes[label[start:end]]))
            for start in range(end)
            if (before := ways[start]) is not None and label[start:end] in morphemes
        )
        ways.append(min(cuts, key=len, default=None))
    return ways[-1] or ()


def _is_one_label(facets: tuple[str, ...]) -> bool:
    words = load("composition")
    if any(sum(facet in group for facet in facets) > 1 for group in words["once"]):
        return False
    heads = (at for at, facet in enumerate(facets) if facet in words["heads"])
    return all({*facets[at:]} <= {facets[at], *words["heads"][facets[at]]} for at in heads)


def morphemes(*facets: str) -> list[str]:
    """All morphemes of some facets."""
    listed = load("composition")["morphemes"]
    return [morpheme for facet in facets for morpheme in listed[facet]]


@cache
def _morphemes() -> dict[str, str]:
    listed = load("composition")["morphemes"]
    return {morpheme: facet for facet, words in listed.items() for morpheme in words}


@cache
def _rules(group: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            role=rule["role"],
            all=frozenset(rule.get("all", ())),
            any=tuple(map(frozenset, rule.get("any", ()))),
            none=frozenset(rule.get("none", ())),
            ends=frozenset(rule.get("ends", ())),
            only=frozenset(rule.get("only", ())),
        )
        for rule in load("composition")["rules"].get(group, ())
    )
