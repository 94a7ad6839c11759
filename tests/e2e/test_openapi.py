"""The running platform against its own document: no 5xx, no answer that the document does not allow."""

import asyncio
import json
import os
import sys
from pathlib import Path

import yaml

from tests.e2e.platform import ROOT, Platform, a_plan, browser

EXAMPLES = "25"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,response_headers_conformance"
)


async def test_no_answer_that_the_document_does_not_allow(shared_platform: Platform, tmp_path: Path) -> None:
    async with browser(shared_platform) as sign_in:
        jiu, minho = await sign_in("fuzzed"), await sign_in("fuzzed-too")
        plan = (await jiu.post("plans", json=a_plan(visibility="public"))).json
        await minho.put(f"members/{jiu.id}/follow")
    # With ids that exist, so that more than the 404s is looked at.
    document = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))
    known = {"memberId": minho.id, "planId": plan["id"]}
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path" and parameter["name"] in known:
                    parameter["schema"] = {"enum": [known[parameter["name"]], "garbage"]}
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(document), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "schemathesis.cli", "run", str(described), "--url", shared_platform.url,
        "--header", f"Authorization: Bearer {jiu.token}", "--max-examples", EXAMPLES, "--seed", "1",
        "--phases", "examples,coverage,fuzzing", "--mode", "all", "--workers", "2", "--no-color",
        "--generation-database", "none",  # the seed brings an example back, without a file for each
        "--exclude-operation-id", "delete_my_account",  # it would be the last one that answers anything
        "--checks", CHECKS,
        cwd=tmp_path, env={**os.environ, "PYTHONWARNINGS": "ignore"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await asyncio.wait_for(process.communicate(), timeout=300)
    assert process.returncode == 0, output.decode()[-12_000:]
