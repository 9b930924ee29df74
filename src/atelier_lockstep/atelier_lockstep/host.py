"""The controller process: runs a program's own `main` on simulated time.

    python -m atelier_lockstep.host FD

FD is a connected stream socket; its first frame, SETUP, says what to run.
"""

from __future__ import annotations

import _socket
import faulthandler
import os
import signal
import sys
import traceback
from typing import Any

from .death import end_with_parent

FAILED = 70
"""How the process exits when the lock-step itself fails."""


def main() -> None:
    end_with_parent()  # a program that never waits would not notice
    stream: Any = _socket.socket(fileno=int(sys.argv[1]))  # the program's sockets wait otherwise
    os.set_inheritable(stream.fileno(), False)
    # Who started this, as a shell's `&` does, may ignore Ctrl-C and hand that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    faulthandler.enable()
    # The grader asks a stuck program where it is.
    faulthandler.register(signal.SIGUSR1, all_threads=False, chain=False)

    from .channel import Channel
    from .looking import Looking
    from .scheduler import Scheduler

    scheduler = Scheduler()
    channel = Channel(stream, scheduler)
    setup = channel.setup()

    from . import own_package, stacks, surroundings
    from .threads import Threads
    from .virtual_time import VirtualTime

    Looking(scheduler).install()
    surroundings.install()
    threads = Threads(scheduler)
    threads.install()
    VirtualTime(scheduler).install()
    stacks.install(scheduler)

    from .program import Program  # imports rclpy, on virtual threads from the first

    program = Program(setup, scheduler, channel)
    thread = scheduler.spawn(program.run)
    threads.adopt_main(thread)
    own_package.install(setup.path)
    channel.ready()
    try:
        scheduler.run(until=thread)
    except BaseException:  # ours: the program's other threads would be waited for
        traceback.print_exc()
        leave(FAILED)
    leave(program.status)


def leave(status: int) -> Any:
    """End at once: the middleware's threads have nothing left to say."""
    from .entry import flush

    flush()
    os._exit(status)


if __name__ == "__main__":
    main()
