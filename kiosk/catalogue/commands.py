"""`kiosk content …`: commands for those who write content."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk.catalogue.lint import Finding, Severity, lint

app = typer.Typer(name="content", help="Check authored content.", no_args_is_help=True)

USAGE = 2
FOUND = 1


@app.callback()
def _content() -> None:
    """Keep `check` a command of its own name while it is the only one."""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="YAML or JSON files, or folders of them.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors and warnings only.")] = False,
) -> None:
    """Lint content files. They are one body of content: ids may be used across files.

    Exit status: 0 no error, 1 at least one error, 2 a file cannot be read.
    """
    documents = []
    for path in _files(files):
        try:
            documents.append((str(path), load(path)))
        except (OSError, ValueError, ModuleNotFoundError) as problem:
            typer.echo(f"{path}: {problem}", err=True)
            raise typer.Exit(USAGE) from None
    findings = [one for one in lint(documents) if not (quiet and one.severity is Severity.INFO)]
    typer.echo(_as_json(findings) if as_json else _as_lines(findings), nl=bool(as_json or findings))
    if any(one.severity is Severity.ERROR for one in findings):
        raise typer.Exit(FOUND)


def load(path: Path) -> Any:
    """Return the parsed data of a content file.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it is not YAML or JSON in UTF-8; the message says where.
        ModuleNotFoundError: for YAML where PyYAML is not installed; it comes with the sandbox, and a
            terminal needs none.

    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(text)
    try:
        import yaml
    except ModuleNotFoundError:
        raise ModuleNotFoundError("YAML content needs PyYAML: pip install 'yiciban[sandbox]'") from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise ValueError(str(problem).replace("\n", " ")) from None


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*") if one.suffix in {".yaml", ".yml", ".json"})
        else:
            found.append(path)
    return found


def _as_lines(findings: list[Finding]) -> str:
    return "\n".join(f"{finding} [{finding.severity}]" for finding in findings)


def _as_json(findings: list[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)
