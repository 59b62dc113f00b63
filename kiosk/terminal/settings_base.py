"""What every group of settings is: values that never change, and no key that nobody knows."""

from typing import Any

from pydantic import BaseModel, ConfigDict

NUMBER_ON_SITE: dict[str, Any] = {"onSite": "number"}
PHONE_ON_SITE: dict[str, Any] = {"onSite": "phone"}
"""Marks of settings that the hall's staff may change at the terminal (settings_on_site.py)."""


class Section(BaseModel):
    """One group of the site profile."""

    model_config = ConfigDict(frozen=True, extra="forbid")
