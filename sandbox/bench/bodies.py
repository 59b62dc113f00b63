"""Bodies of the bench's HTTP requests."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from devices.keypad.layout import Key


class Body(BaseModel):
    """A body; unknown members are an error."""

    model_config = ConfigDict(extra="forbid")


class LayCard(Body):
    """Whose card to lay on the reader: a sample person's key, or the fields of any card.

    Neither is the first sample person.
    """

    person: str | None = None
    card: dict[str, Any] | None = None
    appended: list[str] = Field(default_factory=list)


class CardFault(BaseModel):
    """A fault of the reader; other members as in `devices.id_card.simulator.faults.Fault`."""

    model_config = ConfigDict(extra="allow")

    kind: str


class SetFault(BaseModel):
    """A fault by its name in the simulator's list; other members go into the fault's own command."""

    model_config = ConfigDict(extra="allow")

    name: str


class PutPage(Body):
    """What to put under the camera: a sample paper's key or a title and lines, and how it lies there.

    `beside`: keys of further sample papers, in a row with it; `curl` mm by which an end stands up; `hand` mm
    by which fingers reach over its lower edge.
    """

    paper: str | None = None
    beside: list[str] | None = None
    layout: str | None = None
    facts: dict[str, str] | None = None
    curl: float | None = None
    hand: float | None = None
    title: str | None = None
    lines: list[str] | None = None
    rotate: float | None = None
    blank: bool | None = None
    blur: float | None = None
    glare: float | None = None
    light: float | None = None
    cut: bool | None = None
    scale: float | None = None
    stamp: bool | None = None


class PrinterState(Body):
    """What to change at the printer; what is left out stays. `heal` first makes all well."""

    heal: bool = False
    paper: Literal["full", "low", "out"] | None = None
    cover: Literal["open", "closed"] | None = None
    cutter: Literal["jammed", "free"] | None = None
    head: Literal["hot", "cool"] | None = None
    power: Literal["on", "off"] | None = None
    answers: Literal["good", "garbage", "none"] | None = None
    paper_out_after: int | None = None
    line_ms: float | None = None


class PressKey(Body):
    """A key of the keypad, held down for so many seconds."""

    key: Key
    seconds: float = Field(default=0.0, ge=0.0, le=10.0)


class Jack(Body):
    """Whether headphones are in their socket."""

    plugged: bool


class ShowCode(Body):
    """A code to show to the code reader."""

    text: str = Field(min_length=1, max_length=8192)
    suffix: bool = True
    pieces: int = Field(default=1, ge=1, le=64)
