"""Waking those who wait for new work, in this process and in the others on the same data directory.

Only the embedded adapters use it: in Azure, Cosmos DB and Service Bus do the waking. A wake-up is a hint, sent after
the commit it is about; a lost one costs the waiter its polling interval, never correctness.
"""

import asyncio
import contextlib
import hashlib
import itertools
import os
import socket
import stat
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

_LIST_SECONDS = 0.01
"""How old the list of the others' sockets may be: reading it at every commit would cost more than the wake-up."""
_DRAIN = 64
"""Datagrams read in one go; a flood of them must not hold up the loop."""
_ATTEMPTS = 10
_BINDING_SECONDS = 1.0
"""A socket younger than this may be refusing because its owner is just binding it."""
_OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO


class Wakeup:
    """Wake-ups by name ("bus/plan-inbox", "store/plan") among this user's processes that share `data_dir`.

    For each name it waits for, a process binds a datagram socket in a directory of its user; waking sends one byte to
    every socket of that name. A socket a name, because Linux queues as few as ten datagrams in one: with one for all,
    a burst for one name would crowd out another's wake-up. To be used from one event loop.
    """

    def __init__(self, data_dir: Path) -> None:
        self._directory = socket_directory(data_dir)
        self._waiters: dict[str, set[asyncio.Event]] = {}
        self._listeners: dict[str, _Listener] = {}
        self._sender = _open_socket()
        self._others: dict[str, list[str]] = {}
        self._listed_at = float("-inf")

    def wake(self, name: str) -> None:
        """Wake everyone who waits for `name`. Whatever the others do, it does not raise."""
        self._set(name)
        if time.monotonic() - self._listed_at > _LIST_SECONDS:
            self._list_others()
        if self._others:
            for path in self._others.get(_key(name), ()):
                self._send(path)

    def subscribe(self, name: str) -> asyncio.Event:
        """An event that is set at each wake-up of `name`; the waiter clears it.

        Look for work after subscribing and before waiting: what was there earlier is not told. Raises
        `PermissionError` when somebody else has taken the place of our directory.
        """
        if name not in self._listeners:
            if not self._listeners:
                self._remove_the_dead()
            self._listeners[name] = _Listener(self._bind(name), lambda: self._set(name))
            # The others may not have this socket on their list yet: what they did meanwhile is seen by looking again.
            asyncio.get_running_loop().call_later(2 * _LIST_SECONDS, self._set, name)
        event = asyncio.Event()
        self._waiters.setdefault(name, set()).add(event)
        return event

    def unsubscribe(self, name: str, event: asyncio.Event) -> None:
        """Stop setting `event`. The socket stays, for the next who waits."""
        self._waiters.get(name, set()).discard(event)

    def close(self) -> None:
        """Stop listening; nothing may be asked of it afterwards."""
        for listener in self._listeners.values():
            listener.close()
        self._listeners.clear()
        self._sender.close()
        with contextlib.suppress(OSError):  # others listen there still, or nobody ever did
            self._directory.rmdir()

    def _set(self, name: str) -> None:
        for event in self._waiters.get(name, ()):
            event.set()

    def _send(self, path: str) -> None:
        try:
            self._sender.sendto(b"\0", path)
        except ConnectionRefusedError:
            _remove_dead(path)
        except OSError:
            return  # its queue is full of wake-ups of this name, so it is awake; or it went away just now

    def _remove_the_dead(self) -> None:
        """Nobody may ever wake what they waited for, so whoever comes next tidies up after all of them."""
        self._list_others()
        for path in itertools.chain.from_iterable(self._others.values()):
            with _open_socket() as probe:
                try:
                    probe.connect(path)  # which sends nothing: the living are not woken
                except ConnectionRefusedError:
                    _remove_dead(path)
                except OSError:
                    continue  # no socket of ours, or it went away just now

    def _list_others(self) -> None:
        self._listed_at = time.monotonic()  # before looking: a newcomer counts on no list being older than it says
        own = {listener.path.name for listener in self._listeners.values()}
        others: dict[str, list[str]] = defaultdict(list)
        with contextlib.suppress(OSError):  # nobody listens, or somebody else's directory is in the way
            names = [name for name in os.listdir(self._directory) if name not in own]  # noqa: PTH208 - twice as fast
            _check_ours(self._directory)
            for name in names:
                others[name.partition(".")[0]].append(f"{self._directory}/{name}")
        self._others = others

    def _bind(self, name: str) -> tuple[socket.socket, Path]:
        # Never the same path twice, so that nobody who tidies up after the dead can hit the living.
        path = self._directory / f"{_key(name)}.{os.urandom(4).hex()}"
        bound = _open_socket()
        try:
            for attempt in itertools.count(1):
                try:
                    make_private(self._directory)
                    bound.bind(str(path))
                    break
                except FileNotFoundError:  # the last one to leave removes the directory, perhaps at this moment
                    if attempt == _ATTEMPTS:
                        raise
        except BaseException:
            bound.close()
            raise
        return bound, path


def socket_directory(data_dir: Path, purpose: str = "") -> Path:
    """Where this user's processes that share `data_dir` have their sockets, those of one `purpose` apart from others.

    The same at every start, so that what a killed process left behind is found. Not in the data directory: the path of
    a Unix socket may be 104 characters long at most.
    """
    digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"ktravel-{os.getuid()}-{digest}{purpose and f'-{purpose}'}"


def make_private(directory: Path) -> None:
    """Make `directory` unless it is there. Raises `PermissionError` when it is not ours alone.

    Its place can be guessed: somebody else may have taken it.
    """
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=0o700)
    _check_ours(directory)


class _Listener:
    """One bound socket, read on the event loop for as long as it is open."""

    def __init__(self, bound: tuple[socket.socket, Path], on_datagram: Callable[[], None]) -> None:
        self._socket, self.path = bound
        self._on_datagram = on_datagram
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket, self._read)

    def close(self) -> None:
        if not self._loop.is_closed():
            self._loop.remove_reader(self._socket)
        self._socket.close()
        self.path.unlink(missing_ok=True)

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for _ in range(_DRAIN):
                self._socket.recv(1)
        self._on_datagram()


def _key(name: str) -> str:
    """How the sockets of `name` are called: short, because paths are limited; a collision only wakes in vain."""
    return f"{zlib.crc32(name.encode()):08x}"


def _remove_dead(path: str) -> None:
    """Remove a socket that refuses: its process died without saying good-bye, and nobody else will tidy up after it."""
    with contextlib.suppress(OSError):
        if abs(time.time() - os.lstat(path).st_mtime) > _BINDING_SECONDS:
            Path(path).unlink()


def _open_socket() -> socket.socket:
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    opened.settimeout(0)
    return opened


def _check_ours(directory: Path) -> None:
    """Raise `PermissionError` unless it is ours alone. Links are not followed: one might lead to files that matter."""
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & _OTHERS_MAY:
        raise PermissionError(f"{directory} is not a directory of ours alone; remove it")
