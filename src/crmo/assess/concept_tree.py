"""What is a kind of what: the is-a links between concepts, followed both ways."""

from __future__ import annotations

from functools import cache

from crmo.knowledge import Knowledge


class ConceptTree:
    """Ancestors and descendants of every concept.

    Args:
        parents: concept id to the ids of what it is a kind of.
    """

    def __init__(self, parents: dict[str, tuple[str, ...]]) -> None:
        self._above: dict[str, frozenset[str]] = {}
        below: dict[str, set[str]] = {}
        for concept in parents:
            above = self._climb(concept, parents)
            self._above[concept] = above
            for ancestor in above:
                below.setdefault(ancestor, set()).add(concept)
        self._below = {concept: frozenset(found) for concept, found in below.items()}

    def above(self, concept: str) -> frozenset[str]:
        """Return the concept and all that it is a kind of; itself alone when not known."""
        return self._above.get(concept) or frozenset({concept})

    def below(self, concept: str) -> frozenset[str]:
        """Return the concept and all kinds of it; itself alone when not known."""
        return self._below.get(concept) or frozenset({concept})

    @staticmethod
    def _climb(concept: str, parents: dict[str, tuple[str, ...]]) -> frozenset[str]:
        found = {concept}
        waiting = [concept]
        while waiting:
            for parent in parents.get(waiting.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return frozenset(found)


@cache
def concept_tree(knowledge: Knowledge) -> ConceptTree:
    """Return the tree of a knowledge, made once."""
    return ConceptTree({key: tuple(c.parents) for key, c in knowledge.concepts.items()})
