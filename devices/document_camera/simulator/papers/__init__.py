"""Papers that are drawn: fictitious content, true sizes in millimetres, and where each word of them stands.

What a paper looks like is data (`layouts/*.yaml`); what is written on it comes from `facts.py`. Every paper
says 示例 on its face.
"""

from devices.document_camera.simulator.papers.drawing import KINDS, draw, kinds
from devices.document_camera.simulator.papers.facts import facts
from devices.document_camera.simulator.papers.paper import Paper, PrintedCode, PrintedField

__all__ = ["KINDS", "Paper", "PrintedCode", "PrintedField", "draw", "facts", "kinds"]
