"""The faults of all devices over HTTP, as the simulators tell them: the bench knows none by name."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from devices.simulation import CommandError
from sandbox.bench.bench import Bench
from sandbox.bench.bodies import SetFault
from sandbox.bench.process import DeviceNotRunningError, DeviceProcess


def add_fault_routes(app: FastAPI, bench: Bench, find: Callable[[str], DeviceProcess]) -> None:
    """Add `/faults` and `/DEVICE/faults`; `find` returns a device by its name in addresses or answers 404.

    They work while an operation runs: a simulator takes control commands beside its line.
    """

    @app.get("/faults")
    def all_faults() -> dict[str, list[dict[str, Any]]]:
        return {name: _listed(device) for name, device in bench.devices.items()}

    @app.get("/{device}/faults")
    def get_faults(device: str) -> list[dict[str, Any]]:
        return _faults(find(device).ask("faults"))

    @app.post("/{device}/faults")
    def set_fault(device: str, body: SetFault) -> list[dict[str, Any]]:
        return _faults(find(device).ask("set_fault", **body.model_dump()))

    @app.delete("/{device}/faults")
    def clear_faults(device: str) -> list[dict[str, Any]]:
        return _faults(find(device).ask("clear_faults"))

    @app.delete("/{device}/faults/{name}")
    def clear_fault(device: str, name: str) -> list[dict[str, Any]]:
        return _faults(find(device).ask("clear_fault", name=name))


def _faults(answer: dict[str, Any]) -> list[dict[str, Any]]:
    faults: list[dict[str, Any]] = answer["faults"]
    return faults


def _listed(device: DeviceProcess) -> list[dict[str, Any]]:
    """Return the faults of a device, none while its process is not there."""
    try:
        return _faults(device.ask("faults"))
    except (DeviceNotRunningError, CommandError):
        return []
