"""What every bundle says of itself; items, elements and materials are what a test is about."""

from datetime import date

SMALL_BUNDLE = {
    "id": "b",
    "code": "YJS-120000-001",
    "version": "2026.11",
    "updated_on": date(2026, 11, 1),
    "audience": "person",
    "life_stage": "birth",
    "name": "示例一件事",
    "region": {"code": "120000", "name": "天津市"},
    "list_name": "示例清单",
    "lead": ["示例部门"],
    "sample": True,
    "guide": {"summary": "示例"},
}
