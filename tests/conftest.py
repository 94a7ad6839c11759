"""What holds for all tests."""

from hypothesis import settings

# How long an example takes is this machine's business: nothing is asserted by the clock.
settings.register_profile("ktravel", deadline=None)
settings.load_profile("ktravel")
