import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApicUnderTest, errorOf, type Options } from './apic-under-test.js'

/** A controller on which the administrator sets the reader's password. */
function passwords(options: Options = {}) {
  const apic = new ApicUnderTest(options)
  const token = apic.login()
  return (pwd: string, more: Record<string, string> = {}) =>
    apic.as(token, 'POST', '/api/mo/uni/userext/user-reader.json', {
      aaaUser: { attributes: { pwd, ...more } },
    })
}

describe('the password history', () => {
  it('refuses the present password and the earlier ones', () => {
    const set = passwords()
    const refusal = '400 1 Password history check: user reader should not use previous 5 passwords'
    expect(errorOf(set('midrun'))).toBe(refusal)
    for (const pwd of ['a', 'b', 'c', 'd']) expect(set(pwd).status).toBe(200)
    for (const pwd of ['midrun', 'a', 'd']) expect(errorOf(set(pwd))).toBe(refusal)
    expect(set('e').status).toBe(200)
    expect(set('midrun').status).toBe(200)
  })

  it('changes nothing when it refuses', () => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    const twoUsers = ['operator', 'reader'].map((name) => ({
      aaaUser: { attributes: { name, pwd: name === 'reader' ? 'midrun' : 'new' } },
    }))
    const body = { aaaUserEp: { attributes: {}, children: twoUsers } }
    expect(errorOf(apic.as(token, 'POST', '/api/mo/uni.json', body))).toMatch(/^400 1 Password history/)
    expect(apic.tryLogin('operator', 'new').status).toBe(401)
    expect(apic.tryLogin('operator', 'midrun').status).toBe(200)
  })

  it('is cleared with clearPwdHistory, and off with 0', () => {
    const set = passwords()
    expect(set('midrun', { clearPwdHistory: 'yes' }).status).toBe(200)
    expect(passwords({ passwordHistory: 0 })('midrun').status).toBe(200)
  })

  it('lets through exactly what was not among the last ones', () => {
    const words = fc.array(fc.constantFrom('midrun', 'a', 'b', 'c', 'd'), { maxLength: 20 })
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 4 }), (words, passwordHistory) => {
        const set = passwords({ passwordHistory })
        const had = ['midrun']
        for (const word of words) {
          const isNew = !had.slice(-passwordHistory).includes(word)
          expect(set(word).status).toBe(isNew ? 200 : 400)
          if (isNew) had.push(word)
        }
      }),
      { numRuns: 50 },
    )
  })
})
