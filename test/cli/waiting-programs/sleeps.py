"""Polls every ten minutes with time.sleep in between, and refreshes before each poll."""
import time
import apic

ends, token = time.monotonic() + apic.duration, apic.login()
while time.monotonic() < ends:
    token = apic.refresh(token)
    apic.poll(token)
    time.sleep(600)
