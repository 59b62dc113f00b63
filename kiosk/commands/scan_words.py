"""What the engineer at the command line is told about a file that is no photograph, in English."""

from devices.document_camera.photo_file import MOST_PX, Cause, PhotoRefusedError

_AS_JPEG = "Save or export it as JPEG or PNG."
_WORDS = {
    Cause.MISSING: ("no such file", "Check the path."),
    Cause.NO_FILE: ("this is not a file", "Name the photographs one by one."),
    Cause.UNREADABLE: ("it cannot be read", "Check its permissions and the disk."),
    Cause.EMPTY: ("the file is empty", "Copy or take the photograph again."),
    Cause.TOO_LARGE: ("the file is too large", f"{_AS_JPEG} A JPEG of 8 megapixels has about 3 MB."),
    Cause.TOO_MANY_PX: (
        f"the picture is larger than {MOST_PX // 1_000_000} megapixels",
        "Make it smaller; 8 megapixels are enough for A4.",
    ),
    Cause.TOO_SMALL: ("the picture is too small to show a paper", "Take the photograph again."),
    Cause.PDF: ("this is a PDF, not a photograph", "Export its pages as JPEG or PNG."),
    Cause.HEIC: ("this is a HEIC or AVIF picture, which is not taken", _AS_JPEG),
    Cause.OTHER_PICTURE: ("this kind of picture is not taken", _AS_JPEG),
    Cause.SEVERAL_PICTURES: (
        "there are several pictures in this file",
        "Save each as a file of its own.",
    ),
    Cause.TEXT: ("this is text, not a picture", "Name a JPEG, PNG, WebP, TIFF or BMP file."),
    Cause.NO_PICTURE: ("this is not a picture", "Name a JPEG, PNG, WebP, TIFF or BMP file."),
    Cause.TRUNCATED: ("the picture ends early", "Copy or take the photograph again."),
    Cause.DAMAGED: ("the picture is damaged", "Copy or take the photograph again."),
}


def refusal(path: object, error: PhotoRefusedError) -> str:
    """Return one line: the file, the cause, and what to do."""
    cause, remedy = _WORDS[error.cause]
    detail = f" ({error.detail})" if error.detail else ""
    return f"{path}: {cause}{detail}. {remedy}"
