import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONTROLLER_KINDS, type ControllerKind, type SessionView } from '../../simulator/index.js'
import { sessionsRecordedIn } from '../../simulator/recorded-sessions.js'
import { RawClient, type RawSession } from '../conformance/rules/raw-client.js'

const turn = fc.record({
  what: fc.constantFrom(
    'login',
    'read',
    'denied',
    'refresh',
    'logout',
    'wait',
    'terminate',
    'elsewhere',
    'restart',
  ),
  which: fc.nat(3),
  waitMs: fc.integer({ min: 1000, max: 1_200_000 }),
})

/** What a journal can tell of a session. */
function told({ id, user, state, bornMs, lastUsedMs, refreshes, deadlines, ended }: SessionView) {
  // An FMC does not take a logout for a use of its session; the others do.
  const usedMs = ended?.cause === 'logout' ? undefined : lastUsedMs
  return { id, user, state, bornMs, usedMs, refreshes, ended, token: deadlines.token }
}

const byId = (views: readonly SessionView[]) =>
  views.map(told).sort((one, other) => (one.id < other.id ? -1 : 1))

async function live(kind: ControllerKind, turns: readonly { what: string; which: number; waitMs: number }[]) {
  const client = new RawClient(kind)
  const { controller } = client.simulator
  const sessions: RawSession[] = []
  const acts: Record<string, (session: RawSession | undefined, waitMs: number, which: number) => unknown> = {
    login: async () => sessions.push(await client.login()),
    read: (session) => session && client.read(session),
    denied: (session) => session && client.send(client.deniedRequest(session)),
    refresh: async (session) => {
      if (session === undefined || kind === 'apstra') return
      const renewed = client.sessionIn(await client.send(client.refreshRequest(session)))
      if (renewed !== undefined) sessions.push(renewed)
    },
    logout: (session) => session && client.logout(session),
    wait: (_session, waitMs) => client.wait(waitMs),
    terminate: (_session, _waitMs, which) => {
      const { id } = controller.sessions().at(which) ?? {}
      if (id !== undefined) controller.terminate(id)
    },
    elsewhere: () => controller.loginElsewhere('operator'),
    restart: () => controller.restart(),
  }
  for (const { what, which, waitMs } of turns) await acts[what]!(sessions.at(which), waitMs, which)
  return client.simulator
}

describe.each(CONTROLLER_KINDS)('sessions in the journal of %s', (kind) => {
  it('are those that the controller showed, whatever happened to them', async () => {
    const property = fc.asyncProperty(fc.array(turn, { maxLength: 30 }), async (turns) => {
      const { journal, controller } = await live(kind, [{ what: 'login', which: 0, waitMs: 0 }, ...turns])
      expect(byId(sessionsRecordedIn(journal.entries))).toEqual(byId(controller.sessions()))
    })
    await fc.assert(property, { numRuns: 60 })
  }, 60_000)

  it('are gone after a reset, and begin with their first use where the journal lost their birth', async () => {
    const simulator = await live(kind, [
      { what: 'login', which: 0, waitMs: 0 },
      { what: 'read', which: 0, waitMs: 0 },
    ])
    const { entries } = simulator.journal
    const lost = entries.filter((entry) => entry.kind === 'exchange' && entry.purpose === 'call')
    expect(sessionsRecordedIn(lost)).toMatchObject([
      { user: 'operator', state: 'live', bornMs: lost[0]!.atMs, lastUsedMs: lost[0]!.atMs, deadlines: {} },
    ])
    simulator.controller.reset()
    expect(sessionsRecordedIn(simulator.journal.entries)).toEqual([])
  })
})
