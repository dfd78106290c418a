"""Settings of the whole suite."""

from hypothesis import HealthCheck, settings

# a busy machine is not a failure
settings.register_profile(
    "hub", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("hub")
