import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { OffsetFile } from '../../../conformance/drivers/adaptive/offset-file.js'

const folder = mkdtempSync(join(tmpdir(), 'midrun-offset-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('an offset file', () => {
  it('holds the sum of all that clocks were raised by, in seconds to the microsecond', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 10 }), (raises) => {
        const offset = new OffsetFile(join(folder, 'offset'))
        for (const ms of raises) offset.raise(ms)
        const text = readFileSync(offset.path, 'utf8')
        expect(text).toMatch(/^\+\d+\.\d{6}\n$/)
        const sumMs = raises.reduce((sum, ms) => sum + ms, 0)
        expect(Math.abs(Number(text) * 1000 - sumMs)).toBeLessThan(0.01)
        expect(readdirSync(folder)).toEqual(['offset'])
      }),
      { numRuns: 50 },
    )
  })
})
