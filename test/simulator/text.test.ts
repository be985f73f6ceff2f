import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64url, httpDate, splitTarget } from '../../simulator/text.js'

describe('text of the wire', () => {
  it('writes dates as HTTP does', () => {
    expect(httpDate(784_111_777_000)).toBe('Sun, 06 Nov 1994 08:49:37 GMT')
    expect(httpDate(784_111_777_999)).toBe('Sun, 06 Nov 1994 08:49:37 GMT')
  })

  it('writes base64url of UTF-8 without padding', () => {
    expect(base64url('{"a":"ü?>"}')).toBe('eyJhIjoiw7w_PiJ9')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(base64url(text)).toMatch(/^[\w-]*$/)
        expect(Buffer.from(base64url(text), 'base64url').toString()).toBe(text)
      }),
    )
  })

  it('splits a target at its first question mark', () => {
    expect(splitTarget('/a/b')).toEqual({ path: '/a/b', query: '' })
    expect(splitTarget('/a?')).toEqual({ path: '/a', query: '' })
    expect(splitTarget('/a?b=c?d')).toEqual({ path: '/a', query: 'b=c?d' })
  })
})
