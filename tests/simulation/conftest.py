"""What every test here needs before it imports a context."""

import os

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")  # importing a context reads its settings
