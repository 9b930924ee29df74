"""One callback of rclpy's, run without the cost of a coroutine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Call:
    """Runs one entity's callback, as rclpy's task for it would, without making a coroutine."""

    __slots__ = ("_done", "_exception", "entity", "executor", "take")

    def __init__(self, executor: Any, entity: Any, take: Callable[[Any], Any]) -> None:
        self.executor = executor
        self.entity = entity
        self.take = take
        self._exception: BaseException | None = None
        self._done = False
        entity._executor_event = True

    def __call__(self) -> None:
        entity, executor = self.entity, self.executor
        guard = executor._guard
        if executor._is_shutdown or not entity.callback_group.beginning_execution(entity):
            entity._executor_event = False
            guard.trigger()
            self._done = True
            return
        with executor._work_tracker:
            try:
                call = self.take(entity)
                entity._executor_event = False
                guard.trigger()
                if call is not None:
                    try:
                        call().send(None)
                    except StopIteration:
                        pass
            except Exception as error:
                self._exception = error
            finally:
                self._done = True
                entity.callback_group.ending_execution(entity)
                guard.trigger()

    def exception(self) -> BaseException | None:
        return self._exception

    def result(self) -> None:
        if self._exception is not None:
            raise self._exception

    def done(self) -> bool:
        return self._done
