import { writeSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entriesOfController, readJournalText } from '../../../conformance/recordings/journal-text.js'
import { Journal, VirtualClock } from '../../../simulator/index.js'
import { JournalFile } from '../../../simulator/persistence/journal-file.js'
import { PersistenceError } from '../../../simulator/persistence/persistence-error.js'

let folder: string
let made = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-journal-'))
})
afterAll(() => rm(folder, { recursive: true }))

const HEADER = { version: '1.2.3', startedAt: '2026-01-02T03:04:05.000Z' }
const newPath = () => join(folder, `${made++}.jsonl`)

function note(journal: Journal, byMs: number): void {
  journal.write({ kind: 'clock', event: 'advance', byMs })
}

/** A disk that takes so many bytes at each write; none at all where that is 0. */
function diskThatTakes(portions: readonly number[]) {
  let writes = -1 // The first line has to fit.
  return (file: number, bytes: Buffer) => {
    const room = writes < 0 ? bytes.length : (portions[writes] ?? bytes.length)
    writes++
    if (room === 0) throw new Error('no space left on device')
    return writeSync(file, bytes.subarray(0, room))
  }
}

describe('JournalFile', () => {
  it('holds the entries of several journals, those from before it followed them too', async () => {
    const path = newPath()
    const [apic, fmc] = [new Journal(new VirtualClock()), new Journal(new VirtualClock())]
    note(apic, 1)
    const file = new JournalFile(path, { ...HEADER, controllers: ['apic', 'fmc'], tell: () => {} })
    file.follow('apic', apic)
    file.follow('fmc', fmc)
    note(fmc, 2)
    note(apic, 3)
    file.close()
    note(apic, 4)

    const read = readJournalText(await readFile(path, 'utf8'))
    expect(read.header).toEqual({ midrun: 'journal', format: 1, ...HEADER, controllers: ['apic', 'fmc'] })
    expect(entriesOfController(read, 'apic')).toEqual(apic.entries.slice(0, 2))
    expect(entriesOfController(read, 'fmc')).toEqual(fmc.entries)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('leaves a file that is there as it is', async () => {
    const path = newPath()
    await writeFile(path, 'mine')
    const settings = { ...HEADER, controllers: [], tell: () => {} }

    expect(() => new JournalFile(path, settings)).toThrow(PersistenceError)
    expect(() => new JournalFile(path, settings)).toThrow(
      /is there already, and a journal is never overwritten/,
    )
    expect(() => new JournalFile(join(path, 'below'), settings)).toThrow(/^cannot write /)
    expect(await readFile(path, 'utf8')).toBe('mine')
  })

  it('is taken back for a server that does not start', async () => {
    const path = newPath()
    new JournalFile(path, { ...HEADER, controllers: [], tell: () => {} }).discard()
    await expect(stat(path)).rejects.toThrow('ENOENT')
  })

  it('is whole once the disk takes something again, whatever it took of a line, and says each of the two once', () => {
    const property = fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }),
      async (room) => {
        const path = newPath()
        const told: string[] = []
        const journal = new Journal(new VirtualClock())
        const file = new JournalFile(path, {
          ...HEADER,
          controllers: ['apic'],
          tell: (sentence) => told.push(sentence),
          write: diskThatTakes(room),
        })
        file.follow('apic', journal)
        for (let count = 0; count < room.length + 2; count++) note(journal, count)
        file.close()

        expect(readJournalText(await readFile(path, 'utf8')).lines.map(({ entry }) => entry)).toEqual(
          journal.entries,
        )
        // Two sentences an outage, in turn.
        expect(
          told.filter((_, index) => index % 2 === 0).every((text) => text.includes('no space left')),
        ).toBe(true)
        expect(
          told.filter((_, index) => index % 2 === 1).every((text) => text.includes('written again')),
        ).toBe(true)
        expect(told.length > 0).toBe(room.includes(0))
      },
    )
    return fc.assert(property, { numRuns: 50 })
  })

  it('says how many entries are missing where the disk stays full', async () => {
    const path = newPath()
    const told: string[] = []
    const journal = new Journal(new VirtualClock())
    const write = diskThatTakes([1000, 5, ...Array<number>(20).fill(0)])
    const tell = (sentence: string) => told.push(sentence)
    const file = new JournalFile(path, { ...HEADER, controllers: ['apic'], tell, write })
    file.follow('apic', journal)
    for (let count = 0; count < 4; count++) note(journal, count)
    file.close()

    expect(told).toEqual([
      `${path} cannot be written for now: no space left on device`,
      `${path} ends early: the last 3 entries could not be written`,
    ])
    const read = readJournalText(await readFile(path, 'utf8'))
    expect(read.lines.map(({ entry }) => entry)).toEqual(journal.entries.slice(0, 1))
    expect(read.cutLine).toBe(3)
  })
})
