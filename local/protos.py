"""Stand-ins for the protobuf messages in which Microsoft's worker runtime speaks to its host.

The runtime builds its answers from whatever module of message classes its host hands it. Over gRPC these are protobuf;
in one process plain objects do, and nothing is serialised.
"""

from types import SimpleNamespace
from typing import Any


def _message(name: str, **constants: Any) -> type[SimpleNamespace]:
    return type(name, (SimpleNamespace,), constants)


_PLAIN = (
    "FunctionEnvironmentReloadResponse",
    "FunctionLoadResponse",
    "FunctionMetadataResponse",
    "RpcException",
    "RpcFunctionMetadata",
    "RpcRetryOptions",
    "WorkerInitResponse",
    "WorkerMetadata",
)

protos = SimpleNamespace(
    BindingInfo=_message("BindingInfo", **{"in": 0}, out=1, inout=2, undefined=0),
    StatusResult=_message("StatusResult", Failure=0, Success=1, Cancelled=2),
    **{name: _message(name) for name in _PLAIN},
)
"""What the runtime takes for its module of message classes."""
