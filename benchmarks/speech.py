"""Who says what: how many statements are read rightly, and how many of people's are found.

People annotated who says what in the texts of Wikinews, interviews among them. What is read
from a sentence is right if they annotated a statement there with the same verb.
"""

from __future__ import annotations

import json
from collections import defaultdict

from data import detokenised, folder, plain, save

from rag.evidence.english.speech import said

KEYS = ("source_clause", "content")


def main() -> None:
    """Count them, and print what people did not annotate."""
    people = defaultdict(list)
    for line in (folder() / "wikinews" / "attributions.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        people[row["doc"]].append([plain(detokenised(row[key])) for key in KEYS])
    annotated = read = right = 0
    for line in (folder() / "wikinews" / "docs.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        for sentence in map(detokenised, row["sentences_tokenized"]):
            text = plain(sentence)
            told = [
                source
                for source, content in people[row["id"]]
                if source in text and content in text
            ]
            found = said(sentence)
            annotated += bool(told)
            read += found is not None
            if found is None:
                continue
            if any(plain(found.verb) in source for source in told):
                right += 1
            else:
                print(f"not annotated: {found}\n  {sentence}")
    results = {"annotated sentences": annotated, "read": read, "read rightly": right}
    print(results)
    save("speech", results)


if __name__ == "__main__":
    main()
