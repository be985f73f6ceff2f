"""Polls and refreshes in tasks of asyncio."""
import asyncio
import apic


async def main():
    in_thread, token = asyncio.to_thread, apic.login()

    async def keep():
        nonlocal token
        while True:
            await asyncio.sleep(240)
            token = await in_thread(apic.refresh, token)

    async def poll():
        while True:
            await in_thread(apic.poll, token)
            await asyncio.sleep(100)

    try:
        await asyncio.wait_for(asyncio.gather(keep(), poll()), apic.duration)
    except asyncio.TimeoutError:
        pass


asyncio.run(main())
