"""Topic: what somebody wants to hear about."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from newswatch.model.units import Slug


class Topic(BaseModel):
    """One `[[topic]]` table; the query language is `newswatch.match.parse_query`'s."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    name: str = ""
    query: Annotated[str, StringConstraints(min_length=1)]

    @property
    def display_name(self) -> str:
        return self.name or self.id
