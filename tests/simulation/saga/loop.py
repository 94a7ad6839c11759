"""Virtual time: an event loop in which nothing waits, and whoever is ready goes on in an order drawn from the seed."""

import asyncio
import heapq
from asyncio import events
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from random import Random
from typing import Any


class Handle(asyncio.TimerHandle):
    """A call that is due at a moment of virtual time. `asyncio`'s own does more than is needed a million times."""

    __slots__ = ("act", "is_cancelled", "within")

    def __init__(self, when: float, act: Callable[[], object], within: Context) -> None:
        self._when = when
        self.act = act
        self.within = within
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True

    def cancelled(self) -> bool:
        return self.is_cancelled

    def when(self) -> float:
        return self._when


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs callbacks, and with them asyncio's own tasks and futures, as fast as it can.

    Time stands still while anybody is ready, then leaps to the next timer. That is why what is to meet in a race needs
    only to be ready in the same instant.
    """

    def __init__(self, chance: Random) -> None:
        super().__init__()
        self.steps = 0
        self.failures: list[BaseException] = []
        """What a task died of that nobody waited for."""
        self._chance = chance
        self._now = 0.0
        self._order = 0
        self._ready_now: list[Handle] = []
        self._timers: list[tuple[float, int, Handle]] = []

    def time(self) -> float:
        return self._now

    def get_debug(self) -> bool:
        return False

    def call_soon(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        handle = Handle(self._now, (lambda: callback(*args)) if args else callback, context or copy_context())
        self._ready_now.append(handle)
        return handle

    def call_at(
        self, when: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        handle = Handle(when, (lambda: callback(*args)) if args else callback, context or copy_context())
        self._order += 1
        heapq.heappush(self._timers, (when, self._order, handle))
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self._now + max(delay, 0.0), callback, *args, context=context)

    def create_task[T](  # type: ignore[override]
        self, coro: Coroutine[Any, Any, T], *, name: str | None = None, context: Context | None = None
    ) -> asyncio.Task[T]:
        return asyncio.Task(coro, loop=self, name=name or "-", context=context)

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.failures.append(context.get("exception") or RuntimeError(str(context.get("message"))))

    def advance(self, *, until: float, steps: int) -> bool:
        """Run what is due up to a moment, at most so many steps; whether there was anything."""
        events._set_running_loop(self)
        try:
            for _ in range(steps):
                if not self._step(until):
                    return False
        finally:
            events._set_running_loop(None)
        return True

    def abandon(self) -> None:
        """Leave everything where it is, for good."""
        events._set_running_loop(self)
        try:
            for _ in range(100):
                if not (tasks := asyncio.all_tasks(self)):
                    break
                for task in tasks:
                    task.cancel()
                while self._ready_now:
                    self._step(self._now)
        finally:
            events._set_running_loop(None)
        self.close()

    def _step(self, until: float) -> bool:
        ready = self._ready_now
        if not ready:
            timers = self._timers
            if not timers or timers[0][0] > until:
                return False
            self._now = now = timers[0][0]
            while timers and timers[0][0] <= now:
                ready.append(heapq.heappop(timers)[2])
        chosen = int(self._chance.random() * len(ready))
        handle = ready[chosen]
        ready[chosen] = ready[-1]
        ready.pop()
        if not handle.is_cancelled:
            self.steps += 1
            handle.within.run(handle.act)
        return True


def at_once[T](coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise AssertionError("it waits")
