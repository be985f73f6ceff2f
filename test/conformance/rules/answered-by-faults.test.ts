import { describe, expect, it } from 'vitest'
import { readRecording } from '../../../conformance/recordings/index.js'
import { RULES, rulesMatching } from '../../../conformance/rules/index.js'
import type { Recording } from '../../../conformance/rules/recording.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import {
  CONTROLLER_KINDS,
  type FaultEntry,
  type FaultSpec,
  type JournalEntry,
} from '../../../simulator/index.js'
import type { RawClient } from './raw-client.js'
import { on, recordingOfScenario, type Scenario } from './scenario.js'

function verdictOf(rule: string, recording: Recording) {
  return judgeRecording(recording, rulesMatching(RULES, rule))[0]!.verdict
}

/** Arms a fault in front of the controller that turns requests away. */
function turnAway(client: RawClient, times: number, retryAfterSeconds?: number): void {
  const status = client.simulator.kind === 'apic' ? 503 : 429
  client.simulator.faults.arm({ type: 'status', times, options: { status, retryAfterSeconds } })
}

/** A read that is turned away, and sent again after each of these pauses in ms. */
const reads =
  (pausesMs: readonly number[], retryAfterSeconds?: number): Scenario['run'] =>
  async (client) => {
    const request = client.readRequest(await client.login())
    turnAway(client, pausesMs.length + 1, retryAfterSeconds)
    await client.send(request)
    for (const pauseMs of pausesMs) {
      await client.wait(pauseMs)
      await client.send(request)
    }
  }

/** So many logins that are all turned away. */
const logins =
  (count: number): Scenario['run'] =>
  async (client) => {
    turnAway(client, count)
    for (let tries = 0; tries < count; tries++) await client.send(client.loginRequest())
  }

const JUDGED = [
  { rule: 'requests.back-off', breaks: reads([0, 0, 0]), keeps: reads([1000, 2000, 4000]) },
  { rule: 'requests.retry-after', breaks: reads([1900], 2), keeps: reads([2000], 2) },
  { rule: 'login.no-storm', breaks: logins(21), keeps: logins(20) },
]

describe.each(CONTROLLER_KINDS.flatMap((controller) => JUDGED.map((each) => ({ ...each, controller }))))(
  '$rule on $controller, when a fault answers',
  ({ rule, controller, breaks, keeps }) => {
    it('finds what breaks it, with the fault as evidence', async () => {
      const recording = await recordingOfScenario(on(controller, breaks))
      const [{ verdict, findings } = { findings: [] }] = judgeRecording(recording, rulesMatching(RULES, rule))
      expect(verdict).toBe('fail')
      const bySeq = new Map(recording.entries.map((entry) => [entry.seq, entry]))
      expect(findings[0]!.evidence.map((seq) => bySeq.get(seq))).toContainEqual(
        expect.objectContaining({ kind: 'fault', event: 'fired' }),
      )
    })

    it('finds nothing where it is kept', async () => {
      expect(verdictOf(rule, await recordingOfScenario(on(controller, keeps)))).toBe('pass')
    })

    it('says nothing by a journal of an earlier release, and reads it still', async () => {
      const { entries } = await recordingOfScenario(on(controller, breaks))
      const text = entries.map((entry) => `${JSON.stringify(earlier(entry))}\n`).join('')
      expect(verdictOf(rule, readRecording(controller, text))).toBe('not-exercised')
    })
  },
)

/** The entry without what tells what a fault did to the reply. */
function earlier(entry: JournalEntry): JournalEntry {
  if (entry.kind !== 'fault' || entry.request === undefined) return entry
  const { reply: _reply, request, ...rest } = entry
  return { ...rest, request: { method: request.method, target: request.target } }
}

describe('a Retry-After', () => {
  it('that was lost on its way binds nobody', async () => {
    const run: Scenario['run'] = async (client) => {
      const request = client.readRequest(await client.login())
      client.loseReply('call')
      await client.send(request)
      await client.send(request)
    }
    const options = { rate: { perMinute: 1 }, retryAfterSeconds: 10 }
    expect(verdictOf('requests.retry-after', await recordingOfScenario(on('fmc', run, { options })))).toBe(
      'pass',
    )
  })

  it('does not bind who asked for the same before it was heard', async () => {
    const run: Scenario['run'] = async (client) => {
      const request = client.readRequest(await client.login())
      turnAway(client, 2, 2)
      await client.together(request, request)
    }
    expect(verdictOf('requests.retry-after', await recordingOfScenario(on('apic', run)))).toBe('pass')
  })
})

describe('different writes to one path', () => {
  it('are no repetition of each other', async () => {
    const run: Scenario['run'] = async (client) => {
      const session = await client.login()
      turnAway(client, 4)
      for (let writes = 0; writes < 4; writes++) await client.send(client.writeRequest(session))
    }
    expect(verdictOf('requests.back-off', await recordingOfScenario(on('apic', run)))).toBe('pass')
  })
})

describe('a lost reply', () => {
  it.each([
    ['reply', 'fail'],
    ['request', 'not-exercised'],
  ])(
    'is one that came after the %s only where the controller had the request: %s',
    async (after, verdict) => {
      const recording = await recordingOfScenario(
        on('fmc', async (client) => {
          const request = client.writeRequest(await client.login())
          const fault: FaultSpec = { type: 'reset', purpose: 'call', options: { after } }
          client.simulator.faults.arm(fault)
          await client.together(request, request)
          await client.send(request)
        }),
      )
      const [fired] = recording.faults.filter(({ event }) => event === 'fired')
      expect((fired as FaultEntry).reply).toEqual({ became: 'lost', carriedOut: after === 'reply' })
      expect(verdictOf('requests.writes-once', recording)).toBe(verdict)
    },
  )
})
