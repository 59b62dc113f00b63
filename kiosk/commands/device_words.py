"""How the commands of single devices tell a fault: the same words as the staff page, in English."""

from devices.status import Fault
from kiosk.terminal.remedies import remedy
from kiosk.text import Texts


def fault_facts(fault: Fault) -> dict[str, str]:
    """Return a fault as JSON values: code, cause, who mends it."""
    return {"code": fault.code, "cause": fault.cause, "who": fault.who.value}


def fault_sentence(fault: Fault) -> str:
    """Return what is wrong, how it is mended and by whom, and behind it the technical cause."""
    words, texts = remedy(fault.code), Texts("en")
    cause = "" if fault.cause in ("", fault.code) else f": {fault.cause}"
    return f"{texts(words.what)} {texts(words.how)} [{fault.code}, {fault.who.value}{cause}]"
