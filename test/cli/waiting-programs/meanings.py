"""Holds each way to wait to what it means: it ends when its time is over and not before, or when what it waits for comes."""
import asyncio, os, queue, select, selectors, signal, subprocess, sys, threading, time
import apic

HOUR = 3600
token = apic.login()


def takes(seconds, run):
    since = time.monotonic(), time.time()
    result = run()
    for lasted in (time.monotonic() - since[0], time.time() - since[1]):
        # A second for the work itself, and for a machine that is busy.
        assert seconds - 0.001 <= lasted < seconds + 5, f"expected {seconds} s, found {lasted}"
    return result


def raises(kind, run):
    try:
        run()
    except kind:
        return
    raise AssertionError(f"expected {kind}")


def later(seconds, run):
    thread = threading.Timer(seconds, run)
    thread.start()
    return thread


takes(HOUR, lambda: time.sleep(HOUR))
takes(0, lambda: time.sleep(0))
raises(ValueError, lambda: time.sleep(-1))
raises(TypeError, lambda: time.sleep("1"))

event = threading.Event()
assert not takes(HOUR, lambda: event.wait(HOUR))
later(60, event.set)
assert takes(60, lambda: event.wait(HOUR))
raises(RuntimeError, lambda: threading.Condition().wait(1))
condition, seen = threading.Condition(), []
with condition:
    later(10, lambda: seen.append(1))
    assert not takes(30, lambda: condition.wait_for(lambda: len(seen) > 1, timeout=30))

items = queue.Queue()
raises(queue.Empty, lambda: takes(HOUR, lambda: items.get(timeout=HOUR)))
later(5, lambda: items.put("item"))
assert takes(5, lambda: items.get(timeout=HOUR)) == "item"
assert not takes(20, lambda: threading.Semaphore(0).acquire(timeout=20))

sleeper = later(100, lambda: None)
takes(40, lambda: sleeper.join(timeout=40))
assert sleeper.is_alive()
# It was started a little before the 40 s were.
takes(59, lambda: sleeper.join(timeout=HOUR))
assert not sleeper.is_alive()
raises(RuntimeError, lambda: threading.current_thread().join(1))

reader, writer = os.pipe()
assert takes(HOUR, lambda: select.select([reader], [], [], HOUR)) == ([], [], [])
later(5, lambda: os.write(writer, b"x"))
assert takes(5, lambda: select.select([reader], [], [], HOUR)) == ([reader], [], [])
for kind in (selectors.DefaultSelector, selectors.PollSelector, selectors.SelectSelector):
    with kind() as selector:
        selector.register(reader, selectors.EVENT_READ)
        assert len(takes(0, lambda: selector.select(HOUR))) == 1
        os.read(reader, 1)
        assert takes(HOUR, lambda: selector.select(HOUR)) == []
        later(5, lambda: os.write(writer, b"x"))
        assert len(takes(5, lambda: selector.select(HOUR))) == 1


async def main():
    late = asyncio.get_running_loop().call_later(7, seen.append, 2)
    await asyncio.gather(asyncio.sleep(10), asyncio.sleep(20))
    assert seen[-1] == 2 and not late.cancelled()


takes(20, lambda: asyncio.run(main()))

takes(90, lambda: subprocess.run(["sleep", "1m", "30"], check=True))
raises(subprocess.TimeoutExpired, lambda: subprocess.run(["sleep", "1h"], timeout=2, capture_output=True))
child = os.fork()
if child == 0:
    takes(HOUR, lambda: time.sleep(HOUR))
    assert not takes(30, lambda: threading.Event().wait(30))
    os._exit(0)
assert takes(HOUR + 30, lambda: os.waitpid(child, 0))[1] == 0


def interrupt(*_):
    raise InterruptedError


signal.signal(signal.SIGUSR1, interrupt)
later(50, lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1))
raises(InterruptedError, lambda: takes(50, lambda: time.sleep(HOUR)))
takes(10, lambda: time.sleep(10))

apic.poll(apic.login())
sys.exit(0)
