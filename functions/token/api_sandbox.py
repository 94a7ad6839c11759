"""The sandbox's checkout: pages of a payment provider that is none.

Registered where payments are the sandbox's, which production refuses. With `returnTo` the browser goes back to the web
app as from Toss Payments, with `paymentKey`, `orderId` and `amount`, or with `code` and `orderId` when nothing was
paid. Without it the sandbox sends its webhook, as providers do, so that nothing else is needed to top up.
"""

import asyncio
import logging
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import azure.functions as func
from pydantic import Field

from functions.token import orders_handlers
from functions.token.payments.chosen import sandbox_provider
from functions.token.payments.look import STYLE_HASH
from functions.token.payments.pages import checkout_page, result_page, sandbox_gone_page
from functions.token.payments.returning import RETURN_TO, return_address
from functions.token.payments.sandbox import Behaviour, Sandbox
from shared.clock import from_iso
from shared.dependencies import Dependencies, dependencies
from shared.errors import Transient
from shared.http import FORM, Call, Reply, Schema, operation
from shared.settings import settings
from shared.store.port import Document
from shared.telemetry import record

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS
HTML = "text/html"
_TOKEN = Field(pattern="^[0-9a-f]{32}$", description="Names the checkout; nobody can guess it.")
_BEHAVIOURS: dict[str, tuple[Behaviour, ...]] = {
    "pay": ("pays",),
    "twice": ("pays", "pays"),
    "decline": ("declines",),
    "silent": ("silent",),
    "abandon": (),
}


class CheckoutQuery(Schema):
    """Which checkout."""

    token: str = _TOKEN
    return_to: str | None = RETURN_TO


class ResultQuery(Schema):
    """Which checkout's outcome."""

    token: str = _TOKEN


class CheckoutForm(Schema):
    """What was chosen on the checkout page."""

    token: str = _TOKEN
    return_to: str | None = RETURN_TO
    choice: Literal["pay", "twice", "decline", "silent", "abandon"] = Field(description="How the payment turns out.")


@bp.route(route="payments/sandbox/checkout", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="token", summary="Sandbox checkout", signed_in=False, query=CheckoutQuery, answers={200: HTML, 404: HTML}
)
async def show_sandbox_checkout(call: Call) -> Reply:
    """A page to pay at; it tells the amount and nothing else."""
    query = call.query(CheckoutQuery)
    return_address(query.return_to)
    deps = dependencies("token")
    checkout = await _open(deps, sandbox_provider(deps), query.token)
    if checkout is None:
        return _html(call, 404, sandbox_gone_page(call.language))
    page = checkout_page(
        call.language,
        token=query.token,
        amount=checkout["amount"],
        currency=checkout["currency"],
        return_to=query.return_to,
    )
    return _html(call, 200, page)


@bp.route(route="payments/sandbox/checkout", methods=["POST"], auth_level=ANONYMOUS)
@operation(
    tag="token",
    summary="Pay at the sandbox",
    signed_in=False,
    body=CheckoutForm,
    body_type=FORM,
    answers={303: None, 404: HTML},
)
async def pay_at_sandbox(call: Call) -> Reply:
    """Authorise what was chosen, then send the browser on."""
    form = call.form(CheckoutForm)
    return_to = return_address(form.return_to)
    deps = dependencies("token")
    sandbox = sandbox_provider(deps)
    checkout = await _open(deps, sandbox, form.token)
    if checkout is None:
        return _html(call, 404, sandbox_gone_page(call.language))
    keys = [await sandbox.authorise(checkout, behaviour) for behaviour in _BEHAVIOURS[form.choice]]
    if return_to is None:
        await _send_webhooks(deps, sandbox, keys)
        return _see_other(f"/api/payments/sandbox/result?token={form.token}")
    if not keys:
        return _see_other(_with(return_to, code="PAY_PROCESS_CANCELED", orderId=checkout["orderId"]))
    # Whoever pays twice comes back with the second payment, while the provider tells of the first.
    await _send_webhooks(deps, sandbox, keys[:-1])
    said = {"paymentKey": keys[-1], "orderId": checkout["orderId"], "amount": str(checkout["amount"])}
    return _see_other(_with(return_to, **said))


@bp.route(route="payments/sandbox/result", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="token",
    summary="Outcome of a sandbox checkout",
    signed_in=False,
    query=ResultQuery,
    answers={200: HTML, 404: HTML},
)
async def show_sandbox_result(call: Call) -> Reply:
    """What the sandbox knows of the payment."""
    token = call.query(ResultQuery).token
    sandbox = sandbox_provider(dependencies("token"))
    checkout = await sandbox.checkout(token)
    if checkout is None:
        return _html(call, 404, sandbox_gone_page(call.language))
    page = result_page(
        call.language,
        token=token,
        amount=checkout["amount"],
        currency=checkout["currency"],
        payments=await sandbox.payments(token),
    )
    return _html(call, 200, page)


async def _open(deps: Dependencies, sandbox: Sandbox, token: str) -> Document | None:
    checkout = await sandbox.checkout(token)
    return checkout if checkout is not None and deps.clock.now() < from_iso(checkout["until"]) else None


async def _send_webhooks(deps: Dependencies, sandbox: Sandbox, payment_keys: list[str]) -> None:
    await asyncio.gather(*(_send_webhook(deps, sandbox, key) for key in payment_keys))


async def _send_webhook(deps: Dependencies, sandbox: Sandbox, payment_key: str) -> None:
    """Tell of a payment as if by HTTP: signed, and verified where it arrives."""
    headers, body = sandbox.webhook(payment_key)
    try:
        await orders_handlers.on_webhook(deps, sandbox, headers.get, body)
    except Transient as error:
        # What a provider hears as a 503. An order that was begun is finished by the reconciler; one that was not lapses
        # with its payment, and nothing was taken.
        record("webhook_not_taken", level=logging.WARNING, reason=str(error))


def _with(address: str, **said: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *said.items()])))


def _see_other(address: str) -> Reply:
    return Reply(303, headers={"Location": address, "Referrer-Policy": "no-referrer"})


def _html(call: Call, status: int, page: bytes) -> Reply:
    # Browsers hold a form's redirects to form-action too: it names the web app, where the member goes back to.
    forms = " ".join(("'self'", *settings().web_origins))
    policy = (
        f"default-src 'none'; style-src '{STYLE_HASH}'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Content-Language": call.language,
    }
    return Reply(status, page, HTML, headers)
