"""How the properties of the domain are searched: no deadline, for machines differ, and a blob that replays a failure."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "domain",
    deadline=None,
    print_blob=True,
    # a history is as long as it needs to be to leave, come back and review
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("domain")
