import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { AdaptiveTime } from '../../../conformance/drivers/adaptive/adaptive-time.js'
import { Traffic } from '../../../conformance/drivers/traffic.js'
import { LiveClock } from '../../../simulator/index.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

it.skipIf(process.platform !== 'linux').each([1, 85, 120])(
  'keeps its socket where programs can connect to it, for a TMPDIR that is %i characters longer',
  async (length) => {
    const folder = await mkdtemp(join(tmpdir(), 'midrun-tmpdir-'))
    const long = join(folder, 'x'.repeat(length))
    await mkdir(long)
    vi.stubEnv('TMPDIR', long)
    const time = await AdaptiveTime.open(new LiveClock(), new Traffic(), 'libfaketime.so')
    const socket = time.environment.MIDRUN_TIME_SOCKET!
    expect(existsSync(socket)).toBe(true)
    expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(107)
    await time.close()
    expect(existsSync(dirname(socket))).toBe(false)
    await rm(folder, { recursive: true })
  },
)
