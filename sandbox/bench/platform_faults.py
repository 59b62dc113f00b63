"""The switchboard of the sandbox platform's own faults, reached from the bench."""

from dataclasses import dataclass
from typing import Any

import requests


@dataclass(frozen=True, slots=True)
class PlatformFaults:
    """Where the platform is (`https://host:port`) and the file with its CA."""

    url: str
    ca: str

    def call(self, method: str, body: Any = None) -> requests.Response:
        """Send one request to /sandbox/faults. Raises requests.RequestException when it cannot be reached."""
        address = f"{self.url.rstrip('/')}/sandbox/faults"
        return requests.request(method, address, json=body, verify=self.ca, timeout=30)
