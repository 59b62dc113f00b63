"""What every group of settings is: values that never change, and no key that nobody knows."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One group of the site profile."""

    model_config = ConfigDict(frozen=True, extra="forbid")
