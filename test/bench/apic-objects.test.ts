import { describe, expect, it } from 'vitest'
import { measureObjects } from '../../bench/apic-objects.js'

describe('queries of many objects', () => {
  it.each(['class', 'filter', 'subtree', 'paged'] as const)('%s returns all of them', async (query) => {
    const figure = await measureObjects(query, { objects: 1000, pageSize: 100, rounds: 1 })
    expect(figure).toMatchObject({ name: query, unit: 'objects/s' })
    expect(figure.ratio).toBeCloseTo(figure.value / figure.reference!.value, 6)
  })
})
