"""What the tests over the wire share."""

import os

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")
