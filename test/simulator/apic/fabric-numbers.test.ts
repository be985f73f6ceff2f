import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApicUnderTest, attributesOf, type Options } from './apic-under-test.js'

const bd = (name: string, status = '') => ({ fvBD: { attributes: { name, status } } })

/** A controller whose administrator follows bridge domains, and what was told of them. */
class Watched {
  readonly apic: ApicUnderTest
  readonly frames: Record<string, string>[] = []
  readonly #token: string

  constructor(options: Options = {}) {
    this.apic = new ApicUnderTest(options)
    this.#token = this.apic.login()
    const send = (text: string) => {
      const [object] = JSON.parse(text).imdata
      this.frames.push(object.fvBD.attributes)
    }
    const request = { method: 'GET', headers: {}, body: '', address: '192.0.2.7', scheme: 'https' as const }
    this.apic.controller.openSocket(
      { ...request, target: `/socket${this.#token}` },
      { send, close: () => {} },
    )
    this.apic.as(this.#token, 'GET', '/api/class/fvBD.json?subscription=yes&refresh-timeout=600')
  }

  post(body: unknown) {
    expect(this.apic.as(this.#token, 'POST', '/api/mo/uni/tn-common.json', body).status).toBe(200)
  }

  read(rn: string) {
    return attributesOf(this.apic.as(this.#token, 'GET', `/api/mo/uni/tn-common/${rn}.json`))
  }
}

describe('numbers that the fabric assigns', () => {
  it('follow the creation in an event of their own', () => {
    const one = new Watched()
    one.post(bd('web'))
    expect(one.frames).toEqual([
      expect.objectContaining({ status: 'created', name: 'web', pcTag: 'any', seg: '0' }),
      {
        childAction: '',
        dn: 'uni/tn-common/BD-web',
        modTs: '2026-01-01T00:00:00.000+00:00',
        pcTag: '16386',
        rn: '',
        seg: '2097152',
        status: 'modified',
      },
    ])
    one.post(bd('web'))
    one.post({ fvBD: { attributes: { name: 'web', descr: 'changed', pcTag: '7' } } })
    expect(one.frames.slice(2)).toEqual([expect.objectContaining({ status: 'modified', descr: 'changed' })])
    expect(one.read('BD-web')).toMatchObject({ pcTag: '16386', seg: '2097152' })
  })

  it('are there from the start without an event, where the option says so', () => {
    const one = new Watched({ numbersAssigned: 'at-creation' })
    one.post(bd('web'))
    one.post(bd('app'))
    expect(one.frames.map(({ status, name, pcTag }) => [status, name, pcTag])).toEqual([
      ['created', 'web', '16386'],
      ['created', 'app', '16387'],
    ])
  })

  it('come when the option says, to objects that are still there', async () => {
    const one = new Watched({ numbersAssigned: { afterMs: 250 } })
    one.post(bd('web'))
    one.post(bd('gone'))
    one.post(bd('gone', 'deleted'))
    one.post(bd('gone'))
    await one.apic.clock.advance(249)
    expect(one.read('BD-web')).toMatchObject({ pcTag: 'any', seg: '0' })
    expect(one.frames.map(({ status }) => status)).toEqual(['created', 'created', 'deleted', 'created'])
    await one.apic.clock.advance(1)
    expect(one.frames.slice(4).map(({ dn, pcTag }) => [dn, pcTag])).toEqual([
      ['uni/tn-common/BD-web', '16386'],
      ['uni/tn-common/BD-gone', '16387'],
    ])
  })

  it('are one segment in both properties of a VRF', () => {
    const one = new Watched()
    one.post({ fvCtx: { attributes: { name: 'blue' } } })
    expect(one.read('ctx-blue')).toMatchObject({ scope: '2097152', seg: '2097152', pcTag: '16386' })
  })

  it('begin anew when the controller is reset, and leave alone what was to get some', async () => {
    const one = new Watched({ numbersAssigned: { afterMs: 250 } })
    one.post(bd('web'))
    one.apic.controller.reset()
    await one.apic.clock.advance(1000)
    expect(one.frames.map(({ status }) => status)).toEqual(['created'])
  })

  it('are never given twice, whatever is made and removed', () => {
    const names = fc.constantFrom('a', 'b', 'c')
    const steps = fc.array(fc.tuple(names, fc.constantFrom('', 'deleted')), { maxLength: 30 })
    fc.assert(
      fc.property(steps, fc.boolean(), (steps, atCreation) => {
        const one = new Watched(atCreation ? { numbersAssigned: 'at-creation' } : {})
        for (const [name, status] of steps) one.post(bd(name, status))
        const given = one.frames.flatMap(({ pcTag = 'any' }) => (pcTag === 'any' ? [] : [pcTag]))
        const made = one.frames.filter(({ status }) => status === 'created')
        expect(new Set(given).size).toBe(given.length)
        expect(given).toHaveLength(made.length)
      }),
      { numRuns: 50 },
    )
  })
})
