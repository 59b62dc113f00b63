"""onnxruntime reports nothing to anybody and leaves nothing behind."""

import ast
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_network_that_is_loaded_leaves_no_trace_in_the_home_folder(tmp_path: Path) -> None:
    program = "from screens.input_methods.handwriting.recogniser import Recogniser\nRecogniser()\n"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "ORT_"))}
    environment |= {"HOME": str(tmp_path), "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, timeout=60)
    left = [one.name.lower() for one in tmp_path.rglob("*")]
    assert not [name for name in left if "onnx" in name or "microsoft" in name]


def test_nobody_imports_onnxruntime_around_the_place_that_silences_it() -> None:
    silent = ROOT / "devices/networks.py"
    for room in ("devices", "screens", "kiosk", "offline_cache", "sandbox", "bench", "tools"):
        for file in (ROOT / room).rglob("*.py"):
            if file != silent and "onnxruntime" in file.read_text(encoding="utf-8"):
                assert not _imports(file), file


def _imports(file: Path) -> bool:
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return any(
        (isinstance(node, ast.Import) and any(one.name.startswith("onnxruntime") for one in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("onnxruntime"))
        for node in nodes
    )
