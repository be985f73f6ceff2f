"""One thread refreshes, another polls, and the main one waits for both: by events, queues and joins with time-outs."""
import queue, threading, time
import apic

ends, token, over, polls = time.monotonic() + apic.duration, apic.login(), threading.Event(), queue.Queue()


def keep():
    global token
    while not over.wait(240):
        token = apic.refresh(token)


def poll():
    while True:
        try:
            polls.get(timeout=100)
        except queue.Empty:
            apic.poll(token)
        else:
            return


workers = [threading.Thread(target=keep), threading.Thread(target=poll)]
for worker in workers:
    worker.start()
while time.monotonic() < ends:
    workers[0].join(timeout=50)
over.set()
polls.put("over")
for worker in workers:
    worker.join()
