"""
What all tests share: how Hypothesis looks for counterexamples.

``HYPOTHESIS_PROFILE=thorough`` looks longer; the ordinary profile takes no look at the clock, so that a busy
machine fails no test, and repeats itself, so that a failure is one of the change at hand. The mutation
profile is for a tool that runs the tests of one process again and again.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings


UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "ordinary", deadline=None, max_examples=50, derandomize=True, suppress_health_check=UNHURRIED
)
settings.register_profile("thorough", deadline=None, max_examples=1000, suppress_health_check=UNHURRIED)
settings.register_profile(
    "mutation",
    deadline=None,
    max_examples=30,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[*UNHURRIED, HealthCheck.differing_executors],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ordinary"))
