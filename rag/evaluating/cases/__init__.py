"""Case files: YAML to checked cases, every mistake with file, line and field.

``tree`` reads YAML with places, ``forms`` says what a case is, ``mistakes`` puts what is
wrong into words, ``reading`` reads a file, ``loading`` a folder.
"""

from rag.evaluating.cases.loading import articles_digest, case_schema, digest, load_cases

__all__ = ["articles_digest", "case_schema", "digest", "load_cases"]
