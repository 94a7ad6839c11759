"""Defects that the code under test caught and logged: nobody may log and forget in a simulation."""

import logging

_LOGGER = logging.getLogger("ktravel")


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self.found.append(record.exc_info[1])


_COLLECTOR = _Collector()


class Listening:
    """For `with`: what is logged goes nowhere but here, and only defects are kept."""

    def __enter__(self) -> None:
        self._before = _LOGGER.level, _LOGGER.propagate
        _LOGGER.addHandler(_COLLECTOR)
        _LOGGER.setLevel(logging.ERROR)
        _LOGGER.propagate = False

    def __exit__(self, *_: object) -> None:
        _LOGGER.removeHandler(_COLLECTOR)
        level, _LOGGER.propagate = self._before
        _LOGGER.setLevel(level)


def found_defects() -> list[BaseException]:
    """Those found since it was last asked."""
    found, _COLLECTOR.found = _COLLECTOR.found, []
    return found
