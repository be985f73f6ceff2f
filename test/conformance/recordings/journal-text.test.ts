import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJournal } from '../../../conformance/recordings/journal-text.js'
import { RecordingError } from '../../../conformance/recordings/recording-error.js'
import { RawClient } from '../rules/raw-client.js'

async function journalOf(): Promise<RawClient> {
  const client = new RawClient('fmc')
  const session = await client.login()
  client.loseReply('call')
  await client.read(session)
  client.simulator.controller.restart()
  await client.read(session)
  client.simulator.journal.write({ kind: 'clock', event: 'advance', byMs: 10 })
  client.simulator.journal.write({ kind: 'call', call: 1, event: 'failed', operation: 'read', error: 'Lost' })
  return client
}

describe('readJournal', () => {
  it('reads the lines of a journal', async () => {
    const { journal } = (await journalOf()).simulator
    expect(readJournal(journal.toLines())).toEqual(journal.entries)
  })

  it('reads what the control API answers', async () => {
    const { entries } = (await journalOf()).simulator.journal
    expect(readJournal(JSON.stringify({ entries, dropped: 0, next: entries.length }))).toEqual(entries)
  })

  it('reads what a controller writes that asks nobody who he is', async () => {
    const client = new RawClient('apstra', { authenticationEnabled: false })
    await client.read()
    const { journal } = client.simulator
    expect(journal.entries).toMatchObject([{ auth: { outcome: 'accepted', how: 'none' } }])
    expect(readJournal(journal.toLines())).toEqual(journal.entries)
  })

  it('reads what a fault did to a reply, of a kind that it does not know as well', async () => {
    const { journal } = (await journalOf()).simulator
    const unknown = journal.toLines().replace('"became":"lost"', '"became":"sung"')
    expect(journal.toLines()).toContain('"reply":{"became":"lost","carriedOut":true}')
    expect(readJournal(unknown)).toHaveLength(journal.entries.length)
  })

  it('names the line that is damaged', async () => {
    const lines = (await journalOf()).simulator.journal.toLines().split('\n')
    const damaged = (line: string) => lines.with(2, line).join('\n')

    expect(() => readJournal(damaged('{"seq":2,'))).toThrow(
      /^line 3: expected a journal entry in JSON, found "{/,
    )
    expect(() => readJournal(damaged('{"seq":2}'))).toThrow(/^line 3: /)
    expect(() => readJournal(damaged(lines[2]!.replace('"atMs":', '"atMs":"x","was":')))).toThrow(
      /^line 3: atMs: /,
    )
    expect(() => readJournal(damaged(lines[0]!))).toThrow(
      'expected entries in the order of seq, found 0 after 1',
    )
  })

  it('throws nothing but its own error for any text, and shows no control character of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          readJournal(text)
        } catch (error) {
          expect(error).toBeInstanceOf(RecordingError)
          expect((error as Error).message).not.toMatch(/\p{Cc}/u)
        }
      }),
    )
  })
})
