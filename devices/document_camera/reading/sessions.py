"""Networks in onnxruntime: one thread, no memory kept between runs, nothing logged."""

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from devices.networks import onnxruntime

Tensor = NDArray[np.float32]
_ERRORS_ONLY = 3


class Network(Protocol):
    """One network: a tensor in, a tensor out."""

    def __call__(self, tensor: Tensor) -> Tensor:
        """Run it."""


def load(path: Path) -> Network:
    """Return the network of an ONNX file with one input and one output.

    An arena would keep the largest page's memory for good, 300 MB of it; without one it goes back.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = _ERRORS_ONLY
    session: Any = onnxruntime.InferenceSession(
        str(path), sess_options=options, providers=["CPUExecutionProvider"]
    )
    name = session.get_inputs()[0].name

    def run(tensor: Tensor) -> Tensor:
        made: Tensor = session.run(None, {name: tensor})[0]
        return made

    return run
