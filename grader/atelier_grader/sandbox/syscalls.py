"""The system calls that a program is not given, by their numbers on x86-64.

The list says what is closed: calls that reach other processes, the kernel's own configuration, its
rarely used and often attacked parts, and memory that no limit counts.
"""

from __future__ import annotations

REFUSED = {
    # other processes
    "ptrace": 101,
    "process_vm_readv": 310,
    "process_vm_writev": 311,
    "kcmp": 312,
    "pidfd_getfd": 438,
    "process_madvise": 440,
    "process_mrelease": 448,
    # mounts, roots and namespaces
    "pivot_root": 155,
    "chroot": 161,
    "mount": 165,
    "umount2": 166,
    "unshare": 272,
    "open_by_handle_at": 304,
    "setns": 308,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "mount_setattr": 442,
    # the kernel and the machine
    "syslog": 103,
    "uselib": 134,
    "vhangup": 153,
    "modify_ldt": 154,
    "adjtimex": 159,
    "acct": 163,
    "settimeofday": 164,
    "swapon": 167,
    "swapoff": 168,
    "reboot": 169,
    "sethostname": 170,
    "setdomainname": 171,
    "iopl": 172,
    "ioperm": 173,
    "init_module": 175,
    "delete_module": 176,
    "quotactl": 179,
    "lookup_dcookie": 212,
    "clock_settime": 227,
    "kexec_load": 246,
    "clock_adjtime": 305,
    "finit_module": 313,
    "kexec_file_load": 320,
    "quotactl_fd": 443,
    # keys, tracing, and calls known for their faults
    "add_key": 248,
    "request_key": 249,
    "keyctl": 250,
    "vmsplice": 278,
    "perf_event_open": 298,
    "fanotify_init": 300,
    "bpf": 321,
    "userfaultfd": 323,
    # where memory lies
    "mbind": 237,
    "set_mempolicy": 238,
    "migrate_pages": 256,
    "move_pages": 279,
    "set_mempolicy_home_node": 450,
}
"""They fail with EPERM."""

ABSENT = {
    # memory that belongs to no process and to no limited file system
    "shmget": 29,
    "shmat": 30,
    "shmctl": 31,
    "semget": 64,
    "semop": 65,
    "semctl": 66,
    "shmdt": 67,
    "msgget": 68,
    "msgsnd": 69,
    "msgrcv": 70,
    "msgctl": 71,
    "semtimedop": 220,
    "mq_open": 240,
    "mq_unlink": 241,
    "memfd_create": 319,
    "memfd_secret": 447,
    # shares of one pot for the whole machine, or for all that the grader's user runs
    "io_setup": 206,
    "io_destroy": 207,
    "io_getevents": 208,
    "io_submit": 209,
    "io_cancel": 210,
    "io_pgetevents": 333,
    "inotify_init": 253,
    "inotify_init1": 294,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    # its flags cannot be looked at; the C library falls back to clone
    "clone3": 435,
}
"""They fail with ENOSYS, as on a kernel without them: libraries fall back to something else."""

WITHOUT_EFFECT = {
    # the disks of the machine: the program's own files are in memory
    "sync": 162,
    "syncfs": 306,
    "sched_setaffinity": 203,
    # one that gives way to all others waits for a core without end, and that does not count
    "setpriority": 141,
    "sched_setparam": 142,
    "sched_setscheduler": 144,
    "sched_setattr": 314,
}
"""They do nothing and succeed: a grading keeps to its core, to its share of it, and its files."""

CLONE = 56
SOCKET = 41
SOCKETPAIR = 53
IOCTL = 16
PERSONALITY = 135

NEWEST = 462
"""Calls with a higher number did not exist when this list was made: ENOSYS."""
