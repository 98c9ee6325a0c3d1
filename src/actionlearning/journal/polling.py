"""Following a recorder that does not notify: it is read on by position, and asked less often the longer nothing comes."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Sequence

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from actionlearning.journal.recorder import Row

__all__ = ["Followed", "PollingSubscription"]

SHORTEST, LONGEST = 0.005, 0.25
BATCH = 500


class PollingSubscription(Subscription[ApplicationRecorder]):
    """Polls on the caller's thread. ``stop`` from another thread ends the iteration at the next look."""

    def __init__(self, recorder: ApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder, gt=gt, topics=topics)
        self._batch: list[Notification] = []

    def __next__(self) -> Notification:
        """The next event. Raises ``StopIteration`` once stopped."""
        wait = SHORTEST
        while not self._has_been_stopped:
            if self._batch:
                notification = self._batch.pop()
                self._last_notification_id = notification.id
                return notification
            found = self._recorder.select_notifications(
                start=self._last_notification_id or 0, limit=BATCH, topics=self._topics, inclusive_of_start=False
            )
            self._batch = list(reversed(found))
            if not found:
                time.sleep(wait)
                wait = min(2 * wait, LONGEST)
        raise StopIteration


class Followed(ApplicationRecorder):
    """What the stock recorders offer to those who follow them, from the rows of ours."""

    @abstractmethod
    def rows(self, after: int, until: int | None, topics: Sequence[str] | None, limit: int) -> Sequence[Row]:
        """A batch of the whole journal in order of position."""

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The stock way to read on: notifications from ``start``."""
        after = 0 if start is None else start - (1 if inclusive_of_start else 0)
        rows = self.rows(after, stop, list(topics) or None, limit)
        return [Notification(stream, version, topic, state, id=position) for position, stream, version, topic, state in rows]

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Follow the journal by polling: nothing is notified, and a lost connection is made anew at the next look."""
        return PollingSubscription(self, gt=gt, topics=topics)
