"""Suspects: which outlet is it that keeps killing the crawler?

A crawler that dies leaves a mark of whose work it was at (`trace.py`). Where that
proves something, it alone is suspected; else any of the outlets that were polled may
have been the cause, and the next crawler gets them little by little:

1. Whoever was under way at a death is a suspect until a poll of its goes well; at one
   with a proof, only the outlet that was named.
2. A suspect waits. First go those who are none; then, from the least blamed on, half of
   the suspects, half of the rest, and so on, until the last goes alone; after each
   further death half as many at once. Each batch is given time to show itself;
   outlets that were not under way never wait. An outlet that was named, or found
   guilty before, goes after all of these, when no other poll is out.
3. Of a death those are accused who went last, or all suspects, if these had had their
   time. One that was the only one accused, or proven, at ROPE deaths is guilty; a death
   while earlier suspects were under way still counts half, for it may have been theirs.
4. An outlet that was found guilty before needs but one.
5. Proofs that lead nowhere are none: once another outlet was under way at SAME deaths
   and never got through, they are hints.

A hint only says who goes last: all the others go together, the first time.

Of 13,500 invented watches without marks, with one to three killers, slow ones among
them, none lost an innocent outlet to a pause; 1 in 115 did without the half of 3, which
costs 2 % more deaths. A death by chance may do so still: of 1,500 watches with such
deaths and slower killers 134 lost one without marks, and 20 with marks, of which one in
seven was wrong or missing. A killer took 4.8 deaths without, 2.6 with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from newswatch.daemon.trace import Trace

#: deaths that an outlet may be alone suspected of before it is found guilty
ROPE = 2
#: deaths that another outlet may have seen too before proofs are doubted: two of two
#: killers each, and one
SAME = 5


class Suspects:
    """Who may go to the crawler now, and whose fault its death was."""

    def __init__(self) -> None:
        self._blame: Counter[str] = Counter()
        #: in halves of a death
        self._alone: Counter[str] = Counter()
        self._convicted: set[str] = set()
        #: by marks
        self._named: set[str] = set()
        #: deaths that each has seen since a poll of its went well
        self._seen: Counter[str] = Counter()
        #: whether a hint is to be tried before halving
        self._has_hint = False
        #: the suspects that went last
        self._on_trial: frozenset[str] = frozenset()
        #: how many may go at once: where there are several killers, half of all the
        #: suspects never gets through
        self._most: int | None = None

    @property
    def on_trial(self) -> frozenset[str]:
        """The suspects that went last and are not through yet."""
        return self._on_trial

    def crawler_started(self) -> None:
        """A crawler that has got no poll yet."""
        self._on_trial = frozenset()

    def may_go(
        self, waiting: Sequence[str], *, time_is_up: bool, is_calm: bool = True
    ) -> list[str]:
        """Those of *waiting* that the crawler gets now.

        *time_is_up* says that whoever went last has had time enough to show itself,
        *is_calm* that no other poll is out, or has been for long.
        """
        free = [each for each in waiting if not self._is_suspected(each)]
        if self._on_trial and not time_is_up:
            return free
        suspected = sorted(
            (each for each in waiting if self._is_suspected(each)),
            key=lambda each: (self._goes_last(each), self._blame[each]),
        )
        early = [each for each in suspected if not self._goes_last(each)]
        if early:
            batch = early[: self._at_once(len(suspected))]
        else:
            batch = suspected[:1] if is_calm and not free else []
        if batch:
            self._on_trial = frozenset(batch)
        return free + batch

    def _at_once(self, suspected: int) -> int:
        if self._has_hint:
            return suspected
        half = max(1, suspected // 2)
        return min(half, self._most or half)

    def got_through(self, outlet_id: str) -> None:
        """A poll of this outlet has ended, and the crawler has not."""
        self._on_trial -= {outlet_id}
        self._convicted.discard(outlet_id)
        self._clear(outlet_id)

    def crawler_died(
        self,
        under_way: Collection[str],
        *,
        time_was_up: bool,
        trace: Trace | None = None,
    ) -> str | None:
        """The outlet that is guilty of it, if that is clear by now.

        *time_was_up*: whoever went last had had its time, and may be as innocent as
        those before it.
        """
        self._seen.update(under_way)
        named = trace and trace.outlet_id
        if trace is not None and named in under_way:
            self._named.add(trace.outlet_id)
            if trace.is_proof and self._may_be(trace.outlet_id, under_way):
                self._on_trial = frozenset()
                self._blame[trace.outlet_id] += 1
                return self._accuse(trace.outlet_id, halves=2)
        known = frozenset(each for each in under_way if self._is_suspected(each))
        self._has_hint = named in under_way and not known
        latest = self._on_trial & known
        accused = latest if latest and not time_was_up else known
        accused = accused or frozenset(under_way)
        self._on_trial = frozenset()
        self._most = max(1, len(accused) // 2)
        self._blame.update(under_way)
        self._blame.update(accused)
        if len(accused) != 1:
            return None
        (outlet_id,) = accused
        return self._accuse(outlet_id, halves=1 if len(known) > 1 else 2)

    def _accuse(self, outlet_id: str, *, halves: int) -> str | None:
        self._alone[outlet_id] += halves
        if self._alone[outlet_id] < 2 * ROPE and outlet_id not in self._convicted:
            return None
        self._convicted.add(outlet_id)
        self._clear(outlet_id)
        return outlet_id

    def _may_be(self, named: str, under_way: Collection[str]) -> bool:
        """Whether nobody else is as likely by now."""
        return all(self._seen[each] < SAME for each in under_way if each != named)

    def _goes_last(self, outlet_id: str) -> bool:
        return outlet_id in self._named or outlet_id in self._convicted

    def _clear(self, outlet_id: str) -> None:
        del self._blame[outlet_id], self._alone[outlet_id], self._seen[outlet_id]
        self._named.discard(outlet_id)
        if not self._blame:
            self._most = None

    def _is_suspected(self, outlet_id: str) -> bool:
        return outlet_id in self._blame or outlet_id in self._convicted
