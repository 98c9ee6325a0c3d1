"""Following a recorder that cannot notify: a subscription that looks again, less often the longer nothing comes."""

from __future__ import annotations

import time
from collections.abc import Sequence

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

__all__ = ["PollingSubscription"]

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
