"""Is this draft complete and right? One pure function that finds everything at once (补正一次性告知)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator

from kiosk.catalogue.models import Bundle, Commitment, Declaration, FieldKind, MaterialSource, Need
from kiosk.catalogue.numbers import check_id_number
from kiosk.catalogue.plan_models import Plan, PlanMaterial
from kiosk.platform.models import (
    LATER_MATERIALS,
    FieldError,
    MaterialRef,
    SignedDeclaration,
    text_digest,
)
from sandbox.platform.contract import as_field_errors, pointer
from sandbox.platform.texts import Texts

LANGUAGES = ("zh-CN", "en")
"""In which a terminal may show a text."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the platform holds for one draft."""

    uploads: Mapping[str, bool] = field(default_factory=dict)
    """Upload id of this citizen -> whether it is complete."""
    certificate_uses: Mapping[str, str] = field(default_factory=dict)
    """Certificate use id of this draft -> material id."""
    shared: Collection[str] = ()
    """Ids of materials that the shared data sources hold for this citizen."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that is wrong."""

    errors: tuple[FieldError, ...]
    missing_materials: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is."""
        return not self.errors


def check(
    bundle: Bundle,
    plan: Plan,
    answers: Mapping[str, Any],
    materials: Sequence[MaterialRef],
    evidence: Evidence,
    declarations: Sequence[SignedDeclaration] | None,
    texts: Texts,
    today: date,
) -> Findings:
    """Return what is wrong with a draft; `declarations` None: not signed yet, not looked at."""
    questions = {situation.id: situation.question.zh for situation in plan.situations}
    errors = [
        FieldError(
            pointer=pointer("facts", name),
            code="open-situation",
            detail=texts.field("open-situation", name=questions.get(name, name)),
        )
        for name in plan.open_situations
    ]
    errors += _answers(plan, answers, texts, today)
    given: dict[str, list[tuple[int, MaterialRef]]] = {}
    for index, ref in enumerate(materials):
        given.setdefault(ref.material_key, []).append((index, ref))
    missing = []
    for wanted in plan.materials:
        refs = given.pop(wanted.material.id, [])
        if not refs and wanted.need is Need.REQUIRED:
            missing.append(wanted.material.id)
            errors.append(_material_error(wanted, "material-missing", None, texts))
        for index, ref in refs:
            code = _material_fault(wanted, ref, evidence)
            if code:
                errors.append(_material_error(wanted, code, index, texts))
    known = bundle.materials
    dropped = {one.material.id for one in plan.dropped}
    for name, refs in given.items():
        if name in dropped and all(ref.via == MaterialSource.OTHER_ITEM_RESULT for _, ref in refs):
            continue
        label = known[name].name.zh if name in known else name
        errors += [
            FieldError(
                pointer=pointer("materials", index),
                code="material-unneeded",
                detail=texts.field("material-unneeded", name=label),
            )
            for index, _ in refs
        ]
    if declarations is not None:
        errors += _declarations(bundle, plan, materials, declarations, texts)
    return Findings(tuple(errors), tuple(missing))


def _answers(plan: Plan, answers: Mapping[str, Any], texts: Texts, today: date) -> Iterator[FieldError]:
    labels = {one.element.id: one.element.label.zh for one in plan.fields}
    validator = Draft202012Validator(plan.form_schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    found = list(
        as_field_errors(validator.iter_errors(dict(answers)), texts, prefix=("answers",), names=labels)
    )
    # One sentence a field: two items' patterns on one value would otherwise say the same thing twice.
    seen: set[tuple[str, str | None]] = set()
    wrong: set[str] = set()
    for error in found:
        wrong.add(error.pointer)
        if (error.pointer, error.code) not in seen:
            seen.add((error.pointer, error.code))
            yield error
    for one in plan.fields:
        at = pointer("answers", one.element.id)
        value = answers.get(one.element.id)
        if one.element.kind is not FieldKind.ID_NUMBER or at in wrong or not isinstance(value, str):
            continue
        if value and check_id_number(value, today):
            yield FieldError(
                pointer=at, code="id-number", detail=texts.field("pattern", name=one.element.label.zh)
            )


def _material_fault(wanted: PlanMaterial, ref: MaterialRef, evidence: Evidence) -> str | None:
    if ref.via == "LATER":
        return None if wanted.need is not Need.REQUIRED else "material-via"
    if ref.via not in wanted.sources:
        return "material-via"
    if ref.via == MaterialSource.SCAN:
        complete = evidence.uploads.get(ref.upload_id or "")
        if complete is None:
            return "upload-unknown"
        return None if complete else "upload-incomplete"
    if ref.via == MaterialSource.E_CERTIFICATE:
        used_for = evidence.certificate_uses.get(ref.certificate_use_id or "")
        return None if used_for == wanted.material.id else "certificate-unused"
    if ref.via == MaterialSource.COMMITMENT:
        commitment = wanted.material.commitment
        return None if commitment is not None and ref.commitment_id == commitment.id else "material-via"
    if ref.via == MaterialSource.SHARED_DATA and wanted.sources != (MaterialSource.SHARED_DATA,):
        # Where there is no other way the platform fetches it itself, whenever the source answers.
        return None if wanted.material.id in evidence.shared else "material-not-shared"
    return None


def _material_error(wanted: PlanMaterial, code: str, index: int | None, texts: Texts) -> FieldError:
    return FieldError(
        pointer=pointer("missingMaterials", wanted.material.id)
        if index is None
        else pointer("materials", index),
        code=code,
        detail=texts.field(code, name=wanted.material.name.zh),
        item_key=wanted.for_items[0] if wanted.for_items else None,
    )


def _declarations(
    bundle: Bundle,
    plan: Plan,
    materials: Sequence[MaterialRef],
    signed: Sequence[SignedDeclaration],
    texts: Texts,
) -> Iterator[FieldError]:
    """Every text of the bundle, and every commitment that stands for a material, signed as it stands now."""
    wanted: dict[str, tuple[str, str, int | None, frozenset[str]]] = {}
    for declaration in bundle.declarations:
        digests = _wordings(declaration)
        wanted[declaration.id] = ("TRUTH", declaration.title.zh, declaration.revision, digests)
    used = {ref.commitment_id for ref in materials if ref.via == MaterialSource.COMMITMENT}
    for one in plan.materials:
        commitment = one.material.commitment
        if commitment is not None and commitment.id in used:
            digests = _wordings(commitment)
            wanted[commitment.id] = ("COMMITMENT", commitment.title.zh, commitment.revision, digests)
    if any(ref.via == "LATER" for ref in materials):
        wanted[LATER_MATERIALS] = ("LATER_MATERIALS", texts.later_materials, None, frozenset())
    by_id = {each.declaration_id: (index, each) for index, each in enumerate(signed)}
    for name, (kind, title, revision, expected) in wanted.items():
        index, each = by_id.get(name, (0, None))
        if each is None or each.kind != kind:
            yield FieldError(
                pointer=pointer("declarations", name),
                code="declaration-missing",
                detail=texts.field("declaration-missing", name=title),
            )
        elif revision is not None and (each.revision != revision or each.text_digest not in expected):
            yield FieldError(
                pointer=pointer("declarations", index, "textDigest"),
                code="declaration-changed",
                detail=texts.field("declaration-changed", name=title),
            )
        elif not each.bound:
            yield FieldError(
                pointer=pointer("declarations", index, "ink"),
                code="signature-unbound",
                detail=texts.field("signature-unbound", name=title),
            )


def _wordings(statement: Declaration | Commitment) -> frozenset[str]:
    """Return the digests of a statement in each language in which a terminal may show it."""
    parts = (statement.title, statement.text, statement.consequences)
    return frozenset(text_digest(*(part.in_language(one) for part in parts)) for one in LANGUAGES)


def complete_on_the_spot(materials: Sequence[MaterialRef], plan: Plan, item_id: str) -> bool:
    """Whether an item's materials are all there as data, certificate, commitment or scan."""
    via = {ref.material_key: ref.via for ref in materials}
    for one in plan.materials:
        if item_id not in one.for_items:
            continue
        given = via.get(one.material.id)
        if given in ("LATER", MaterialSource.WINDOW) or (given is None and one.need is not Need.OPTIONAL):
            return False
    return True
