"""BERT's word pieces, as the embedded models were trained on them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from rag.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
CLS, SEP, PAD = 101, 102, 0
"""Ids of the special tokens in the vocabulary."""


@cache
def tokenizer() -> Tokenizer:
    """BERT's uncased English tokenizer, without special tokens.

    Raises:
        ModelError: The vocabulary is not the one this version was built with.
    """
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    pieces = data("vocab.txt", VOCABULARY_SHA256).decode().splitlines()
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def data(name: str, sha256: str) -> bytes:
    """A data file that comes with this package, checked by its hash; raises ModelError."""
    found = resources.files("rag.embedding").joinpath("data", name).read_bytes()
    check(found, sha256, name)
    return found


def check(found: bytes, sha256: str, what: str) -> None:
    """Raise ModelError if a file is not the one this version was built with."""
    if hashlib.sha256(found).hexdigest() != sha256:
        raise ModelError(
            f"The embedding model's {what} is not the one this version was built with",
            hint="Install the package again: pip install --force-reinstall rag-news",
        )
