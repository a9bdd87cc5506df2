"""What takes long to import, loaded once by the server that the children are forked from."""

import chromadb  # noqa: F401
import onnxruntime  # noqa: F401

import rag.adding
import rag.cli.commands
import rag.cli.running
import rag.embedding.minilm
import rag.library
import rag.retrieving
import rag.summarising.batch
import rag.wiring  # noqa: F401
