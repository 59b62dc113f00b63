"""onnxruntime, which runs neural networks, with its telemetry off: whoever needs it imports it from here.

Its Linux build of 1.31 keeps a device id and a store of events under ~/.cache and can send them to its maker.
It reads the variable when it is loaded; `disable_telemetry_events` alone comes too late for the id.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

onnxruntime.disable_telemetry_events()

__all__ = ["onnxruntime"]
