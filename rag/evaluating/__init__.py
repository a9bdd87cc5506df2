"""The harness: cases and reference facts in, a report with verdicts and measures out."""
