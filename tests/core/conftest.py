# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three sizes of the same properties: fast for each run, long for `make test-long` (HYPOTHESIS_PROFILE=long), and one
for `make mutants`, where an example that fails is not made smaller."""

import os

from hypothesis import HealthCheck, Phase, settings

_QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much]

settings.register_profile(
    "fast", max_examples=25, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=_QUIET
)
settings.register_profile(
    "long", max_examples=2000, stateful_step_count=60, deadline=None, suppress_health_check=_QUIET
)
settings.register_profile(
    "mutants",
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=_QUIET,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))
