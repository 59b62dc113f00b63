"""`kiosk scan`: photographs of papers through the terminal's own pipeline, from files."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, NoReturn

import typer

from devices.document_camera.codes.finder import find_codes
from devices.document_camera.photo_file import PhotoFile, PhotoRefusedError, read_photo
from devices.document_camera.pipeline import Pipeline, production_pipeline
from devices.document_camera.reading.models import ModelsMissingError
from devices.document_camera.scanned import ScannedPage, ScannedPhoto
from devices.document_camera.stopwatch import Stopwatch
from kiosk.application.pre_review import Guess, guess
from kiosk.catalogue.reading import find_side, national_papers
from kiosk.commands.scan_facts import (
    Asked,
    page_facts,
    photo_facts,
    whole_photo_facts,
    with_codes_of_photograph,
)
from kiosk.commands.scan_table import tell
from kiosk.commands.scan_words import refusal
from kiosk.submission.page_pdf import PdfPage, as_pdf_a
from kiosk.whole_file import write_whole

USAGE, NO_PAGE, NOT_WRITTEN = 2, 3, 4

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class _Scanned:
    facts: dict[str, Any] = field(repr=False)
    pages: tuple[ScannedPage, ...] = ()


@app.command()
def scan(
    photos: Annotated[
        list[Path], typer.Argument(metavar="PHOTO…", help="JPEG, PNG, WebP, TIFF or BMP files.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE.pdf", help="Write all pages as one PDF/A-1b.")
    ] = None,
    codes_only: Annotated[
        bool, typer.Option("--codes-only", help="Look for codes in the whole photograph, for nothing else.")
    ] = False,
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="Read no print, only codes.")] = False,
    material: Annotated[
        str | None,
        typer.Option("--material", metavar="ID", help="The paper that is asked for, as id-card.portrait."),
    ] = None,
    papers: Annotated[
        int | None,
        typer.Option("--papers", min=1, max=6, help="Papers in each photograph; else as many as lie there."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Find, straighten, judge and read the papers in photographs, as the terminal does.

    Corners are in px of the photograph as it stands upright by its EXIF. Exit 0 scanned, whatever the
    verdicts; 2 usage, or a file that is no photograph: then nothing is scanned; 3 no page for --output;
    4 the output cannot be written.
    """
    _refuse_usage(output, codes_only, material)
    _refuse_what_is_no_photo(photos)
    pipeline = production_pipeline(read_lines=not no_ocr and not codes_only)
    made = []
    try:
        for path in photos:
            photo = read_photo(path)
            made.append(_codes_of(photo) if codes_only else _scanned(photo, pipeline, material, papers))
    except PhotoRefusedError as error:
        _give_up(refusal(path, error))
    except ModelsMissingError as error:
        _give_up(f"the models for reading are not installed: {error}. Run the set-up again, or use --no-ocr.")
    if as_json:
        typer.echo(json.dumps({"photos": [one.facts for one in made]}, ensure_ascii=False))
    else:
        tell([one.facts for one in made])
    if output is not None:
        _write(output, [page for one in made for page in one.pages])


def _scanned(photo: PhotoFile, pipeline: Pipeline, material: str | None, papers: int | None) -> _Scanned:
    """Run the whole pipeline over a photograph."""
    if photo.is_jpeg:
        looked = pipeline.look(photo.data, expected=papers)
    else:
        looked = pipeline.look_at(photo.picture(), expected=papers)
    whole = looked.everything()
    watch = Stopwatch(perf_counter)
    with watch.stage("photograph_codes"):
        pages, beside = with_codes_of_photograph(whole.pages, looked.codes_of_photograph())
    whole = replace(whole, milliseconds={**whole.milliseconds, **watch.milliseconds})
    facts = []
    for page in pages:
        guessed = guess(page.lines, page.codes, today=_today()) if page.lines is not None else None
        facts.append(page_facts(page, guessed, _asked(material, page, guessed)))
    return _Scanned(photo_facts(photo.path.name, whole, facts, beside), pages)


def _codes_of(photo: PhotoFile) -> _Scanned:
    """Look for codes alone, in all of the photograph."""
    watch = Stopwatch(perf_counter)
    with watch.stage("decode"):
        picture = photo.picture()
    with watch.stage("codes"):
        codes = find_codes(picture, thorough=True)
    whole = ScannedPhoto(photo.width, photo.height, ())
    facts = whole_photo_facts(photo.width, photo.height, codes, watch.milliseconds)
    return _Scanned(photo_facts(photo.path.name, whole, [facts]))


def _today() -> date:
    return datetime.now().astimezone().date()


def _asked(material: str | None, page: ScannedPage, guessed: Guess | None) -> Asked | None:
    """Compare with the paper that was asked for; a page that was not read is not compared."""
    if material is None:
        return None
    if page.lines is None or guessed is None:
        return Asked(material, None)
    paper = guessed.side.partition(".")[0]
    return Asked(material, material in (guessed.side, paper))


def _refuse_usage(output: Path | None, codes_only: bool, material: str | None) -> None:
    if codes_only and output is not None:
        _give_up("--codes-only makes no pages: there is nothing to write to --output")
    known = national_papers()
    if material is not None and material not in known and find_side(material) is None:
        _give_up(f"--material {material}: no such paper; there are {', '.join(known)}")
    if output is None:
        return
    folder = output.absolute().parent
    if output.is_dir():
        _give_up(f"{output}: this is a directory; name the PDF file to be written")
    if not folder.is_dir():
        _give_up(f"{output}: no such folder; make it first")
    if not os.access(folder, os.W_OK):
        _give_up(f"{output}: cannot be written there; check the folder's permissions")


def _refuse_what_is_no_photo(photos: Sequence[Path]) -> None:
    """Tell all that cannot be used at once, before any work is done."""
    refused = False
    for path in photos:
        try:
            read_photo(path)
        except PhotoRefusedError as error:
            typer.echo(refusal(path, error), err=True)
            refused = True
    if refused:
        raise typer.Exit(USAGE)


def _write(output: Path, pages: Sequence[ScannedPage]) -> None:
    """Write the PDF whole or not at all; what was there before stays until then."""
    if not pages:
        typer.echo(f"{output}: no page was found, nothing is written", err=True)
        raise typer.Exit(NO_PAGE)
    made = as_pdf_a([PdfPage(page.jpeg, page.dpi, page.black_and_white) for page in pages])
    try:
        # Readable by the one who scanned, as every file with a person's papers is.
        write_whole(output.absolute(), made, 0o600)
    except OSError as error:
        typer.echo(f"{output}: cannot be written: {error.strerror}", err=True)
        raise typer.Exit(NOT_WRITTEN) from error


def _give_up(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(USAGE)
