"""Models on onnxruntime, without what costs it time and gains nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from onnxruntime import InferenceSession

SLOWER = ["SkipLayerNormFusion"]
"""What is left out when a graph is made faster: its fused form of adding and normalising is not
written for vectors, and takes seven times as long as the two by themselves. Without it the second
opinion takes 29.5 instead of 34.3 ms a question."""


def session(model: bytes, threads: int = 0, weights: Path | None = None) -> InferenceSession:
    """A model that is ready to run.

    Args:
        model: Its graph.
        threads: 0 are as many as there are cores.
        weights: The folder of the file that the graph finds its weights in, if it has none itself.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait would turn idly for longer than they work: a question took 37 ms of
    # CPU time, and takes 7; a batch of passages is not slower.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if weights is not None:
        name = "session.model_external_initializers_file_folder_path"
        options.add_session_config_entry(name, str(weights))
    return onnxruntime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
    )
