import { describe, expect, it } from 'vitest'
import { readRecording } from '../../../conformance/recordings/index.js'
import { entriesOfController, readJournalText } from '../../../conformance/recordings/journal-text.js'
import { RecordingError } from '../../../conformance/recordings/recording-error.js'
import { entryLine, headerLine } from '../../../simulator/index.js'
import { RawClient } from '../rules/raw-client.js'

const HEADER = headerLine({
  version: '1.2.3',
  startedAt: '2026-01-02T03:04:05.000Z',
  controllers: ['apic', 'fmc'],
})

/** What two controllers recorded, as one file has it, in turn. */
async function twoControllers() {
  const [apic, fmc] = [new RawClient('apic'), new RawClient('fmc')]
  for (const client of [apic, fmc]) await client.read(await client.login())
  const [first, second] = [apic, fmc].map(({ simulator }) => simulator.journal.entries)
  const lines = first!.flatMap((entry, index) => [
    entryLine('apic', entry),
    ...(second![index] === undefined ? [] : [entryLine('fmc', second![index])]),
  ])
  return { apic: first!, fmc: second!, text: HEADER + lines.join('') }
}

describe('a journal file', () => {
  it('is read for one of its controllers at a time', async () => {
    const { apic, fmc, text } = await twoControllers()
    expect(readRecording('apic', text).entries).toEqual(apic)
    expect(readRecording('fmc', text).entries).toEqual(fmc)
    expect(readRecording('fmc', text).circumstances.cutLine).toBeUndefined()
  })

  it('is refused for a controller that it is not of', async () => {
    const { text } = await twoControllers()
    const expected =
      'expected the journal of a controller of kind apstra, found one of apic, fmc: say which of those is meant'
    expect(() => readRecording('apstra', text)).toThrow(new RecordingError(expected))
  })

  it('has every whole entry, wherever its writer was stopped, and tells of the one that was cut', async () => {
    const { text } = await twoControllers()
    for (let length = HEADER.length; length <= text.length; length += 7) {
      const begun = text.slice(0, length)
      const read = readJournalText(begun)
      const whole = begun.split('\n').length - 2
      // A line of which only the line feed is missing is whole, too.
      const last = text[length] === '\n' ? 1 : 0
      expect(read.lines).toHaveLength(whole + last)
      const isCut = last === 0 && !begun.endsWith('\n')
      expect(read.cutLine).toBe(isCut ? whole + 2 : undefined)
    }
  })

  it('is refused with the line where a line within it is damaged, or the last one although it was whole', async () => {
    const lines = (await twoControllers()).text.split('\n')
    const damaged = (at: number) => lines.with(at, lines[at]!.slice(0, 50)).join('\n')
    expect(() => readRecording('apic', damaged(3))).toThrow(
      /^line 4: expected a journal entry in JSON, found "/,
    )
    const last = lines.length - 2
    expect(() => readRecording('apic', damaged(last))).toThrow(new RegExp(`^line ${last + 1}: `))
  })

  it('is refused when it is of another format, or entries of one controller stand in the wrong order', async () => {
    const { apic, text } = await twoControllers()
    expect(() => readRecording('apic', text.replace('"format":1', '"format":2'))).toThrow(
      /^line 1: expected a journal file of format 1, found 2/,
    )
    expect(() => readRecording('apic', text + entryLine('apic', apic[0]!))).toThrow(
      'expected entries in the order of seq',
    )
  })

  it('may have lost its first line', async () => {
    const { fmc, text } = await twoControllers()
    const read = readJournalText(text.slice(HEADER.length))
    expect(entriesOfController(read, 'fmc')).toEqual(fmc)
    expect(() => entriesOfController(read, 'apstra')).toThrow('found one of apic, fmc')
  })
})
