"""As ROS 2's message_filters: messages that belong together, by their stamps.

The interface is the real package's (Jazzy), which comes first where it is installed.
"""

from .cache import Cache
from .filter import SimpleFilter, Subscriber
from .synchronizers import ApproximateTimeSynchronizer, TimeSynchronizer

__all__ = [
    "ApproximateTimeSynchronizer",
    "Cache",
    "SimpleFilter",
    "Subscriber",
    "TimeSynchronizer",
]
