"""A case file of one question over the demonstration articles."""

CASES = """
articles: [seeds]
cases:
  - id: who-warned
    question: Who warned about Kursk?
    answerable: true
    facts:
      - statement: Vedant Patel warned.
        stated_by: {wording: ["Vedant Patel"]}
    gold:
      - path: seeds/patel-kursk.md
        quote: Vedant Patel
"""
