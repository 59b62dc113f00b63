"""Promises broken on purpose, in a process of its own: the proof must see each of them."""

import tempfile
from typing import Any

PLANTS = ("said-too-early", "deleted-too-early", "plain-on-disk")


def plant(name: str) -> None:
    """Break one promise of this process."""
    if name == "said-too-early":
        _say_before_it_is_durable()
    elif name == "deleted-too-early":
        _delete_before_the_answer()
    elif name == "plain-on-disk":
        _assemble_in_a_file()
    elif name:
        raise ValueError(name)


def _say_before_it_is_durable() -> None:
    import sealing_process

    say = sealing_process._say

    def early(words: int, **line: Any) -> None:
        if "begun" in line:
            say(words, **line)
            say(words, said=line["begun"])

    sealing_process._say = early


def _delete_before_the_answer() -> None:
    from kiosk.agent.outbox_delivery import Delivery

    hand_in = Delivery._hand_in

    def forgetful(self: Delivery, header: Any, upload_id: str) -> Any:
        self._outbox._files.remove([header.package_id])
        with self._outbox._store.writing() as connection:
            connection.execute("DELETE FROM packages WHERE package_id = ?", (str(header.package_id),))
        return hand_in(self, header, upload_id)

    Delivery._hand_in = forgetful  # type: ignore[method-assign]


def _assemble_in_a_file() -> None:
    from kiosk.submission import submit

    archive = submit.archive

    def on_disk(*what: Any) -> Any:
        reader = archive(*what)
        copy = tempfile.NamedTemporaryFile("w+b", delete=False)  # noqa: SIM115  left lying: that is the fault
        copy.write(reader.read())
        copy.seek(0)
        return copy

    submit.archive = on_disk
