"""What the platform writes down beside its database: ids, never values."""

import json

import structlog

from kiosk.catalogue.content import compose
from kiosk.catalogue.plan import plan
from sandbox.platform.app import create_app, make_services
from sandbox.platform.settings import Settings


def test_no_log_line_and_no_file_name_holds_a_name_a_number_or_a_token(tmp_path, people, platform_parts):
    lines = []

    def keep(_logger, _method, event):
        lines.append(json.dumps(event, ensure_ascii=False))
        return event

    log = structlog.wrap_logger(
        structlog.ReturnLogger(), processors=[structlog.contextvars.merge_contextvars, keep]
    )
    services = make_services(
        Settings(state_dir=tmp_path / "state", prefill_seconds=0),
        compose([("test.yaml", platform_parts.documents)]),
        plan,
        people,
        clock=platform_parts.clock,
        log=log,
    )
    with platform_parts.listening(create_app(services), services) as platform:
        citizen = platform.citizen()
        scan = {"materialKey": "birth-record", "via": "SCAN", "uploadId": platform.upload(citizen)}
        materials = [scan, platform.draft_body()["materials"][1]]
        assert platform.submit(citizen, draft={"materials": materials}).status_code == 201
        wrong = platform.submit(citizen, draft={"answers": {"child.name": "李", "parent.number": "李示例"}})
        assert wrong.status_code == 422
        token = citizen.token
        typed = {"method": "TYPED", "name": "李示例", "certNo": platform_parts.number}
        assert citizen.post("/citizen-sessions", typed).status_code == 201
        shown = {"method": "CODE", "code": "示例令牌 " + platform_parts.number}
        assert citizen.post("/citizen-sessions", shown).status_code == 422
    assert len(lines) > 8
    written = "\n".join(lines) + "\n".join(str(path) for path in (tmp_path / "state").rglob("*"))
    for secret in ("李示例", "李小示例", "示例令牌", platform_parts.number, "示例路", token):
        assert secret not in written
    assert "submission_received" in written
