import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { removeFaketimeMemory } from '../../../conformance/drivers/faketime-memory.js'

/** Above all process ids that a Linux gives. */
const NOBODY = 2 ** 22 + 1

describe.skipIf(!existsSync('/dev/shm'))('removeFaketimeMemory', () => {
  it('removes what libfaketime keeps for a process, and nothing of another one', async () => {
    const [own, semaphore, other] = [
      `/dev/shm/faketime_shm_${NOBODY}`,
      `/dev/shm/sem.faketime_sem_${NOBODY}`,
      `/dev/shm/faketime_shm_${NOBODY}0`,
    ] as const
    for (const file of [own, semaphore, other]) await writeFile(file, '')

    await removeFaketimeMemory(NOBODY)
    expect([own, semaphore, other].map((file) => existsSync(file))).toEqual([false, false, true])
    await removeFaketimeMemory(NOBODY * 10)
    expect(existsSync(other)).toBe(false)
  })
})
