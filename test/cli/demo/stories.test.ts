import { describe, expect, it } from 'vitest'
import { Narrator } from '../../../cli/demo/narrator.js'
import { STORIES } from '../../../cli/demo/stories/index.js'
import type { Story } from '../../../cli/demo/story.js'
import { tell } from '../../../cli/demo/telling.js'
import type { ExchangeEntry } from '../../../simulator/index.js'
import { InProcessStage, KeptTerminal } from './in-process-stage.js'

/** Tells a story on virtual time. */
async function told(story: Story, options: Record<string, unknown> = {}) {
  const stage = new InProcessStage(story.controller, options)
  const terminal = new KeptTerminal()
  let breaks = 0
  const between = async () => {
    breaks++
  }
  const otherwise = await stage.until(tell(story, stage, new Narrator(terminal, story), between))
  const exchanges = stage.simulator.journal.entries.filter(
    (entry): entry is ExchangeEntry => entry.kind === 'exchange',
  )
  return { otherwise, terminal, exchanges, breaks, restedMs: stage.restedMs }
}

/** What each controller says to a token that has run out, and to what the account may not do. */
const REFUSALS = {
  apic: [
    'HTTP/1.1 403 Forbidden',
    '"Token was invalid (Error: Token timeout)"',
    '"Permission denied: user operator',
  ],
  fmc: ['HTTP/1.1 401 401', '"Access token invalid."', '"The user is not authorized to access this domain."'],
  apstra: [
    'HTTP/1.1 401 Unauthorized',
    '{"errors": "Token has expired"}',
    '{"errors": "Must have right permissions"}',
  ],
}

describe.each(Object.values(STORIES))('the story of $controller', (story) => {
  it('goes as it is told', async () => {
    const { otherwise, terminal, breaks } = await told(story)
    expect(otherwise).toBeUndefined()
    expect(breaks).toBe(story.acts.length - 1)
    for (const text of REFUSALS[story.controller]) expect(terminal.text).toContain(text)
  })

  it('counts what the journal counts', async () => {
    const { terminal, exchanges } = await told(story)
    const rows = terminal.lines
      .filter((line) => /^ {2}act \d/.test(line))
      .map((line) => line.split(/ {2,}/).slice(3, 7))
    const sums = [0, 1, 2, 3].map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0))
    const good = exchanges.filter(({ response }) => response.status < 400)
    expect(sums).toEqual([
      good.filter(({ purpose }) => purpose === 'login').length,
      good.filter(({ purpose }) => purpose === 'refresh').length,
      exchanges.filter(({ auth }) => auth.outcome === 'refused').length,
      exchanges.filter(({ auth }) => auth.outcome === 'forbidden').length,
    ])
    expect(sums[0]).toBeGreaterThan(8)
  })

  it('gives the room a minute at most for reading', async () => {
    expect((await told(story)).restedMs).toBeLessThan(60_000)
  })

  it('shows nothing secret', async () => {
    const { terminal } = await told(story)
    expect(terminal.text).not.toMatch(/eyJ[\w-]{20}/)
  })
})

describe('a story that goes otherwise', () => {
  it.each([
    ['apic', { refreshTimeoutSeconds: 9600 }, 'expected things made: 10, found 17'],
    [
      'apic',
      { rbacDenyStyle: '400-170' },
      '"The script that catches the refusal" did not go as told: expected the ending stopped, found refused',
    ],
    ['fmc', { maxRefreshes: 5 }, '"The script that refreshes, and does not count" did not go as told'],
    [
      'apstra',
      { users: [{ username: 'admin', password: 'admin', roles: ['administrator'] }] },
      '(the login was answered 401)',
    ],
  ] as const)('of %s with %j is said to', async (controller, options, sentence) => {
    const { otherwise } = await told(STORIES[controller], options)
    expect(otherwise).toContain(sentence)
  })
})
