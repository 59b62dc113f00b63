"""The platform and its contract say the same: operations, answers, and no input that breaks it."""

import itertools
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, settings
from jsonschema import Draft202012Validator
from requests.auth import AuthBase
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kiosk.platform import models
from sandbox.platform.app import create_app
from sandbox.platform.settings import API_BASE, CONTRACT_FILE
from sandbox.platform.texts import load_texts

DOCUMENT = yaml.safe_load(Path(CONTRACT_FILE).read_text("utf-8"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
METHODS = {"get", "put", "post", "delete", "patch", "head"}


def operations():
    return [
        (method.upper(), path, operation)
        for path, members in DOCUMENT["paths"].items()
        for method, operation in members.items()
        if method in METHODS
    ]


def test_the_contract_is_a_valid_openapi_document():
    openapi_spec_validator.validate(DOCUMENT)
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_what_is_served_is_what_the_contract_calls_implemented(one_platform):
    app = create_app(one_platform.services)
    ours = {
        (method.upper(), without_names(path.removeprefix(API_BASE)))
        for path, members in app.openapi()["paths"].items()
        if path.startswith(API_BASE)
        for method in members
    }
    contract = {
        (method, without_names(path)) for method, path, operation in operations() if is_implemented(operation)
    }
    assert sorted(ours) == sorted(contract)


def is_implemented(operation):
    assert operation["x-yiciban-status"] in ("implemented", "planned")
    return operation["x-yiciban-status"] == "implemented"


def without_names(path):
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def test_every_problem_type_of_the_models_has_words_and_the_status_the_contract_names():
    texts = load_texts()
    description = DOCUMENT["info"]["description"]
    for problem_type in models.ProblemType:
        assert f"{problem_type} {texts.problems[problem_type].status}" in description


def test_the_models_know_every_required_member_of_the_contract():
    names = {
        "Plan": "PlatformPlan",
        **{name: name for name in DOCUMENT["components"]["schemas"] if hasattr(models, name)},
    }
    for schema_name, model_name in names.items():
        schema = DOCUMENT["components"]["schemas"][schema_name]
        model = getattr(models, model_name)
        if schema.get("type") != "object" or not hasattr(model, "model_fields"):
            continue
        aliases = {field.alias for field in model.model_fields.values()}
        assert set(schema["properties"]) <= aliases | {"jointEvents"}, schema_name
        required = {field.alias for field in model.model_fields.values() if field.is_required()}
        assert required <= set(schema.get("required", ())), schema_name


schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.config.generation.update(modes=list(schemathesis.GenerationMode))
implemented = schema.include(lambda ctx: ctx.operation.definition.raw["x-yiciban-status"] == "implemented")
ALL_OF, ONE_IN = 8, 4
ENDS_SESSIONS = ("/citizen-sessions", "/citizen-sessions/self", "/terminals/self/heartbeats")


@schemathesis.serializer("application/offset+octet-stream")
def raw_bytes(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


class Signed(AuthBase):
    """Signs whatever was generated, last of all."""

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal

    def __call__(self, request: Any) -> Any:
        for name in ("Signature", "Signature-Input", "Content-Digest"):
            request.headers.pop(name, None)
        self.terminal.sign(request)
        return request


@pytest.fixture(scope="module")
def world(sqlite_platform) -> Callable[[], dict[str, Any]]:
    """Something of everything, so that what is generated meets real ids."""
    sqlite_platform.http.delete(f"{sqlite_platform.url}/sandbox/faults", timeout=30)
    citizen = sqlite_platform.citizen()
    consent = sqlite_platform.consent(citizen)
    plan = citizen.post("/plans", {"bundleCode": "newborn", "bundleRevision": 3, "facts": {}}).json()[
        "planId"
    ]
    draft_id, _ = sqlite_platform.draft(citizen)
    submission = sqlite_platform.submit(
        citizen, draft={"answers": {**sqlite_platform.draft_body()["answers"], "child.name": "李约示例"}}
    ).json()
    prefill = citizen.create(
        "/prefill-requests", {"consentId": consent, "planId": plan, "fields": ["child.birth_date"]}
    ).json()["id"]
    return {
        "count": defaultdict(itertools.count),
        "platform": sqlite_platform,
        "citizen": citizen,
        "path": {
            "draftId": draft_id,
            "consentId": sqlite_platform.consent(citizen),
            "requestId": prefill,
            "uploadId": sqlite_platform.upload(citizen),
            "submissionNo": submission["submissionNo"],
            "caseNo": submission["cases"][1]["caseNo"],
        },
        "body": {
            "bundleCode": "newborn",
            "bundleRevision": 3,
            "consentId": consent,
            "planId": plan,
            "draftId": draft_id,
        },
    }


@implemented.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_is_answered_as_the_contract_says(case, world):
    index = next(world["count"][case.operation.label])
    if index >= ALL_OF and index % ONE_IN:
        # Hundreds of boundary cases an operation; a spread of them keeps the time in bounds.
        return
    platform, citizen = world["platform"], world["citizen"]
    path = case.operation.path
    if path in ENDS_SESSIONS:
        platform.log_in(citizen)
    for name, value in world["path"].items():
        if name in (case.path_parameters or {}):
            case.path_parameters[name] = value
    if isinstance(case.body, dict):
        known = {name: value for name, value in world["body"].items() if name in case.body}
        case.body = {**case.body, **known}
    case.call_and_validate(
        base_url=platform.url + API_BASE,
        headers={"Authorization": f"Bearer {citizen.token}"},
        auth=Signed(citizen),
        checks=CHECKS,
    )
    if path in ENDS_SESSIONS:
        platform.log_in(citizen)


def test_a_body_of_garbage_is_malformed_and_not_a_crash(one_platform, problem):
    citizen = one_platform.citizen()
    for data in (b"", b"{", b"\xff", b"[" * 100_000, b'{"kind": NaN}', b'{"kind": "\\u0000"}', b'"\\ud800"'):
        answer = citizen.send(
            "POST",
            "/issue-reports",
            data=data,
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": "00000000-0000-4000-8000-000000000000",
            },
        )
        assert problem(answer) == "malformed", data[:20]
    assert problem(citizen.send("POST", "/plans", data=json.dumps({}).encode())) == "unsupported-media-type"
