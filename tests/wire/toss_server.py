"""A server on this machine that speaks Toss Payments' core API with books of its own, and fails on demand.

What is modelled: HTTP Basic with the secret key; the letters of an order's id; a payment is confirmed within ten
minutes, for its own order and amount, and one payment of an order only; a request with an Idempotency-Key that came
before is answered as it was then; parts are given back until nothing is left. What is Toss Payments' own choice and not
documented is a switch here, and both ways are tested.
"""

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

import orjson
from aiohttp import web

from functions.token.payments.toss_api import TossApi
from shared.clock import Clock, SystemClock

type Handler = Callable[[], Awaitable[web.StreamResponse]]
type Fault = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]

KEY = "test_sk_ofTheTests"
LAPSES_AFTER = timedelta(minutes=10)
_ORDER = re.compile(r"[A-Za-z0-9_-]{6,64}")


@dataclass
class Held:
    """A payment in the books."""

    key: str
    order: str
    amount: int
    at: datetime
    declines: str | None = None
    status: str = "IN_PROGRESS"
    failure: str | None = None
    cancels: list[dict[str, Any]] = field(default_factory=list)

    @property
    def balance(self) -> int:
        return self.amount - sum(int(each["cancelAmount"]) for each in self.cancels)


class TossServer:
    """`async with TossServer() as server`: listening at `url` until the end."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.payments: dict[str, Held] = {}
        self.asked: list[tuple[str, str]] = []
        """Method and path of each request, as they came in."""
        self.headers: list[dict[str, str]] = []
        self.shows_unconfirmed = True
        """The reference says that approved payments can be read; of others it says nothing."""
        self.mismatch = (403, "FORBIDDEN_REQUEST")
        """How a confirmation for another order or amount is refused: not documented by its code."""
        self.url = ""
        self._clock = clock or SystemClock()
        self._faults: list[tuple[str, Fault]] = []
        self._answered: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._runner: web.AppRunner | None = None

    def fail(self, path_part: str, *faults: Fault) -> None:
        """Have the next requests whose path has this part meet these, one each."""
        self._faults += [(path_part, fault) for fault in faults]

    def authorise(self, order: str, amount: int, *, declines: str | None = None) -> str:
        """The member agrees on the payment window: the key of a payment."""
        key = f"tviva{len(self.payments):06d}-_Az"
        self.payments[key] = Held(key, order, amount, self._clock.now(), declines)
        return key

    def cancel_by_hand(self, key: str, amount: int) -> None:
        """Somebody gives money back in the console."""
        self._cancel(self.payments[key], amount, "by hand")

    def webhook(self, key: str) -> bytes:
        """The body of PAYMENT_STATUS_CHANGED as it would be sent now."""
        data = self._document(self.payments[key])
        return orjson.dumps({"eventType": "PAYMENT_STATUS_CHANGED", "createdAt": "2026-03-01T18:00:00", "data": data})

    def count(self, part: str) -> int:
        """How many requests had a path with this part."""
        return sum(part in path for _, path in self.asked)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{anything:.*}", self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path))
        self.headers.append(dict(request.headers))

        async def handle() -> web.StreamResponse:
            return await self._answer(request)

        for index, (part, fault) in enumerate(self._faults):
            if part in request.path:
                del self._faults[index]
                return await fault(request, handle)
        return await handle()

    async def _answer(self, request: web.Request) -> web.Response:
        name, _, rest = request.headers.get("Authorization", "").partition(" ")
        credentials = base64.b64decode(rest).decode() if name == "Basic" else ""
        if not credentials.endswith(":"):
            return error(403, "INCORRECT_BASIC_AUTH_FORMAT")
        if credentials != f"{KEY}:":
            return error(401, "UNAUTHORIZED_KEY")
        if request.method == "GET":
            return _json(*self._show(request.path))
        said = (request.path, request.headers["Idempotency-Key"])
        if said not in self._answered:
            body = orjson.loads(await request.read())
            status, document = self._do(request.path, body)
            self._answered[said] = (status, orjson.dumps(document))
        status, earlier = self._answered[said]
        return web.Response(status=status, body=earlier, content_type="application/json")

    def _show(self, path: str) -> tuple[int, object]:
        kind, _, name = path.removeprefix("/v1/payments/").rpartition("/")
        shown = [each for each in self.payments.values() if (each.order if kind == "orders" else each.key) == name]
        confirmed = [each for each in shown if self._now(each).status not in ("IN_PROGRESS", "READY", "EXPIRED")]
        found = confirmed or (shown if self.shows_unconfirmed else [])
        return (200, self._document(found[-1])) if found else (404, _error("NOT_FOUND_PAYMENT"))

    def _do(self, path: str, body: dict[str, Any]) -> tuple[int, object]:
        if path == "/v1/payments/confirm":
            held = self.payments.get(body["paymentKey"])
            refusal = self._not_confirmed(held, body)
        else:
            held = self.payments.get(path.removeprefix("/v1/payments/").removesuffix("/cancel"))
            refusal = self._not_cancelled(held, body)
        if refusal is not None:
            return refusal[0], _error(refusal[1])
        assert held is not None
        if "cancelAmount" in body:
            self._cancel(held, body["cancelAmount"], body["cancelReason"])
        else:
            held.status = "DONE"
        return 200, self._document(held)

    def _not_confirmed(self, held: Held | None, body: dict[str, Any]) -> tuple[int, str] | None:
        refusal: tuple[int, str] | None = None
        if not _ORDER.fullmatch(body["orderId"]):
            refusal = 400, "INVALID_REQUEST"
        elif held is None or self._now(held).status == "EXPIRED":
            refusal = 404, "NOT_FOUND_PAYMENT_SESSION"
        elif held.status != "IN_PROGRESS":
            refusal = 400, "ALREADY_PROCESSED_PAYMENT"
        elif (held.order, held.amount) != (body["orderId"], body["amount"]):
            refusal = self.mismatch
        elif any(each.order == held.order and each.status == "DONE" for each in self.payments.values()):
            refusal = 400, "DUPLICATED_ORDER_ID"
        elif held.declines is not None:
            held.status, held.failure = "ABORTED", held.declines
            refusal = 403, held.declines
        return refusal

    def _not_cancelled(self, held: Held | None, body: dict[str, Any]) -> tuple[int, str] | None:
        refusal: tuple[int, str] | None = None
        if held is None:
            refusal = 404, "NOT_FOUND_PAYMENT"
        elif not body.get("cancelReason"):
            refusal = 400, "INVALID_REQUEST"
        elif held.status == "CANCELED":
            refusal = 400, "ALREADY_CANCELED_PAYMENT"
        elif held.status not in ("DONE", "PARTIAL_CANCELED"):
            refusal = 403, "NOT_CANCELABLE_PAYMENT"
        elif body["cancelAmount"] > held.balance:
            refusal = 403, "NOT_CANCELABLE_AMOUNT"
        return refusal

    def _cancel(self, held: Held, amount: int, reason: str) -> None:
        held.cancels.append({"cancelAmount": amount, "cancelReason": reason, "cancelStatus": "DONE"})
        held.status = "CANCELED" if held.balance == 0 else "PARTIAL_CANCELED"

    def _now(self, held: Held) -> Held:
        if held.status == "IN_PROGRESS" and self._clock.now() >= held.at + LAPSES_AFTER:
            held.status = "EXPIRED"
        return held

    def _document(self, held: Held) -> dict[str, Any]:
        self._now(held)
        return {
            "version": "2022-11-16",
            "mId": "tvivarepublica",
            "paymentKey": held.key,
            "orderId": held.order,
            "orderName": "Kt-ravel",
            "currency": "KRW",
            "method": "카드",
            "status": held.status,
            "totalAmount": held.amount,
            "balanceAmount": held.balance,
            "cancels": held.cancels or None,
            "isPartialCancelable": True,
            "failure": held.failure and {"code": held.failure, "message": "…"},
        }


@contextmanager
def impatient(api: TossApi) -> Iterator[None]:
    """Nothing is waited for long, inside: for what never comes."""
    before, api._seconds = api._seconds, 1.0  # less, and a busy machine gives up before it was asked
    yield
    api._seconds = before


def fails(status: int, code: str = "FAILED_INTERNAL_SYSTEM_PROCESSING") -> Fault:
    """Answers so, and does nothing."""

    async def fault(_: web.Request, __: Handler) -> web.StreamResponse:
        return error(status, code)

    return fault


def says(body: bytes, status: int = 200, **headers: str) -> Fault:
    """Answers so, and does nothing."""

    async def fault(_: web.Request, __: Handler) -> web.StreamResponse:
        return web.Response(status=status, body=body, content_type="application/json", headers=headers)

    return fault


def resets(*, after: bool) -> Fault:
    """Ends the connection without an answer; `after` having done what it was asked to."""

    async def fault(request: web.Request, handle: Handler) -> web.StreamResponse:
        if after:
            await handle()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    return fault


def hangs(*, after: bool) -> Fault:
    """Never answers."""

    async def fault(_: web.Request, handle: Handler) -> web.StreamResponse:
        if after:
            await handle()
        await asyncio.Event().wait()
        raise AssertionError

    return fault


def changed(**fields: object) -> Fault:
    """Does what it was asked to, and answers with these fields of the payment changed."""

    async def fault(_: web.Request, handle: Handler) -> web.StreamResponse:
        response = await handle()
        assert isinstance(response, web.Response)
        assert isinstance(response.body, bytes)
        document = {**orjson.loads(response.body), **fields}
        return _json(response.status, {name: value for name, value in document.items() if value is not ...})

    return fault


def error(status: int, code: str) -> web.Response:
    return _json(status, _error(code))


def _error(code: str) -> dict[str, str]:
    return {"code": code, "message": "…"}


def _json(status: int, body: object) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")
