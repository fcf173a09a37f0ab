"""The client's side of the TensorFlow executor: which interpreter, its process, requests to it, and the files given to it."""

from ckptlens_server.executor.client import Call, ExecutorClient, Request
from ckptlens_server.executor.errors import (
    ExecutorCrashError,
    ExecutorError,
    NotProvenError,
    RefusedError,
    RequestCancelledError,
    RequestTimeoutError,
)
from ckptlens_server.executor.inputs import CheckpointInput, InputError, resolve_checkpoint
from ckptlens_server.executor.interpreter import Interpreter, NoInterpreterError, choose_interpreter
from ckptlens_server.executor.operations import Comparison, Conversion, compare_checkpoints, conversion_request, convert_checkpoint

__all__ = [
    "Call",
    "CheckpointInput",
    "Comparison",
    "Conversion",
    "ExecutorClient",
    "ExecutorCrashError",
    "ExecutorError",
    "InputError",
    "Interpreter",
    "NoInterpreterError",
    "NotProvenError",
    "RefusedError",
    "Request",
    "RequestCancelledError",
    "RequestTimeoutError",
    "choose_interpreter",
    "compare_checkpoints",
    "conversion_request",
    "convert_checkpoint",
    "resolve_checkpoint",
]
