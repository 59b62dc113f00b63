"""The page by which an engineer sees whether a profile fits a printer: width, characters, codes, knife."""

from devices.printer.columns import rule
from devices.printer.interface import Align, CutPaper, FeedLines, PrintLine, QrLine, TextLine
from devices.printer.profiles import PrinterProfile

HAN = "办理一件事：￥100（示例）①℃「」"
RARE = "䶮𠮷㐂"
CODE = "https://example.test/printer-test-page"


def ruler(columns: int) -> str:
    """Number the columns 1234567890…; it fills the line exactly, or the profile is wrong."""
    return "".join(str(n % 10) for n in range(1, columns + 1))


def make(profile: PrinterProfile) -> tuple[PrintLine, ...]:
    """Make the page. The rare characters come as a picture and have to look like the others."""
    columns = profile.columns
    return (
        TextLine("TEST PAGE", size=2, bold=True, align=Align.CENTER),
        TextLine(profile.name, align=Align.CENTER),
        TextLine(ruler(columns)),
        TextLine("汉" * (columns // 2)),
        TextLine(HAN),
        TextLine(f"GBK  {RARE}"),
        TextLine("bold 加粗", bold=True),
        TextLine("tall 加高", tall=True),
        TextLine("大字", size=2),
        TextLine("left 左"),
        TextLine("center 中", align=Align.CENTER),
        TextLine("right 右", align=Align.RIGHT),
        TextLine(rule(columns)),
        QrLine(CODE),
        FeedLines(1),
        TextLine(CODE[:columns], align=Align.CENTER),
        CutPaper(),
    )
