"""A child that behaves and misbehaves on command, for tests of the client: ``python stand_in.py [PROTOCOL]``."""

import os
import sys
import threading

from ckptlens_executor.errors import CANCELLED
from ckptlens_executor.framing import read_message, write_message

incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
protocol = int(sys.argv[1]) if len(sys.argv) > 1 else 1


def answer(request, **outcome):
    write_message(outgoing, {"jsonrpc": "2.0", "id": request["id"], **outcome})


def progress(request, done):
    write_message(
        outgoing, {"jsonrpc": "2.0", "method": "progress", "params": {"id": request["id"], "done": done, "total": 2, "message": "m"}}
    )


while (request := read_message(incoming)) is not None:
    match request["method"]:
        case "handshake":
            answer(request, result={"protocol": protocol})
        case "echo":
            answer(request, result=request["params"])
        case "pid":
            answer(request, result=os.getpid())
        case "count":
            progress(request, 1)
            progress(request, 2)
            answer(request, result="counted")
        case "refuse":
            answer(request, error={"code": 1, "message": "no such file"})
        case "crash":
            print("last words", file=sys.stderr, flush=True)
            os._exit(7)
        case "garbage":
            os.write(1, b"Hello from a print statement\n")
            threading.Event().wait()
        case "nonsense":
            write_message(outgoing, {"surprise": True})
        case "until_cancelled":
            progress(request, 1)
            while (message := read_message(incoming)) is not None and message["method"] != "$/cancel":
                pass
            answer(request, error={"code": CANCELLED, "message": "cancelled"})
        case "hang":
            progress(request, 1)
            threading.Event().wait()
