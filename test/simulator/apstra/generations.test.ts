import { describe, expect, it } from 'vitest'
import { GENERATIONS, PRESETS } from '../../../simulator/apstra/generations.js'
import { apstraOptionsSchema } from '../../../simulator/apstra/options.js'

describe('a generation', () => {
  it.each(GENERATIONS)('%s sets each option that is not given', (generation) => {
    const { passwordLimiterEnabled, ...preset } = PRESETS[generation]
    const options = apstraOptionsSchema.parse({ generation, tokenTtlSeconds: 60 })
    expect(options).toMatchObject({ ...preset, generation, tokenTtlSeconds: 60 })
    expect(options.passwordLimiter.enabled).toBe(passwordLimiterEnabled)
  })

  it('gives way to an option that is given, and not to one that is undefined', () => {
    const options = apstraOptionsSchema.parse({
      generation: 'G1',
      tokenAlgorithm: 'HS512',
      tokenHeaderOrder: undefined,
      passwordLimiter: { enabled: true },
    })
    expect(options).toMatchObject({
      tokenAlgorithm: 'HS512',
      tokenHeaderOrder: 'alg-first',
      passwordLimiter: { enabled: true, attempts: 5 },
    })
  })

  it('is that of Apstra 5.x unless chosen', () => {
    expect(apstraOptionsSchema.parse({})).toEqual(apstraOptionsSchema.parse({ generation: 'G5' }))
  })
})
