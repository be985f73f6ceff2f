import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check, failuresOf, installed } from './run-check.js'
import { MAIN } from './run-midrun.js'

const fileNamed = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const CAREFUL = ['python3', fileNamed('fixtures/drivers/careful.py')]
const NEVER_REFRESHES = ['python3', fileNamed('fixtures/drivers/never_refreshes.py')]
const driven = (...options: string[]) => ['--time', 'driven', ...options]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-driven-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A driver that is ready for everything and ends no call; when it is told of one, it does what `body` says. */
async function driverInNode(body: string): Promise<string[]> {
  const file = join(folder, 'driver.mjs')
  await writeFile(
    file,
    `import { createInterface } from 'node:readline'
    for await (const line of createInterface({ input: process.stdin })) {
      const { type, id } = JSON.parse(line)
      const say = (message) => console.log(JSON.stringify(message))
      if (type === 'hello') say({ type: 'ready', protocol: 1 })
      else if (type === 'request') { ${body} }
      else if (type !== 'response') say({ type: 'done', id })
      say({ type: 'idle' })
    }`,
  )
  return [process.execPath, file]
}

describe.skipIf(!existsSync(MAIN) || !installed('python3'))(
  'midrun check --time driven',
  { timeout: 90_000 },
  () => {
    it.each([
      [driven('--http'), CAREFUL, '--http does not go with --time driven'],
      [driven('--client', 'client.mjs'), CAREFUL, '--client does not go with a driver after --'],
      [driven('--client', 'nothing.mjs'), [], '--client: expected the client module to be a file'],
      [driven('--rate', '60'), CAREFUL, '--rate goes with --time scaled only'],
      [driven(), ['no-such-driver'], 'cannot start "no-such-driver"'],
      [['--client', 'client.mjs'], [], '--client goes with --time driven only'],
    ])('ends with 2 for %j %j', async (options, command, sentence) => {
      const { code, stderr } = await check(['--controller', 'fmc', ...options], command)
      expect(stderr).toContain(sentence)
      expect(code).toBe(2)
    })

    it('ends with 2 for a driver of other controllers', async () => {
      const { code, stderr } = await check(driven('--controller', 'fmc'), NEVER_REFRESHES)
      expect(stderr).toBe(
        'midrun: --controller: expected one that the client can talk to (apic), found fmc\n',
      )
      expect(code).toBe(2)
    })

    it('ends with 3 and one sentence for a driver that never is ready', async () => {
      const { code, stderr } = await check(driven('--controller', 'apic'), ['true'])
      expect(stderr).toMatch(
        /^midrun: the driver cannot be worked with: it ended with exit code 0 when it was told hello\n$/,
      )
      expect(code).toBe(3)
    })

    it('starts a driver that ended anew for the next scenario, and ends with 3', async () => {
      const options = driven('--controller', 'apic', '--scenario', 'steady', '--scenario', 'restart')
      const { code, stdout } = await check(options, await driverInNode('process.exit(9)'))
      const why =
        'Not judged. Nothing can be said of the client: the driver cannot be worked with: it ended with exit code 9 when it was told request.'
      expect(stdout.split(why)).toHaveLength(3)
      expect(code).toBe(3)
    })

    it('fails a driver whose call waits for nothing', async () => {
      const driver = await driverInNode(
        `say({ type: 'send', id, method: 'GET', target: '/api/aaaListDomains.json' })`,
      )
      const { code, stdout } = await check(driven('--controller', 'apic'), driver)
      expect(stdout).toContain('It hung: call 1 (read) waited for something')
      expect(code).toBe(1)
    })

    it('checks a driver in scenarios at real lifetimes', async () => {
      const options = driven('--controller', 'apstra', '--scenario', 'terminated', '--scenario', 'idle-gap')
      const { code, failed, scenarios } = await failuresOf(join(folder, 'days.json'), options, CAREFUL)
      expect(failed).toEqual([[], []])
      expect(scenarios.every(({ elapsedMs }) => elapsedMs >= 72 * 3_600_000)).toBe(true)
      expect(code).toBe(0)
    })

    it('says what is wrong with a driver that never refreshes, and leaves the same journal each time', async () => {
      const journals = [join(folder, 'first.jsonl'), join(folder, 'second.jsonl')]
      for (const journal of journals) {
        const options = driven('--controller', 'apic', '--journal', journal)
        const { code, failed } = await failuresOf(`${journal}.json`, options, NEVER_REFRESHES)
        expect(failed).toEqual([['session.no-expired-token', 'caller.refused-served']])
        expect(code).toBe(1)
      }
      const [first, second] = await Promise.all(journals.map((journal) => readFile(journal, 'utf8')))
      expect(first!.split('\n').length).toBeGreaterThan(500)
      expect(second).toBe(first)
    })

    it('checks a client module, and tells which file it is', async () => {
      const module = 'dist/conformance/broken/monotonic-clock-only.js'
      const sarif = join(folder, 'module.sarif')
      const options = driven('--controller', 'apic', '--scenario', 'idle-gap', '--report', `sarif=${sarif}`)
      const { code, failed } = await failuresOf(
        join(folder, 'module.json'),
        [...options, '--client', module],
        [],
      )
      expect(failed).toEqual([['session.no-expired-token', 'renewal.before-expiry', 'clock.suspend']])
      expect(await readFile(sarif, 'utf8')).toContain(module)
      expect(code).toBe(1)
    })

    it("checks Midrun's own client where neither is given", async () => {
      const { code, stdout } = await check(driven('--controller', 'fmc'), [])
      expect(stdout).toContain('The client conforms.')
      expect(code).toBe(0)
    })
  },
)
