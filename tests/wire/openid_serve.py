"""Google and Naver as a program, for the web app's journeys: `python -m tests.wire.openid_serve <directory>`.

Its first line on the standard output is JSON: each provider's issuer, and the authority to trust. A line of JSON on the
standard input says who signs in next, by provider; it is answered with an empty line. It ends with the input.
"""

import asyncio
import json
import sys
from pathlib import Path

from tests.wire.openid_provider import Account, OpenIdProvider, SigningKey
from tests.wire.openid_tls import Tls


async def _serve(directory: Path) -> None:
    tls = Tls(directory)
    providers = {
        "google": OpenIdProvider("google", SigningKey("key-1")),
        "naver": OpenIdProvider("naver", SigningKey("key-2")),
    }
    for provider in providers.values():
        await provider.start(tls)
    issuers = {name: provider.issuer for name, provider in providers.items()}
    _say(json.dumps(issuers | {"authority": str(tls.ca_file)}))
    while line := await asyncio.to_thread(sys.stdin.readline):
        for name, said in json.loads(line).items():
            providers[name].error = said.pop("error", None)
            providers[name].account = Account(**said)
        _say("")
    for provider in providers.values():
        await provider.stop()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
