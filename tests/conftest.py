"""What holds for all tests: Hypothesis draws the same examples in every run, without a limit on their time.

`HYPOTHESIS_PROFILE=explore make test` draws others each time.
"""

import os

from hypothesis import settings

settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
