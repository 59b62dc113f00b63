"""When something is asked, done or needed: conditions over the answers, as JSON Forms writes them."""

from typing import Literal

from pydantic import ConfigDict, Field

from kiosk.catalogue.base import JsonSchema, Model


class SchemaCondition(Model):
    """JSON Forms' schema-based condition: the value at `scope` must match `schema`.

    An answer that was not given never holds: JSON Schema alone would say that a missing property is
    valid, so the evaluator requires it (docs/decisions/0004-rules.md).
    """

    scope: str = Field(pattern=r"^#/properties/[A-Za-z0-9_.-]+$")
    schema_: JsonSchema = Field(alias="schema")
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class AllOf(Model):
    """Every condition holds (JSON Forms' AndCondition)."""

    type: Literal["AND"]
    conditions: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Model):
    """At least one condition holds (JSON Forms' OrCondition)."""

    type: Literal["OR"]
    conditions: tuple["Condition", ...] = Field(min_length=1)


class Not(Model):
    """The condition does not hold. An answer not yet given makes this true; combine it with care."""

    type: Literal["NOT"]
    condition: "Condition"


Condition = SchemaCondition | AllOf | AnyOf | Not
