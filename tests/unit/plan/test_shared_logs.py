"""The token of a share link is in the path, and in no line that anybody writes down."""

import logging
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from local.gateway import Gateway
from local.http import Request, Response
from local.limits import Limiter, Limits
from local.web_app import WebApp
from shared.errors import Poison, Unavailable
from shared.telemetry import Line, write_lines_to
from tests.fakes import Fakes
from tests.unit.plan.calling import Web
from tests.unit.plan.samples import JIWOO, write
from tests.unit.plan.sharing import everybody, token_for

BY_LINK = ("read_shared_plan", "read_shared_page", "read_shared_image")


class Lines:
    """Everything that is written: our lines, and whatever reaches Python's logging."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog
        self.ours: list[Line] = []

    def write(self, _level: int, line: Line) -> None:
        self.ours.append(dict(line))

    @property
    def text(self) -> str:
        return f"{orjson.dumps(self.ours).decode()}\n{self._caplog.text}"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    caplog.set_level(logging.DEBUG)
    made = Lines(caplog)
    write_lines_to(made.write)
    yield made
    write_lines_to(None)


async def test_no_operation_writes_it_down(
    fakes: Fakes, web: Web, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    await everybody(fakes)
    plan_id = await write(fakes.deps, JIWOO)
    token = await token_for(web, plan_id, headers={"idempotency-key": "k"})
    secret = token.rpartition(".")[2]

    async def out_of_reach(*_: object) -> None:
        raise Unavailable("the store does not answer")

    async def broken(*_: object) -> None:
        raise Poison("the store cannot take this")

    statuses = set()
    for operation in BY_LINK:
        for as_, sent in ((None, token), ("minjun", token), ("mallory", token), (None, f"{plan_id}.{secret[::-1]}")):
            statuses.add((await web.ask(operation, as_=as_, token=sent)).status)
        for read in (out_of_reach, broken):
            with monkeypatch.context() as patch:
                patch.setattr(fakes.store, "read", read)
                statuses.add((await web.ask(operation, token=token)).status)
    assert statuses == {200, 401, 404, 503, 500}
    assert [line for line in lines.ours if line.get("operation") == "read_shared_page"]
    assert secret not in lines.text
    assert secret[::-1] not in lines.text
    assert token not in lines.text


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_the_gateway_does_not_either(lines: Lines, tmp_path: Path, status: int) -> None:
    secret = "mfrggzdfmztwq2lknnwg23tpobyxe43u"
    path = f"/api/shared/{JIWOO.member_id}.01jb2k3m4n5p6q7r8s9t0v1w2a.{secret}/page"

    async def upstream(_: Request) -> Response:
        return Response(status)

    limiter = Limiter(Limits.load())
    gateway = Gateway(upstream, web_origins=(), limiter=limiter, web_app=WebApp(tmp_path), clock=lambda: 0)
    answers = [await gateway.handle(Request("GET", path, "", {}, b"", "192.0.2.1")) for _ in range(121)]
    assert [answer.status for answer in answers] == [status] * 120 + [429]
    assert [line["kind"] for line in lines.ours] == ["limited"]
    assert secret not in lines.text
    assert secret.encode() not in b"".join(answer.body for answer in answers)
    other = await gateway.handle(Request("GET", path, "", {}, b"", "192.0.2.2"))
    assert other.status == status, "addresses are counted apart"
