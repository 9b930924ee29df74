"""Simulated time and the order of virtual threads, without rclpy."""

from __future__ import annotations

import pytest

from atelier_lockstep.locks import Lock, RLock
from atelier_lockstep.patience import FORGET_NS, PAUSE_NS, Patience
from atelier_lockstep.scheduler import Scheduler
from atelier_lockstep.wire import NEVER_NS


@pytest.fixture
def scheduler() -> Scheduler:
    made = Scheduler()

    def idle(next_wakeup_ns: int) -> None:
        assert next_wakeup_ns != NEVER_NS, "nothing will ever happen"
        made.now_ns = next_wakeup_ns

    made.idle = idle
    Lock.scheduler = made
    return made


def test_sleepers_wake_in_time_and_in_order(scheduler: Scheduler) -> None:
    log = []

    def sleeper(name: str, duration_ns: int) -> None:
        for _ in range(3):
            scheduler.sleep(duration_ns)
            log.append((scheduler.now_ns, name))

    scheduler.spawn(lambda: sleeper("a", 20))
    last = scheduler.spawn(lambda: sleeper("b", 30))
    scheduler.run(until=last)
    assert log == [(20, "a"), (30, "b"), (40, "a"), (60, "b"), (60, "a"), (90, "b")]


def test_a_sleep_of_nothing_lets_time_go_on(scheduler: Scheduler) -> None:
    scheduler.run(until=scheduler.spawn(lambda: scheduler.sleep(0)))
    assert scheduler.now_ns == 1


def test_a_lock_is_granted_in_the_order_of_asking(scheduler: Scheduler) -> None:
    lock, log = Lock(), []

    def user(name: str) -> None:
        with lock:
            log.append((scheduler.now_ns, name))
            scheduler.sleep(10)

    threads = [scheduler.spawn(lambda name=name: user(name)) for name in "abc"]  # type: ignore[misc]
    scheduler.run(until=threads[-1])
    assert log == [(0, "a"), (10, "b"), (20, "c")]
    assert not lock.locked()


def test_a_lock_gives_up_at_its_timeout(scheduler: Scheduler) -> None:
    lock, log = Lock(), []
    lock.acquire()

    def user() -> None:
        log.append((lock.acquire(timeout=2.5e-7), scheduler.now_ns))
        log.append((lock.acquire(blocking=False), scheduler.now_ns))

    scheduler.run(until=scheduler.spawn(user))
    assert log == [(False, 250), (False, 250)]
    with pytest.raises(ValueError, match="can't specify a timeout"):
        lock.acquire(False, 1)
    with pytest.raises(ValueError, match="non-negative"):
        lock.acquire(True, -2)
    lock.release()
    with pytest.raises(RuntimeError, match="release unlocked lock"):
        lock.release()


def test_an_rlock_belongs_to_a_thread(scheduler: Scheduler) -> None:
    lock, log = RLock(), []

    def owner() -> None:
        with lock, lock:
            scheduler.sleep(10)
        log.append("owner")

    def other() -> None:
        with pytest.raises(RuntimeError, match="un-acquired"):
            lock.release()
        with lock:
            log.append("other")

    scheduler.spawn(owner)
    scheduler.run(until=scheduler.spawn(other))
    assert log == ["owner", "other"]


def test_a_waiter_goes_on_when_its_poll_says_so(scheduler: Scheduler) -> None:
    box: list[int] = []
    log = []

    def waiter() -> None:
        scheduler.wait_until(lambda: bool(box), NEVER_NS)
        log.append(scheduler.now_ns)

    def giver() -> None:
        scheduler.sleep(70)
        box.append(1)

    last = scheduler.spawn(waiter)
    scheduler.spawn(giver)
    scheduler.run(until=last)
    assert log == [70]


def test_time_stops_at_a_waiters_wakeup(scheduler: Scheduler) -> None:
    log = []

    def waiter() -> None:
        scheduler.wait_until(lambda: scheduler.now_ns >= 40, 40)
        log.append(scheduler.now_ns)

    scheduler.run(until=scheduler.spawn(waiter))
    assert log == [40]


def test_polling_in_vain_pauses(scheduler: Scheduler) -> None:
    def poller() -> None:
        for _ in range(100):
            scheduler.count_poll()

    scheduler.run(until=scheduler.spawn(poller))
    assert scheduler.now_ns == 100 // 9 * PAUSE_NS


def test_who_polls_on_and_on_may_ask_less_often_until_it_has_stopped(
    scheduler: Scheduler,
) -> None:
    ask = Patience(scheduler, 100, 10)

    def asks_until_a_pause() -> int:
        before_ns = scheduler.now_ns
        count = 0
        while scheduler.now_ns == before_ns:
            ask()
            count += 1
        return count

    def poller() -> None:
        assert [asks_until_a_pause() for _ in range(6)] == [101, 51, 26, 13, 11, 11]
        scheduler.sleep(FORGET_NS - PAUSE_NS)
        assert asks_until_a_pause() == 11
        scheduler.sleep(FORGET_NS)
        assert asks_until_a_pause() == 101

    scheduler.run(until=scheduler.spawn(poller))


def test_an_interrupt_reaches_a_waiting_thread(scheduler: Scheduler) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    scheduler.on_interrupt = interrupted
    log = []

    def sleeper() -> None:
        try:
            scheduler.sleep(10**9)
        except KeyboardInterrupt:
            log.append(scheduler.now_ns)

    thread = scheduler.spawn(sleeper)

    def stopper() -> None:
        scheduler.sleep(50)
        scheduler.interrupt(thread)

    scheduler.spawn(stopper)
    scheduler.run(until=thread)
    assert log == [50]
