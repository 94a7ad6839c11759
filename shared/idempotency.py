"""Idempotency-Key: the same POST said twice is carried out once (draft-ietf-httpapi-idempotency-key-header).

The record is created in the batch of what the request creates, so there is no moment in which one exists without the
other. It lives 24 hours.
"""

import hashlib
from dataclasses import dataclass

from shared.errors import Rejection
from shared.http import Reply
from shared.store.port import Create, Store

KEPT_SECONDS = 24 * 3600
IDEMPOTENCY = "idempotency"
"""The type of the records."""


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A request that carries a key, within one member's partition. `operation` keeps keys of different ones apart."""

    partition: str
    operation: str
    key: str
    body: bytes

    @property
    def document_id(self) -> str:
        """Where its record is."""
        return "idempotency." + hashlib.sha256(f"{self.operation}\n{self.key}".encode()).hexdigest()[:32]

    @property
    def _fingerprint(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    async def earlier_answer(self, store: Store, container: str) -> Reply | None:
        """What was answered the first time. Raises the 422 `Rejection` if the body was another one."""
        stored = await store.read(container, self.partition, self.document_id)
        if stored is None:
            return None
        if stored.body["fingerprint"] != self._fingerprint:
            raise Rejection("idempotency_key_reused", 422)
        answer = stored.body["answer"]
        return Reply(answer["status"], answer["body"].encode(), headers=answer["headers"], etag=answer["etag"])

    def remember(self, reply: Reply) -> Create:
        """The operation that records the answer, for the batch that makes it true."""
        return Create(
            {
                "id": self.document_id,
                "pk": self.partition,
                "type": IDEMPOTENCY,
                "ttl": KEPT_SECONDS,
                "fingerprint": self._fingerprint,
                "answer": {
                    "status": reply.status,
                    "body": reply.body.decode(),
                    "headers": dict(reply.headers),
                    "etag": reply.etag,
                },
            }
        )
