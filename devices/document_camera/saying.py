"""The worker's voice: one thread that sends, so that no other waits until the service listens."""

import queue
import threading
from multiprocessing.connection import Connection

from devices.document_camera.orders import Answer


class Mouth:
    """Says answers on a channel in the order in which they were handed over, from any thread."""

    def __init__(self, channel: Connection) -> None:
        self._channel = channel
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self.shut = False
        """Nobody listens any more."""
        threading.Thread(target=self._run, name="answers", daemon=True).start()

    def say(self, answer: Answer) -> None:
        """Hand over an answer; never waits."""
        self._answers.put(answer)

    def _run(self) -> None:
        try:
            while True:
                self._channel.send(self._answers.get())
        except OSError:
            self.shut = True
