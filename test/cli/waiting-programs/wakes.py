"""Looks at the age of its token before each poll: refreshes it at half of its life, and logs in anew after the end."""
import os, time
import apic

lifetime = float(os.environ["MIDRUN_TOKEN_SECONDS"])
ends, token, granted_at = time.monotonic() + apic.duration, apic.login(), time.monotonic()
while time.monotonic() < ends:
    age = time.monotonic() - granted_at
    if age > lifetime / 2:
        token, granted_at = (apic.refresh(token) if age < lifetime * 0.9 else apic.login()), time.monotonic()
    apic.poll(token)
    time.sleep(lifetime / 10)
