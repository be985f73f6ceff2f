import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Driver, startDriver } from '../../../conformance/drivers/stdio-driver.js'
import { planSchema } from '../../../conformance/plans/plan.js'
import { runPlan } from '../../../conformance/plans/run-plan.js'
import { proveChunk } from '../../../conformance/prove/prove-plans.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-driver-'))
})
afterAll(() => rm(folder, { recursive: true }))

let driver: Driver | undefined
afterEach(async () => {
  await driver?.close()
  driver = undefined
})

/**
 * Starts a driver that answers as `answer` says: the body of a function of one message, which may `say` messages and
 * keep what it likes in `state`. Where it says nothing, the usual is said.
 */
async function start(answer: string, turnMs = 20_000): Promise<Driver> {
  const file = join(folder, 'driver.mjs')
  await writeFile(
    file,
    `import { createInterface } from 'node:readline'
    const state = {}
    const say = (...messages) => { for (const each of messages) process.stdout.write(JSON.stringify(each) + '\\n') }
    const answer = (told) => { ${answer} }
    for await (const line of createInterface({ input: process.stdin })) {
      const told = JSON.parse(line)
      if (answer(told) === 'said') continue
      if (told.type === 'hello') say({ type: 'ready', protocol: 1 })
      else if (told.type === 'request') say({ type: 'done', id: told.id, status: 200 })
      else if (told.type === 'create' || told.type === 'close') say({ type: 'done', id: told.id })
      say({ type: 'idle' })
    }`,
  )
  driver = await startDriver(`${process.execPath} ${file}`, { startMs: 20_000, turnMs })
  return driver
}

const READ = planSchema.parse({
  controller: 'apic',
  class: 'benign',
  steps: [{ do: 'request', operation: 'read' }],
})
/** Runs one read on a driver. */
const read = async (answer: string) => runPlan(READ, { createClient: (await start(answer)).createClient })
const onRequest = (messages: string) =>
  `if (told.type === 'request') { say(${messages}, { type: 'idle' }); return 'said' }`

describe('what a driver says', () => {
  it.each([
    [
      'no JSON',
      `process.stdout.write('hello world\\n')`,
      /line 3 of its output: expected a JSON object, found "hello world"/,
    ],
    [
      'an unknown message',
      `say({ type: 'sent', id: 1 })`,
      /line 3 of its output: message "sent": type: Invalid/,
    ],
    [
      'a field amiss',
      `say({ type: 'sleep', id: 1, ms: 'long' })`,
      /line 3 of its output: message "sleep": ms: Invalid/,
    ],
    ['a member too many', `say({ type: 'cancel', id: 1, why: 0 })`, /message "cancel".*why/],
    [
      'a header that breaks the line',
      `say({ type: 'send', id: 1, method: 'GET', target: '/', headers: { a: 'b\\r\\nc' } })`,
      /headers\.a/,
    ],
  ])('is refused when it is %s, by the number of the line', async (_what, saying, message) => {
    await expect(read(`if (told.type === 'create') { ${saying} }`)).rejects.toThrow(message)
  })

  it.each([
    [
      'an answer to no call',
      onRequest(`{ type: 'done', id: 99, status: 200 }`),
      'said done of 99, which is no open call',
    ],
    [
      'a number used twice',
      onRequest(`{ type: 'sleep', id: 1, ms: 5 }, { type: 'sleep', id: 1, ms: 5 }`),
      'used 1 again',
    ],
    ['ready once more', onRequest(`{ type: 'ready', protocol: 1 }`), 'as the answer to hello only'],
    ['a request without a status', onRequest(`{ type: 'done', id: told.id }`), 'with a status'],
    [
      'a client that is not made at once',
      `if (told.type === 'create') { say({ type: 'idle' }); return 'said' }`,
      'done or failed of create before idle',
    ],
    [
      'a client that cannot be made',
      `if (told.type === 'create') { say({ type: 'failed', id: told.id, error: 'KeyError' }, { type: 'idle' }); return 'said' }`,
      'could not make a client: KeyError',
    ],
    [
      'something after idle',
      `if (told.type === 'create') { say({ type: 'done', id: 1 }, { type: 'idle' }, { type: 'idle' }); return 'said' }`,
      'expected nothing between idle and the next message',
    ],
  ])('is refused when it is %s', async (_what, answer, message) => {
    await expect(read(answer)).rejects.toThrow(message)
  })

  it('is read in whatever portions it comes', async () => {
    const run = await read(`if (told.type === 'request') {
      process.stdout.write('{"type":"done","id":' + told.id)
      setTimeout(() => process.stdout.write(',"status":200}\\n{"type":"id'), 20)
      setTimeout(() => process.stdout.write('le"}\\n'), 40)
      return 'said'
    }`)

    expect(run.calls[0]).toMatchObject({ status: 200, madeMs: 0, endedMs: 0 })
  })
})

describe('a driver', () => {
  it('that does not answer hello with ready cannot be used', async () => {
    await expect(
      start(`if (told.type === 'hello') { say({ type: 'idle' }); return 'said' }`),
    ).rejects.toThrow('expected the driver to answer hello with ready and idle, found nothing before idle')
  })

  it('that speaks another version of the protocol cannot be used', async () => {
    await expect(start(`if (told.type === 'hello') say({ type: 'ready', protocol: 2 })`)).rejects.toThrow(
      'message "ready": protocol',
    )
  })

  it('that is not there cannot be used', async () => {
    await expect(startDriver('/nowhere/driver 2>/dev/null')).rejects.toThrow('it ended with exit code 127')
  })

  it('that ends is an error with its exit code, and no verdict', async () => {
    await expect(read(`if (told.type === 'request') process.exit(7)`)).rejects.toThrow(
      'it ended with exit code 7 when it was told request',
    )
  })

  it('that hangs is an error, and no verdict', async () => {
    const { createClient } = await start(`if (told.type === 'request') return 'said'`, 3000)

    await expect(runPlan(READ, { createClient })).rejects.toThrow(
      'it was not idle within 3 real seconds of the message request',
    )
  })

  it('that ends while its client waits is an error at once', async () => {
    await expect(
      read(`if (told.type === 'request') {
        say({ type: 'sleep', id: 1, ms: 10 }, { type: 'idle' })
        return 'said'
      }
      if (told.type === 'woke') {
        say({ type: 'idle' })
        setTimeout(() => process.exit(8), 50)
        return 'said'
      }`),
    ).rejects.toThrow('it ended with exit code 8')
  })

  it('that breaks off a search ends it with the error, without any shrinking', async () => {
    const { createClient } = await start(`if (told.type === 'request') process.exit(7)`)
    let made = 0
    const chunk = { controller: 'apic', class: 'benign', seed: 1, plans: 50, steps: 10 } as const
    const counted: typeof createClient = (environment) => {
      made++
      return createClient(environment)
    }

    await expect(proveChunk(chunk, counted)).rejects.toThrow('it ended with exit code 7')
    expect(made).toBeLessThan(10)
  })

  it('that broke is started anew for the next client', async () => {
    const { createClient } = await start(
      `if (told.type === 'request' && told.path.includes('common')) process.exit(7)`,
    )
    await expect(runPlan(READ, { createClient })).rejects.toThrow('exit code 7')
    const write = planSchema.parse({ ...READ, steps: [{ do: 'request', operation: 'write' }] })

    expect((await runPlan(write, { createClient })).calls[0]).toMatchObject({ status: 200 })
  })

  it('names the controllers that its clients can talk to', async () => {
    const { controllers } = await start(
      `if (told.type === 'hello') { say({ type: 'ready', protocol: 1, controllers: ['fmc'] }, { type: 'idle' }); return 'said' }`,
    )

    expect(controllers).toEqual(['fmc'])
  })

  it('whose call waits for nothing has a client that hangs: a verdict', async () => {
    const run = await read(`if (told.type === 'request') { say({ type: 'idle' }); return 'said' }`)

    expect(run.hung).toBe('a call of step 1 waits for something that is neither a request nor a timer')
  })
})

describe('time', () => {
  it('passes for a sleep, and the clocks go with each message', async () => {
    const run = await read(`
      if (told.type === 'request') {
        state.call = told
        say({ type: 'sleep', id: 7, ms: 1500.5 }, { type: 'idle' })
        return 'said'
      }
      if (told.type === 'woke') {
        const passed = [told.monotonicMs - state.call.monotonicMs, told.wallMs - state.call.wallMs]
        const right = told.id === 7 && passed.every((ms) => ms === 1501)
        say({ type: 'done', id: state.call.id, status: right ? 204 : 500 })
      }`)

    expect(run.calls[0]).toMatchObject({ status: 204, endedMs: 1501 })
  })

  it('runs out for an exchange, by its own limit or the usual one', async () => {
    const exchange = (limit: string) => `
      if (told.type === 'request') {
        state.call = told.id
        say({ type: 'send', id: 1, method: 'GET', target: '/api/aaaRefresh.json'${limit} }, { type: 'idle' })
        return 'said'
      }
      if (told.type === 'error') say({ type: 'failed', id: state.call, error: told.kind })`
    const lossy = planSchema.parse({
      ...READ,
      steps: [{ do: 'fault', fault: { type: 'drop-reply' } }, ...READ.steps],
    })
    const own = await runPlan(lossy, {
      createClient: (await start(exchange(', timeoutMs: 2000'))).createClient,
    })
    await driver?.close()
    const usual = await runPlan(lossy, { createClient: (await start(exchange(''))).createClient })

    expect(own.calls[0]).toMatchObject({ error: 'timeout', endedMs: 2000 })
    expect(usual.calls[0]).toMatchObject({ error: 'timeout', endedMs: 30_000 })
  })

  it('brings nothing more of what was cancelled', async () => {
    const run = await read(`
      if (told.type === 'request') {
        state.call = told.id
        say({ type: 'sleep', id: 1, ms: 10 }, { type: 'sleep', id: 2, ms: 20 })
        say({ type: 'send', id: 3, method: 'GET', target: '/' }, { type: 'cancel', id: 1 }, { type: 'cancel', id: 3 })
        say({ type: 'idle' })
        return 'said'
      }
      if (told.type === 'woke') say({ type: 'done', id: state.call, status: told.id === 2 ? 204 : 500 })
      if (told.type === 'response' || told.type === 'error') process.exit(1)`)

    expect(run.calls[0]).toMatchObject({ status: 204, endedMs: 20 })
  })

  it('does not stand still for a driver that loops', async () => {
    const run = await read(`
      if (told.type === 'request') state.call = told.id
      if (told.type === 'woke' && told.monotonicMs >= 30) say({ type: 'done', id: state.call, status: 200 })
      else if (told.type === 'request' || told.type === 'woke') say({ type: 'sleep', id: 1, ms: 0 })
      if (told.type === 'request') { say({ type: 'idle' }); return 'said' }`)

    expect(run.calls[0]?.endedMs).toBe(30)
  })
})
