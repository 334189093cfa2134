"""When each outlet is due: cron lines, intervals, and one plan for all watches.

Pure: the time and the random draw are arguments.
"""

from newswatch.schedule.cadence import next_due
from newswatch.schedule.cron import CronError, check_cron, explain, next_fire
from newswatch.schedule.plan import CronLine, Planned, plan

__all__ = [
    "CronError",
    "CronLine",
    "Planned",
    "check_cron",
    "explain",
    "next_due",
    "next_fire",
    "plan",
]
