"""What waking promises: quick, from process to process, and nothing that anybody does there can break a sender."""

import asyncio
import os
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from shared.wakeup import _LIST_SECONDS, Wakeup, _key

NAME = "bus/plan-inbox"
SOCKET = f"{_key(NAME)}.x"
"""What a socket of somebody who waits for NAME could be called."""

type Join = Callable[[], Wakeup]


@pytest.fixture
async def join(tmp_path: Path) -> AsyncIterator[Join]:
    """Makes one more of those who share the data directory, each as in a process of its own."""
    made: list[Wakeup] = []

    def join() -> Wakeup:
        made.append(Wakeup(tmp_path))
        return made[-1]

    yield join
    for wakeup in made:
        wakeup.close()


async def settled(wakeup: Wakeup, name: str = NAME) -> asyncio.Event:
    """An event of one who has been listening for a while."""
    event = wakeup.subscribe(name)
    await asyncio.sleep(3 * _LIST_SECONDS)
    event.clear()
    return event


async def woken(event: asyncio.Event) -> None:
    async with asyncio.timeout(5):
        await event.wait()


async def not_woken(event: asyncio.Event) -> None:
    await asyncio.sleep(_LIST_SECONDS)
    assert not event.is_set()


def directory_of(wakeup: Wakeup) -> Path:
    return wakeup._directory


def sockets(wakeup: Wakeup) -> list[Path]:
    return list(directory_of(wakeup).iterdir())


def leave(path: Path, *, age: float = 60) -> None:
    """What a process that was killed leaves behind, `age` seconds after it began to listen."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as killed:
        killed.bind(str(path))
    os.utime(path, (time.time() - age,) * 2)


class TestWaking:
    async def test_who_waits_in_the_same_process_is_woken_at_once(self, join: Join) -> None:
        """All of them, without the loop having to turn."""
        wakeup = join()
        first, second = await settled(wakeup), await settled(wakeup)
        wakeup.wake(NAME)
        assert first.is_set()
        assert second.is_set()

    async def test_who_waits_in_another_process_is_woken(self, join: Join) -> None:
        """All of them, again and again, by one who does not listen."""
        events = [await settled(join()), await settled(join())]
        sender = join()
        for _ in range(3):
            sender.wake(NAME)
            for event in events:
                await woken(event)
                event.clear()

    async def test_ones_own_wake_up_comes_once(self, join: Join) -> None:
        """Not a second time by way of the socket, after the waiter has looked."""
        wakeup = join()
        event = await settled(wakeup)
        wakeup.wake(NAME)
        event.clear()
        await not_woken(event)

    async def test_other_names_sleep_on(self, join: Join) -> None:
        """A wake-up is for those who wait for its name, here and elsewhere."""
        wakeup = join()
        here, there = await settled(wakeup, "store/plan"), await settled(join(), "store/plan")
        wakeup.wake(NAME)
        await not_woken(here)
        assert not there.is_set()

    async def test_other_data_directories_sleep_on(self, join: Join, tmp_path: Path) -> None:
        """Two checkouts on one machine do not meet; the same directory by another path is the same."""
        event = await settled(join())
        (tmp_path / "link").symlink_to(tmp_path)
        stranger, same = Wakeup(tmp_path / "other"), Wakeup(tmp_path / "link")
        stranger.wake(NAME)
        await not_woken(event)
        same.wake(NAME)
        await woken(event)
        stranger.close()
        same.close()

    async def test_who_has_unsubscribed_sleeps_on(self, join: Join) -> None:
        """And the others do not."""
        wakeup = join()
        gone, here = await settled(wakeup), await settled(wakeup)
        wakeup.unsubscribe(NAME, gone)
        wakeup.wake(NAME)
        join().wake(NAME)
        assert here.is_set()
        await not_woken(gone)

    async def test_a_wake_up_just_before_one_listens_is_made_good(self, join: Join) -> None:
        """A sender may not know a newcomer yet; the newcomer is told to look again when every sender must."""
        sender = join()
        sender.wake(NAME)
        await woken(join().subscribe(NAME))
        event = await settled(join())
        sender.wake(NAME)
        await woken(event)

    async def test_a_burst_for_one_name_does_not_crowd_out_another(self, join: Join) -> None:
        """However many wake-ups nobody has read yet: each name has its own queue."""
        wakeup, sender = join(), join()
        busy, quiet = await settled(wakeup), await settled(wakeup, "store/plan")
        for _ in range(2_000):
            sender.wake(NAME)
        sender.wake("store/plan")
        await woken(busy)
        await woken(quiet)

    async def test_wake_ups_are_drained(self, join: Join) -> None:
        """After a burst the waiter is left in peace."""
        event, sender = await settled(join()), join()
        for _ in range(500):
            sender.wake(NAME)
        await asyncio.sleep(_LIST_SECONDS)
        event.clear()
        await not_woken(event)


class TestTidiness:
    async def test_nobody_leaves_anything_behind(self, join: Join) -> None:
        """The last to leave takes the directory along."""
        first, second = join(), join()
        first.subscribe(NAME)
        first.subscribe("store/plan")
        second.subscribe(NAME)
        assert len(sockets(first)) == 3
        first.close()
        assert len(sockets(first)) == 1
        second.close()
        assert not directory_of(first).exists()

    async def test_one_socket_serves_all_who_wait_for_a_name(self, join: Join) -> None:
        """Waiting again and again makes no new ones: each would make all others read the list anew."""
        wakeup = join()
        for _ in range(3):
            wakeup.unsubscribe(NAME, wakeup.subscribe(NAME))
            wakeup.subscribe(NAME)
        assert len(sockets(wakeup)) == 1

    async def test_who_wakes_the_dead_removes_them(self, join: Join) -> None:
        """A process that was killed leaves its socket; whoever wakes it tidies up, and the living are woken."""
        alive = join()
        event = await settled(alive)
        (living,) = sockets(alive)
        leave(directory_of(alive) / SOCKET)
        join().wake(NAME)
        await woken(event)
        assert sockets(alive) == [living]

    async def test_who_begins_to_listen_removes_the_dead_and_wakes_nobody(self, join: Join) -> None:
        """Of any name, for nobody may ever wake those; what is no socket is none of ours."""
        alive = join()
        event = await settled(alive)
        (living,) = sockets(alive)
        dead, odd = directory_of(alive) / SOCKET, directory_of(alive) / "odd"
        leave(dead)
        odd.touch()
        newcomer = join()
        newcomer.subscribe("store/plan")
        await not_woken(event)
        assert not dead.exists()
        assert {living, odd} < set(sockets(alive))
        assert len(sockets(alive)) == 3
        odd.unlink()

    async def test_a_socket_that_may_be_in_the_middle_of_binding_is_left(self, join: Join) -> None:
        """Between the file's appearance and its first datagram it refuses as the dead do."""
        alive = join()
        await settled(alive)
        young = directory_of(alive) / SOCKET
        leave(young, age=0)
        join().wake(NAME)
        join().subscribe("store/plan")
        assert young.exists()
        young.unlink()

    async def test_what_a_killed_process_left_goes_with_the_next(self, join: Join) -> None:
        """Sockets and directory: once nobody uses it, nothing is there."""
        first = join()
        first.subscribe(NAME)
        leave(directory_of(first) / SOCKET)
        leave(directory_of(first) / "another.x")
        first.close()
        second = join()
        second.subscribe(NAME)
        second.close()
        assert not directory_of(second).exists()

    async def test_listening_begins_again_after_the_directory_was_removed(self, join: Join) -> None:
        """Those who come after the last one left begin anew."""
        first = join()
        first.subscribe(NAME)
        first.close()
        event = await settled(join())
        join().wake(NAME)
        await woken(event)

    async def test_paths_leave_room_for_long_temporary_directories(self, join: Join) -> None:
        """A socket's path has 104 characters at most, and macOS's temporary directories have 49."""
        wakeup = join()
        wakeup.subscribe("store/" + "x" * 100)
        (path,) = sockets(wakeup)
        assert len(str(path)) - len(tempfile.gettempdir()) <= 104 - 49 - 1

    async def test_closing_twice_and_after_the_fact_is_fine(self, join: Join) -> None:
        """Closing does not depend on what others removed meanwhile."""
        wakeup = join()
        wakeup.subscribe(NAME)
        for path in sockets(wakeup):
            path.unlink()
        directory_of(wakeup).rmdir()
        wakeup.close()
        wakeup.close()


class TestWakeNeverRaises:
    @pytest.mark.parametrize("kind", ["file", "directory", "stream", "link"])
    async def test_whatever_lies_in_the_directory(self, join: Join, kind: str) -> None:
        """Things that are no sockets of ours, under the very name, are passed over, and the others are woken."""
        wakeup = join()
        event = await settled(wakeup)
        odd = directory_of(wakeup) / SOCKET
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream:
            match kind:
                case "file":
                    odd.touch()
                case "directory":
                    odd.mkdir()
                case "stream":
                    stream.bind(str(odd))
                    stream.listen()
                case "link":
                    odd.symlink_to("nowhere")
            sender = join()
            sender.wake(NAME)
            sender.wake(NAME)
            await woken(event)
        if odd.is_dir():
            odd.rmdir()
        else:
            odd.unlink(missing_ok=True)

    async def test_whatever_is_sent_to_a_listener(self, join: Join) -> None:
        """Garbage wakes, that is all."""
        wakeup = join()
        event = await settled(wakeup)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as peer:
            for garbage in (b"", b"\xff" * 5_000):
                peer.sendto(garbage, str(sockets(wakeup)[0]))
                await woken(event)
                event.clear()

    async def test_nobody_listens_or_ever_did(self, join: Join) -> None:
        """No directory, an empty one, one that vanishes, and after closing."""
        sender = join()
        sender.wake(NAME)
        listener = join()
        await settled(listener)
        sender.wake(NAME)
        listener.close()
        sender.wake(NAME)
        await asyncio.sleep(2 * _LIST_SECONDS)
        sender.wake(NAME)
        sender.close()
        sender.wake(NAME)


class TestForeignDirectories:
    """The place of our directory can be guessed: what somebody else has put there is neither used nor touched."""

    async def test_a_link_is_refused(self, join: Join, tmp_path: Path) -> None:
        """It might lead to files of ours, which waking must not remove as if they were dead sockets."""
        precious = tmp_path / "precious" / SOCKET
        precious.parent.mkdir(mode=0o700)
        precious.write_text("precious")
        wakeup = join()
        directory_of(wakeup).symlink_to(precious.parent)
        try:
            with pytest.raises(PermissionError, match="remove it"):
                wakeup.subscribe(NAME)
            wakeup.wake(NAME)
            assert list(precious.parent.iterdir()) == [precious]
        finally:
            directory_of(wakeup).unlink()

    async def test_a_directory_that_others_can_write_in_is_refused(self, join: Join) -> None:
        """Others could listen there, or put anything there."""
        wakeup = join()
        directory_of(wakeup).mkdir()
        directory_of(wakeup).chmod(0o777)
        with pytest.raises(PermissionError, match="remove it"):
            wakeup.subscribe(NAME)
        assert sockets(wakeup) == []

    async def test_another_users_directory_is_refused(self, join: Join, monkeypatch: pytest.MonkeyPatch) -> None:
        """And a sender does not tell a stranger what is going on."""
        stranger = os.getuid()
        monkeypatch.setattr(os, "getuid", lambda: stranger + 1)
        wakeup = join()
        directory_of(wakeup).mkdir(mode=0o700)
        with pytest.raises(PermissionError, match="remove it"):
            wakeup.subscribe(NAME)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
            path = directory_of(wakeup) / SOCKET
            listener.bind(str(path))
            listener.settimeout(0)
            wakeup.wake(NAME)
            path.unlink()
            with pytest.raises(BlockingIOError):
                listener.recv(1)
