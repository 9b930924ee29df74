"""What programs ask of the machine, beside time and threads: on simulated time, and always alike."""

from __future__ import annotations

import pytest

from .conftest import Drive
from .test_idioms import SPIN, program

ASKS = {
    "sigwait": (
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM, signal.SIGUSR2])
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        print(signal.sigwait([signal.SIGALRM]).name, now())
        print(signal.sigtimedwait([signal.SIGUSR2], 0.2), now())
        threading.Timer(0.2, signal.raise_signal, [signal.SIGUSR2]).start()
        print(signal.sigwaitinfo([signal.SIGUSR2]).si_signo == signal.SIGUSR2, now())
        """,
        "SIGALRM 0.3\nNone 0.5\nTrue 0.7\n",
    ),
    "poll": (
        """
        near, far = socket.socketpair()
        poll = select.poll()
        poll.register(near, select.POLLIN)
        print(poll.poll(100), now())
        threading.Timer(0.2, far.send, [b"x"]).start()
        with select.epoll() as epoll:
            epoll.register(near, select.EPOLLIN)
            print(len(epoll.poll(0.1)), now(), len(epoll.poll()), now())
        """,
        "[] 0.1\n0 0.2 1 0.3\n",
    ),
    "socket_of_a_lone_thread": (
        """
        mine = socket.socket(type=socket.SOCK_DGRAM)
        mine.bind(("127.0.0.1", 0))
        mine.settimeout(0.3)
        try:
            mine.recv(1)
        except TimeoutError:
            print(now(), select.select([mine], [], [], 0.2), now())
        """,
        "0.3 ([], [], []) 0.5\n",
    ),
    "lock_of_processes": (
        """
        import multiprocessing
        lock = multiprocessing.RLock()

        def work():
            with lock, lock:
                time.sleep(0.2)

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(now(), lock.acquire(False), lock.acquire(False))
        """,
        "0.6 True True\n",
    ),
    "processor_time": (
        """
        before = os.times()
        time.sleep(0.5)
        after = os.times()
        print(round(after.elapsed - before.elapsed, 3), round(after.user - before.user, 3))
        """,
        "0.5 0.5\n",
    ),
    "name_of_a_thread": (
        """
        def work():
            with open("/proc/self/comm") as name:
                print(name.read() == before, threading.current_thread().name)

        with open("/proc/self/comm") as name:
            before = name.read()
        threading.Thread(target=work, name="worker").start()
        """,
        "True worker\n",
    ),
    "log": (
        """
        print(flush=True)
        rclpy.logging.get_logger("early").info("one")
        rclpy.init()
        time.sleep(0.5)
        rclpy.logging.get_logger("mine").info("two")
        rclpy.shutdown()
        time.sleep(0.25)
        rclpy.logging.get_logger("late").info("three")
        """,
        "\n[INFO] [1767225600.000000000] [early]: one\n[INFO] [1767225600.500000000] [mine]: two\n"
        "[INFO] [1767225600.750000000] [late]: three\n",
    ),
}

HEAD = """
    import os, select, signal, socket
    BEGAN_S = time.monotonic()

    def now():
        return round(time.monotonic() - BEGAN_S, 3)

    def main():
"""


def asking(body: str) -> str:
    return program(HEAD + body)


@pytest.mark.parametrize("name", ASKS)
def test_it_answers_on_simulated_time(name: str, drive: Drive) -> None:
    body, said = ASKS[name]
    driven = drive(asking(body))
    assert driven.output == said
    assert driven.ended is not None
    assert driven.ended.how == "returned"


CHANCE = """
        import concurrent.futures, random, secrets, tempfile, uuid
        import numpy
        random.seed()
        print(random.random(), random.Random().random(), random.SystemRandom().random())
        print(secrets.token_hex(4), uuid.uuid1(), uuid.uuid4(), os.urandom(4), os.getrandom(4))
        print(numpy.random.rand(), numpy.random.default_rng().random())
        numpy.random.seed()
        print(numpy.random.rand(), next(tempfile._get_candidate_names()), {"a", "b", "c"})
"""


def test_chance_is_the_same_in_each_run(drive: Drive) -> None:
    first, second = (drive(asking(CHANCE)) for _ in range(2))
    assert first.ended is not None
    assert first.ended.how == "returned", first.output
    assert first.output == second.output


def test_the_machine_s_domain_does_not_matter(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "ROS_DOMAIN_ID": "7",
        "ROS_LOCALHOST_ONLY": "1",
        "ROS_DISCOVERY_SERVER": "192.0.2.1:11811",
        "FASTRTPS_DEFAULT_PROFILES_FILE": "/nowhere.xml",
    }.items():
        monkeypatch.setenv(name, value)
    driven = drive(SPIN, 0.5)
    assert [value for _, value in driven.commands[:4]] == [0.0, 0.0, 0.1, 0.1]
