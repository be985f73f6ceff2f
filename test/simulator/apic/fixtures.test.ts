import { isAbsolute } from 'node:path'
import { describe, expect, it } from 'vitest'
import { apicSampleUsers, fixturePath, readFixture } from '../../../simulator/fixtures.js'

describe('fixtures', () => {
  it('are found by name', () => {
    expect(isAbsolute(fixturePath('apic/operator.key'))).toBe(true)
    expect(readFixture('apic/operator.crt')).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
    expect(() => readFixture('apic/absent')).toThrow('ENOENT')
  })

  it('give the operator a certificate', () => {
    expect(
      apicSampleUsers().map(({ name, certificates = [] }) => [name, certificates.map((one) => one.name)]),
    ).toEqual([
      ['admin', []],
      ['operator', ['midrun']],
      ['reader', []],
    ])
  })
})
