"""test_doctor_checks.py has the findings of the report; importlib mode puts no folder on the path."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
