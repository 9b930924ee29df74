"""What a program may use. Every limit has its default here, and a mission may change each."""

from __future__ import annotations

from pydantic import Field

from atelier_grader.mission.declaration import Declaration, Length

MIB = 2**20

REASONS = {
    "start_up_s": "start_up_timeout",
    "tick_wall_s": "stuck",
    "wall_s": "wall_limit",
    "grace_s": "failed_at_end",
    "cpu_s": "cpu_limit",
    "memory_mib": "out_of_memory",
    "processes": "too_many_processes",
    "open_files": "too_many_open_files",
    "file_mib": "file_too_large",
    "disk_mib": "disk_full",
    "files": "too_many_files",
    "output_kib": "output_limit",
    "messages_per_s": "message_rate",
    "message_kib": "refused_message",
    "exchange_kib": "message_size",
    "commands_mib": "message_volume",
    "speed_mps": "impossible_motion",
}
"""The reason that each limit gives where it is broken; it names the limit and what was reached."""


class Limits(Declaration):
    """A verdict that one of these causes names it, its value and what was reached."""

    start_up_s: Length = 20.0
    """CPU time from the program's first line until it first waits; six times as much wall time
    where it waits for something else (`blocked`)."""

    tick_wall_s: Length = 5.0
    """CPU time between two waits of the program; six times as much wall time where it waits for
    something else (`blocked`)."""

    wall_s: Length = 600.0
    """Wall time that the grader waits for the program, in all; what either waits for a core that is
    busy with something else does not count."""

    grace_s: Length = 2.0
    """To end on request; then it is killed."""

    cpu_s: Length = 300.0
    """CPU time of the program and all that it starts, in all."""

    memory_mib: int = Field(default=1024, ge=64, le=1_048_576)
    """Of the program and all that it starts, together; files in its temporary folders count."""

    processes: int = Field(default=128, ge=32, le=32_768)
    """Processes and threads at one time."""

    open_files: int = Field(default=512, ge=64, le=1_048_576)
    """Descriptors of one process."""

    file_mib: int = Field(default=64, ge=1, le=1_048_576)
    """Size of one file."""

    disk_mib: int = Field(default=64, ge=1, le=1_048_576)
    """Each of `/tmp`, `/dev/shm` and the home folder."""

    files: int = Field(default=10_000, ge=100, le=10_000_000)
    """Files and folders in each of them."""

    output_kib: int = Field(default=8192, ge=1, le=1_048_576)
    """What it prints, standard output and standard error together."""

    messages_per_s: int = Field(default=2000, ge=1, le=1_000_000)
    """Messages to the robot in one second of simulated time, all topics together."""

    message_kib: int = Field(default=1024, ge=1, le=16_384)
    """Size of one message to the robot."""

    exchange_kib: int = Field(default=16_384, ge=64, le=65_536)
    """Size of all messages to the robot between two moments of simulated time."""

    commands_mib: int = Field(default=64, ge=1, le=1_048_576)
    """Size of all messages to the robot in the whole run; each is recorded."""

    speed_mps: Length = 50.0
    """Speed of the robot, beyond which its motion is not physics any more."""
