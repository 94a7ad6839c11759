"""The token saga on a deterministic scheduler: real handlers, a virtual clock, and every fault from a seed (design §5).

`python -m tests.simulation.saga --sagas 1000` runs many, `--seed 7` replays one with its history.
"""

import os

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")  # contexts read their settings when they are imported
