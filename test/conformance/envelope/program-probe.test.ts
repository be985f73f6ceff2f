import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REAL_TIME } from '../../../conformance/drivers/time-mode.js'
import { programProbe } from '../../../conformance/envelope/program-probe.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-probe-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Probes what a shell does with the controller, over plain HTTP and in real time. */
function probe(script: string): Promise<string | undefined> {
  const settings = { controller: 'apic', options: {}, time: REAL_TIME, output: 'stderr' } as const
  const lifetimes = { tokenSeconds: 60, durationSeconds: 60 }
  return programProbe({ ...settings, ...lifetimes, command: ['sh', '-c', script] })(undefined, 0)
}

describe.skipIf(spawnSync('curl', ['--version']).error !== undefined)(
  'programProbe',
  { timeout: 120_000 },
  () => {
    it('ends a program at its first refusal for a session reason, and tells that', async () => {
      const later = join(folder, 'later')
      const found = await probe(
        `curl -s -o /dev/null $MIDRUN_URL/api/class/fvTenant.json; sleep 20; touch ${later}`,
      )
      expect(found).toMatch(/^GET \/api\/class\/fvTenant\.json was refused \([a-z-]+\)$/)
      expect(existsSync(later)).toBe(false)
    })

    it('tells how a program ended that did not end well', async () => {
      expect(await probe('curl -s -o /dev/null $MIDRUN_URL/api/aaaListDomains.json; exit 7')).toBe(
        'the program ended with 7',
      )
      expect(await probe('curl -s -o /dev/null $MIDRUN_URL/api/aaaListDomains.json')).toBeUndefined()
    })
  },
)
