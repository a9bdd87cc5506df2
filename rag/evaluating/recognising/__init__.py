"""Whether a reply says a fact, by rules alone: wordings, names, amounts, and what denies them."""

from rag.evaluating.recognising.facts import recognise

__all__ = ["recognise"]
