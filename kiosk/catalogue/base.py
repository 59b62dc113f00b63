"""What every value of the catalogue is built from: frozen, compared by content, texts in two languages."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

JsonSchema = dict[str, Any]


class Model(BaseModel):
    """A frozen value; unknown members are an error in content, so a typing slip is found at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LocalText(Model):
    """A text in Chinese, and in English where the content has it."""

    zh: str = Field(min_length=1)
    en: str | None = None

    def in_language(self, language: str) -> str:
        """Return the English text for a language that starts with "en" where there is one, else Chinese."""
        return self.en if self.en and language.startswith("en") else self.zh


def _as_text(value: object) -> object:
    return {"zh": value} if isinstance(value, str) else value


Text = Annotated[LocalText, BeforeValidator(_as_text)]
"""In content a plain string is Chinese; {zh: …, en: …} is both."""

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$", max_length=64)]
