"""What every published event's data has in common."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class EventData(BaseModel):
    """The data of one event type. Fields are added, never renamed or removed: an older payload must still read, and
    a newer one too, so unknown fields are passed over."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")

    context: ClassVar[str]
    """The context that publishes it."""

    version: int
    """The aggregate's version after what happened: a projection ignores what is older than what it has."""

    @classmethod
    def type(cls) -> str:
        """The CloudEvent type, also the message's subject: `ktravel.<context>.<Event>.v1`."""
        return f"ktravel.{cls.context}.{cls.__name__}.v1"

    def subject(self) -> str:
        """The id of the aggregate it happened to."""
        raise TypeError(f"{type(self).__name__} names no subject")

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return self.model_dump(mode="json", by_alias=True)
