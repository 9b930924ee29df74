"""What each program must have done after 2 s, as worked out from its text."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS = 2.0


@dataclass(frozen=True)
class RealTime:
    """How far a run on the wall clock may end from that in lock-step, and `why` so far."""

    distance_m: float = 0.1
    commands: int = 2
    why: str = ""


NEAR = RealTime()


@dataclass(frozen=True)
class Expected:
    """How many commands, where the robot is, when the program left and how, what it printed.

    `in_order` is printed where things that are due at one moment have an order, in lock-step.
    `left_s` is None where it is up to other processes: a pool ends some milliseconds later or not.
    """

    commands: int
    x_m: float
    left_s: float | None = SECONDS
    how: str = "interrupted"
    says: tuple[str, ...] = ()
    in_order: tuple[str, ...] = ()
    real_time: RealTime = NEAR


EXPECTATIONS = {
    "action": Expected(
        3,
        0.48,
        0.6,
        "returned",
        says=(
            "accepted True",
            "reached dock steps 3",
        ),
    ),
    "action_cancel": Expected(9, 0.4, 0.8, "returned", says=("cancelled True",)),
    "alarm": Expected(20, 0.3),
    "async_callback": Expected(10, -0.08),
    "asyncio_beside_rclpy": Expected(7, 0.519),
    "asyncio_loop": Expected(18, 0.4, 0.85, "returned", says=("arrived",)),
    "asyncio_two_loops": Expected(11, 0.19, 1, "returned"),
    "background_executor": Expected(6, 0.5, 1.05, "returned", says=("heard about 20",)),
    "background_spin": Expected(20, 0.519),
    "best_effort": Expected(40, 0.585),
    "child_process": Expected(
        1,
        1.0,
        0,
        "returned",
        says=("left 0",),
        real_time=RealTime(0.3, why="the child takes half a second, and none in lock-step"),
    ),
    "cleans_up": Expected(
        20,
        0.38,
        SECONDS,
        "returned",
        says=(
            "interrupted",
            "cleaned up",
        ),
    ),
    "clock_sleep": Expected(5, 0.27, 1.35, "returned"),
    "clock_topic": Expected(7, 0.696),
    "clocks": Expected(
        1,
        0.5,
        1,
        "returned",
        says=(
            "right ['datetime', 'monotonic', 'perf_counter', 'steady', 'system', 'time', 'time_ns']",
        ),
    ),
    "come_and_go": Expected(14, 0.465),
    "condition": Expected(40, 0.692),
    "contexts": Expected(40, 0.605),
    "deadline": Expected(10, 0.05, says=("missed by the publisher about 3",)),
    "depth": Expected(
        1, 0.75, 0.5, "returned", says=("{1: [5], 3: [3, 4, 5], 10: [0, 1, 2, 3, 4, 5]}",)
    ),
    "derivative": Expected(80, 0.746),
    "event": Expected(
        2,
        0.5,
        1.3,
        "returned",
        says=(
            "there already False",
            "there True",
        ),
    ),
    "events_executor": Expected(20, 0.45),
    "executor_task": Expected(4, 0.18, 0.9, "returned", says=("square done",)),
    "exit_in_callback": Expected(5, 0.38, 0.5, "exited", says=("cleaned up",)),
    "guard_condition": Expected(3, 0.34),
    "helper_node_in_callback": Expected(8, 0.525),
    "latched": Expected(1, 0.45),
    "leftover_thread": Expected(
        5,
        0.54,
        1,
        "returned",
        says=(
            "returned",
            "worked",
            "left",
        ),
    ),
    "lifecycle": Expected(
        5,
        0.36,
        says=(
            "configured",
            "activated",
        ),
    ),
    "lifespan": Expected(1, 0.435, 0.55, "returned", says=("heard [3.0]",)),
    "liveliness": Expected(2, -0.05, says=("lost 1",)),
    "logging_and_rosout": Expected(
        5,
        0.65,
        says=(
            "alive",
            "started",
        ),
    ),
    "matched": Expected(2, 0.45, says=("requesting incompatible QoS",)),
    "multi_threaded_executor": Expected(20, 0.15),
    "mutually_exclusive": Expected(16, 0.38),
    "one_shot_timers": Expected(7, 0.31),
    "ordering": Expected(
        20,
        1.14,
        in_order=(
            "first second timer first second service first second timer first second service first second timer first second service",
        ),
    ),
    "own_waitable": Expected(4, 0.5, says=("told 0.4",)),
    "parameter_events": Expected(6, 0.4),
    "parameters": Expected(
        20,
        0.47,
        says=(
            "set True ",
            "set False too fast",
        ),
    ),
    "pause": Expected(2, 0.5, 1, "returned", says=("rung 1",)),
    "process_pool": Expected(1, 1.8, None, "returned", says=("squares [0, 1, 4, 9, 16]",)),
    "queue_worker": Expected(17, 0.439),
    "raises_in_callback": Expected(9, 0.975, 0.45, "raised", says=("ValueError: beyond the map",)),
    "raises_in_thread": Expected(20, 0.04, says=("RuntimeError: the planner fell over",)),
    "rate": Expected(40, 0.895),
    "reentrant": Expected(10, 4.8),
    "returns": Expected(2, 0.3, 0.6, "returned", says=("done",)),
    "ros_args": Expected(
        10,
        0.313,
        says=(
            "/hall/carrier /cmd_vel",
            "from_yaml [1.0, 2.0]",
        ),
    ),
    "schedule": Expected(11, 0.406, 1.4, "returned"),
    "selectors_loop": Expected(8, 0.75, 1.3, "returned"),
    "semaphore_barrier": Expected(4, 0.3, 1, "returned", says=("alive [False, False, False]",)),
    "service_blocking": Expected(9, 0.875),
    "service_callbacks": Expected(6, 0.45),
    "service_missing": Expected(3, 0.3, 1.5, "returned"),
    "shutdown_in_callback": Expected(18, 0.4, 0.85, "returned", says=("after the spin False",)),
    "single_threaded_executor": Expected(40, 0.865),
    "sleep": Expected(4, 0.48, 1.8, "returned"),
    "sockets": Expected(4, 0.3, 0.9, "returned", says=("no more",)),
    "spin": Expected(20, 0.95),
    "spin_once_poll": Expected(39, 0.778),
    "spin_once_timeout": Expected(40, 0.585),
    "spin_until_future": Expected(2, 0.5, 1.05, "returned", says=("first odometry at x 0.0",)),
    "thread_pool": Expected(4, 0.54, says=("done 1 not yet 1",)),
    "thread_timer": Expected(4, 0.195, 1.5, "returned"),
    "timers_on_clocks": Expected(1, 0.045, says=("fifteen each True",)),
    "wait_for_message": Expected(
        2,
        0.4,
        0.85,
        "returned",
        says=(
            "found True 0.0",
            "found False",
        ),
    ),
}
