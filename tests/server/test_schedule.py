import asyncio
import threading

import pytest
from ckptlens.ide.analysis import Options
from ckptlens_server.schedule import Outlet, Schedule
from ckptlens_server.snapshot import Document, Result, Snapshot

DEADLINE = 10


def snapshot(uri, text="x"):
    return Snapshot(Document(uri, uri, 1, text), {}, Options())


class Rig:
    """A schedule with its outlet written down. `run` is what the worker thread does."""

    def __init__(self, run):
        self.texts = {"a": "1", "b": "1"}
        self.done, self.failed, self.busy = [], [], []
        outlet = Outlet(self.snapshot, self.take, lambda uri, error: self.failed.append((uri, str(error))), self.busy.append)
        self.schedule = Schedule(run, outlet)
        self.schedule.open()

    def snapshot(self, uri):
        return snapshot(uri, self.texts[uri]) if uri in self.texts else None

    def take(self, result):
        self.done.append((result.snapshot.document.uri, result.snapshot.document.text))


def finish(found, check):
    return Result(found, None)


@pytest.mark.asyncio
async def test_requested_document_is_analysed():
    rig = Rig(finish)
    rig.schedule.request("a")
    await asyncio.wait_for(rig.schedule.settled("a"), DEADLINE)
    assert rig.done == [("a", "1")]


@pytest.mark.asyncio
async def test_requests_in_quick_succession_are_analysed_once():
    rig = Rig(finish)
    for text in "123":
        rig.texts["a"] = text
        rig.schedule.request("a", 0.01)
    await asyncio.wait_for(rig.schedule.settled("a"), DEADLINE)
    assert rig.done == [("a", "3")]


@pytest.mark.asyncio
async def test_newer_request_stops_the_running_analysis():
    running, stopped = threading.Event(), threading.Event()

    def run(found, check):
        if found.document.text == "old":
            running.set()
            try:
                while True:
                    check()
            finally:
                stopped.set()
        return Result(found, None)

    rig = Rig(run)
    rig.texts["a"] = "old"
    rig.schedule.request("a")
    await asyncio.to_thread(running.wait, DEADLINE)
    rig.texts["a"] = "new"
    rig.schedule.request("a")
    await asyncio.wait_for(rig.schedule.settled("a"), DEADLINE)
    assert stopped.is_set()
    assert rig.done == [("a", "new")]


@pytest.mark.asyncio
async def test_result_that_comes_too_late_is_dropped():
    running, go_on = threading.Event(), threading.Event()

    def run(found, check):
        if found.document.text == "old":
            running.set()
            go_on.wait(DEADLINE)
        return Result(found, None)

    rig = Rig(run)
    rig.texts["a"] = "old"
    rig.schedule.request("a")
    await asyncio.to_thread(running.wait, DEADLINE)
    rig.texts["a"] = "new"
    rig.schedule.request("a")
    go_on.set()
    await asyncio.wait_for(rig.schedule.settled("a"), DEADLINE)
    assert rig.done == [("a", "new")]


@pytest.mark.asyncio
async def test_failed_analysis_is_told_and_the_next_one_runs():
    def run(found, check):
        if found.document.uri == "a":
            raise ValueError("bug")
        return Result(found, None)

    rig = Rig(run)
    rig.schedule.request("a")
    rig.schedule.request("b")
    await asyncio.wait_for(rig.schedule.settled("a"), DEADLINE)
    await asyncio.wait_for(rig.schedule.settled("b"), DEADLINE)
    assert rig.failed == [("a", "bug")]
    assert rig.done == [("b", "1")]


@pytest.mark.asyncio
async def test_closed_document_gives_no_result():
    rig = Rig(finish)
    rig.schedule.request("a", 0.01)
    rig.schedule.drop("a")
    await asyncio.wait_for(rig.schedule.settled("a"), DEADLINE)
    assert rig.done == []


@pytest.mark.asyncio
async def test_nothing_runs_before_the_schedule_is_open():
    rig = Rig(finish)
    rig.schedule._opened.clear()
    rig.schedule.request("a")
    await asyncio.wait({rig.schedule._jobs["a"].task}, timeout=0.05)
    assert rig.done == []
    rig.schedule.open()
    await asyncio.wait_for(rig.schedule.settled("a"), DEADLINE)
    assert rig.done == [("a", "1")]


@pytest.mark.asyncio
async def test_schedule_is_idle_at_the_end():
    rig = Rig(finish)
    rig.schedule.request("a")
    rig.schedule.request("b")
    await asyncio.wait_for(rig.schedule.settled("a"), DEADLINE)
    await asyncio.wait_for(rig.schedule.settled("b"), DEADLINE)
    assert rig.busy[-1] is False
