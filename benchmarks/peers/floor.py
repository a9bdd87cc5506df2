"""What cannot be left out, and nothing else.

``ask`` imports Chroma, onnxruntime and what a chain of LangChain needs, opens a folder of
Chroma's, embeds one question and queries once. ``index`` runs the model over batches of tokens
that somebody else has cut and tokenised, and keeps nothing.
"""

from __future__ import annotations

import json
import sys


def ask(store: str, question: str) -> int:
    """Open, embed, query."""
    import chromadb
    import minilm
    from langchain_core.runnables import RunnableLambda

    def found(words: str) -> int:
        client = chromadb.PersistentClient(store)
        collection = client.get_collection("passages", embedding_function=None)
        vector = minilm.question(words)
        return len(collection.query(query_embeddings=[vector], n_results=8)["ids"][0])

    return RunnableLambda(found).invoke(question)


def index(batches: str) -> int:
    """Run the model over every batch, and count its rows."""
    import minilm
    import numpy as np

    rows = 0
    with np.load(batches) as file:
        for name in file.files:
            ids = file[name].astype(np.int64)
            mask = (ids != 0).astype(np.int64)
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": 0 * ids}
            rows += len(minilm.session().run(None, inputs)[0])
    return rows


def main(command: str, *arguments: str) -> None:
    """Do one of the two, and tell of how many passages."""
    print(json.dumps({"passages": {"ask": ask, "index": index}[command](*arguments)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
