"""Write the network as ONNX with weights of 16 bits, and its digest beside it."""

import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from tools.train_corners.compose import HEIGHT, WIDTH
from tools.train_corners.model import CornerModel


def halve(model: onnx.ModelProto) -> onnx.ModelProto:
    """Keep weights as float16 and cast them where they are used: half the file, the same arithmetic."""
    graph = model.graph
    casts, kept = [], []
    for weight in list(graph.initializer):
        values = numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < 64:
            kept.append(weight)
            continue
        kept.append(numpy_helper.from_array(values.astype(np.float16), weight.name + ".half"))
        casts.append(helper.make_node("Cast", [weight.name + ".half"], [weight.name], to=TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Write TARGET and TARGET.sha256."""
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--whole", action="store_true", help="keep 32 bits")
    options = parser.parse_args()
    model = CornerModel().eval()
    model.load_state_dict(torch.load(options.checkpoint))
    example = (torch.zeros(1, 3, HEIGHT, WIDTH),)
    torch.onnx.export(
        model,
        example,
        str(options.target),
        input_names=["picture"],
        output_names=["maps"],
        opset_version=17,
        dynamo=False,
    )
    made = onnx.load(options.target)
    onnx.save(made if options.whole else halve(made), options.target)
    digest = hashlib.sha256(options.target.read_bytes()).hexdigest()
    options.target.with_suffix(".sha256").write_text(f"{digest}  {options.target.name}\n", "ascii")
    print(options.target.stat().st_size, "bytes", digest)


if __name__ == "__main__":
    main()
