"""What each failure of azure-servicebus is to us, and the HTTP control of the emulator's faults."""

from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.servicebus import exceptions

from shared.bus.port import LockLost
from shared.bus.servicebus_errors import is_answer, translated
from shared.errors import Poison, Unavailable
from tests.wire.servicebus_clients import running


def named(condition: bytes) -> Exception:
    return exceptions.ServiceBusError("no", condition=condition)


CASES: list[tuple[Callable[[], Exception], type[Exception]]] = [
    (exceptions.MessageLockLostError, LockLost),
    (exceptions.MessageNotFoundError, LockLost),
    (lambda: exceptions.MessageAlreadySettled(action="complete"), LockLost),
    (exceptions.MessagingEntityNotFoundError, Poison),
    (exceptions.MessageSizeExceededError, Poison),
    (lambda: named(b"com.microsoft:argument-error"), Poison),
    (lambda: named(b"amqp:not-allowed"), Poison),
    (lambda: named(b"amqp:internal-error"), Unavailable),
    (exceptions.MessagingEntityDisabledError, Unavailable),
    (exceptions.ServiceBusQuotaExceededError, Unavailable),
    (exceptions.ServiceBusServerBusyError, Unavailable),
    (exceptions.ServiceBusConnectionError, Unavailable),
    (exceptions.ServiceBusCommunicationError, Unavailable),
    (exceptions.OperationTimeoutError, Unavailable),
    (exceptions.ServiceBusAuthenticationError, Unavailable),
    (exceptions.ServiceBusAuthorizationError, Unavailable),
    (lambda: ClientAuthenticationError("no identity"), Unavailable),
    (TimeoutError, Unavailable),
    (ConnectionResetError, Unavailable),
    (OSError, Unavailable),
]


class TestErrors:
    @pytest.mark.parametrize(("make", "expected"), CASES)
    def test_every_failure_is_one_of_ours(self, make: Callable[[], Exception], expected: type[Exception]) -> None:
        """Only what Service Bus said of the message leaves the link as good as it was."""
        error = make()
        assert type(translated(error)) is expected
        assert is_answer(error) == (expected is not Unavailable)

    def test_a_defect_stays_one(self) -> None:
        """It is nobody's to try again."""
        error = KeyError("typo")
        assert translated(error) is error
        assert not is_answer(error)

    def test_ours_stay_as_they_are(self) -> None:
        """They pass a second time unchanged."""
        for error in (Poison("p"), Unavailable("u"), LockLost("l")):
            assert translated(error) is error


class TestControl:
    async def test_faults_are_set_over_http(self, tmp_path: Path) -> None:
        """Set, listed, taken back; what is no fault is refused."""
        fault = {"operation": "send", "kind": "slow", "times": 2, "seconds": 1.5, "entity": "plan"}
        async with running(tmp_path, control_port=0) as emulator, aiohttp.ClientSession(emulator.control_url) as http:
            async with http.post("/faults", json=fault) as response:
                assert response.status == 204
            for wrong in (
                {**fault, "operation": "no"},
                {**fault, "kind": "no"},
                {"kind": "busy"},
                {**fault, "times": 0},
            ):
                async with http.post("/faults", json=wrong) as response:
                    assert response.status == 400
            taken = emulator.faults.take("send", "plan-events")
            assert taken is not None
            assert emulator.faults.take("send", "like-events") is None
            async with http.get("/faults") as response:
                assert await response.json() == {"waiting": [{**fault, "times": 1}], "happened": 1}
            async with http.delete("/faults") as response:
                assert response.status == 204
            assert emulator.faults.take("send", "plan-events") is None
