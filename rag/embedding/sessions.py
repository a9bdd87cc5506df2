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


def session(model: bytes, weights: Path | None = None) -> InferenceSession:
    """A model that is ready to run, each time in the thread that calls it.

    To lay a text on several cores takes 7 % more CPU time, and no less time on the clock: texts
    side by side, each on its own core, were done in 18 ms a passage instead of 20, and a question
    in 7.9 ms instead of 8.1 (decision 14).

    Args:
        model: Its graph.
        weights: The folder of the file that the graph finds its weights in, if it has none itself.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    if weights is not None:
        name = "session.model_external_initializers_file_folder_path"
        options.add_session_config_entry(name, str(weights))
    return onnxruntime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
    )
