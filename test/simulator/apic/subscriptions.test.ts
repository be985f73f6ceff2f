import { describe, expect, it } from 'vitest'
import { readFixture } from '../../../simulator/fixtures.js'
import type { SubscriptionEntry } from '../../../simulator/journal/entries.js'
import { ApicUnderTest, errorOf, type Options, tokenOf } from './apic-under-test.js'

/** The client's end of a socket, with all that came out of it. */
class Peer {
  readonly frames: string[] = []
  closed = false
  send(text: string): void {
    this.frames.push(text)
  }
  close(): void {
    this.closed = true
  }
}

/** A controller with a session and a socket on it. */
class Subscriber {
  readonly apic: ApicUnderTest
  readonly peer = new Peer()
  token: string
  /** Ends the socket from the client's side. */
  readonly hangUp: () => void

  constructor(options: Options = {}, apic = new ApicUnderTest(options), user = 'admin') {
    this.apic = apic
    this.token = apic.login(user)
    this.hangUp = this.open(this.token).closed
  }

  open(token: string, peer = this.peer): { status: number; closed: () => void } {
    const request = { method: 'GET', headers: {}, body: '', address: '192.0.2.7', scheme: 'https' as const }
    const { handling, closed } = this.apic.controller.openSocket(
      { ...request, target: `/socket${token}` },
      peer,
    )
    return { status: handling.response.status, closed }
  }

  get(path: string) {
    return this.apic.as(this.token, 'GET', `/api/${path}`)
  }

  post(path: string, body: unknown) {
    const { status } = this.apic.as(this.token, 'POST', `/api/${path}`, body)
    expect(status).toBe(200)
  }

  delete(path: string) {
    expect(this.apic.as(this.token, 'DELETE', `/api/${path}`).status).toBe(200)
  }

  /** Subscribes and gives the id. */
  subscribe(path: string): string {
    const { body } = this.get(`${path}${path.includes('?') ? '&' : '?'}subscription=yes`)
    return /subscriptionId"?[:=]"(\d+)"/.exec(body)![1]!
  }

  refresh(id: string) {
    return this.get(`subscriptionRefresh.json?id=${id}`)
  }

  notes(): SubscriptionEntry[] {
    return this.apic.journal.entries.filter((entry) => entry.kind === 'subscription')
  }
}

const tenant = (name: string, attributes: Record<string, string> = {}, children: unknown[] = []) => ({
  fvTenant: { attributes: { name, ...attributes }, children },
})
const bd = (name: string, attributes: Record<string, string> = {}) => ({
  fvBD: { attributes: { name, ...attributes } },
})

/** DNs and statuses of frames, in their order. */
const told = ({ peer }: Subscriber) =>
  peer.frames.map((frame) => {
    const [object] = JSON.parse(frame).imdata
    const [className] = Object.keys(object)
    const { dn, status } = object[className!].attributes
    return `${status} ${className} ${dn}`
  })

describe('a socket', () => {
  it('opens with the token of a session, percent-encoded or not', () => {
    const one = new Subscriber({ tokenFormat: 'legacy' })
    const peer = new Peer()
    expect(one.open(encodeURIComponent(one.token), peer).status).toBe(101)
    expect(one.open(one.token.replaceAll('+', '%2B'), peer).status).toBe(101)
    expect(one.apic.lastAuth()).toMatchObject({ outcome: 'accepted', session: 'apic-1' })
  })

  it('does not open with any other token, and says why in the journal only', () => {
    const one = new Subscriber({ socketRefusalStatus: 401 })
    const peer = new Peer()
    const before = one.notes().length
    expect(one.open('nonsense', peer).status).toBe(401)
    expect(one.apic.lastAuth()).toMatchObject({ outcome: 'refused', cause: 'unknown' })
    one.apic.as(one.token, 'POST', '/api/aaaLogout.json')
    expect(one.open(one.token, peer).status).toBe(401)
    expect(one.apic.lastAuth()).toMatchObject({ outcome: 'refused', cause: 'logout', session: 'apic-1' })
    expect(one.notes().length).toBe(before + 1)
    expect(new Subscriber().open('nonsense', peer).status).toBe(403)
    expect(one.apic.journal.toLines()).not.toContain(one.token)
  })

  it('must be there before the first subscription', () => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    const refused = apic.as(token, 'GET', '/api/class/fvTenant.json?subscription=yes')
    expect(errorOf(refused)).toBe('405 405 unable to locate opened web socket')
    expect(new Subscriber({}, apic).subscribe('class/fvTenant.json')).toMatch(/^\d{17}$/)
    expect(errorOf(apic.as(token, 'GET', '/api/class/fvTenant.json?subscription=yes'))).toMatch(/^405/)
  })

  it('outlives refreshes of its session', async () => {
    const one = new Subscriber({ oldTokenAfterRefresh: 'invalid' })
    one.subscribe('class/fvTenant.json?refresh-timeout=99999')
    for (let i = 0; i < 10; i++) {
      await one.apic.clock.advance(500_000)
      one.token = tokenOf(one.apic.refresh(one.token))
    }
    expect(one.peer.closed).toBe(false)
    one.post('mo/uni.json', tenant('late'))
    expect(told(one)).toEqual(['created fvTenant uni/tn-late'])
  })

  it.each<[string, (one: Subscriber) => unknown, string]>([
    ['logout', ({ apic, token }) => apic.as(token, 'POST', '/api/aaaLogout.json'), 'session-ended'],
    ['expiry', ({ apic }) => apic.clock.advance(600_000), 'session-ended'],
    ['an administrator', ({ apic }) => apic.controller.terminate('apic-1'), 'session-ended'],
    ['a restart', ({ apic }) => apic.controller.restart(), 'session-ended'],
    ['a reset', ({ apic }) => apic.controller.reset(), 'reset'],
  ])('closes when its session ends by %s', async (_name, end, cause) => {
    const one = new Subscriber()
    const id = one.subscribe('class/fvTenant.json?refresh-timeout=99999')
    await end(one)
    expect(one.peer.closed).toBe(true)
    expect(one.notes().at(-1)).toMatchObject({
      event: 'closed',
      session: 'apic-1',
      subscriptions: [id],
      cause,
    })
    const next = one.apic.login()
    one.apic.as(next, 'POST', '/api/mo/uni.json', tenant('late'))
    expect(one.peer.frames).toEqual([])
    expect(errorOf(one.apic.as(next, 'GET', `/api/subscriptionRefresh.json?id=${id}`))).toBe(
      '400 400 Subscription refresh timeout',
    )
  })

  it('closes at a restart that its session survives', () => {
    const one = new Subscriber({ restart: 'keep' })
    one.apic.controller.restart()
    expect(one.peer.closed).toBe(true)
    expect(one.notes().at(-1)).toMatchObject({ event: 'closed', cause: 'restart' })
    expect(one.apic.read(one.token)).toBe(200)
  })

  it('takes its subscriptions with it when the client closes it, or opens another', () => {
    const one = new Subscriber()
    const first = one.subscribe('class/fvTenant.json')
    const peer = new Peer()
    const { closed } = one.open(one.token, peer)
    expect(one.peer.closed).toBe(true)
    expect(one.refresh(first).status).toBe(400)
    one.hangUp()
    const second = one.subscribe('class/fvTenant.json')
    expect(one.refresh(second).status).toBe(200)
    closed()
    closed()
    expect(one.refresh(second).status).toBe(400)
    expect(one.notes().map(({ event, cause }) => [event, cause])).toEqual([
      ['opened', undefined],
      ['subscribed', undefined],
      ['closed', 'replaced'],
      ['opened', undefined],
      ['subscribed', undefined],
      ['refreshed', undefined],
      ['closed', 'client'],
    ])
  })
})

describe('a subscription', () => {
  it('shows its id beside totalCount, in both encodings', () => {
    const one = new Subscriber()
    const json = one.get('mo/uni/tn-common.json?subscription=yes').body
    expect(json).toMatch(/^\{"totalCount":"1","subscriptionId":"\d{17}","imdata":\[\{"fvTenant":/)
    const xml = one.get('mo/uni/tn-common.xml?subscription=yes').body
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?><imdata totalCount="1" subscriptionId="\d{17}">/,
    )
  })

  it('is not made by a read that fails', () => {
    const one = new Subscriber()
    expect(one.get('class/noSuchClass.json?subscription=yes').status).toBe(400)
    expect(one.notes().map(({ event }) => event)).toEqual(['opened'])
  })

  it('lives for 60 s after each refresh, whatever stands behind the digits of its id', async () => {
    const one = new Subscriber()
    const id = one.subscribe('class/fvTenant.json')
    for (let i = 0; i < 5; i++) {
      await one.apic.clock.advance(59_999)
      const { status, body } = one.refresh(i % 2 === 0 ? id : `${id}xyz`)
      expect([status, body]).toEqual([200, '{"totalCount":"0","imdata":[]}'])
    }
    await one.apic.clock.advance(59_999)
    one.post('mo/uni.json', tenant('a'))
    const { fired } = await one.apic.clock.advance(1)
    expect(fired.map(({ label }) => label)).toEqual([`subscription:${id}:expired`])
    one.post('mo/uni.json', tenant('b'))
    expect(told(one)).toEqual(['created fvTenant uni/tn-a'])
    expect(errorOf(one.refresh(id))).toBe('400 400 Subscription refresh timeout')
    expect(errorOf(one.refresh(''))).toBe('400 400 Subscription refresh timeout')
    expect(errorOf(one.get('subscriptionRefresh.json'))).toBe('400 400 Subscription refresh timeout')
  })

  it.each([
    ['600', 600],
    ['60m0s', 60],
    ['nonsense', 20],
    ['0', 20],
  ])('lives for as long as refresh-timeout=%s says: %i s', async (asked, lifetime) => {
    const one = new Subscriber({ subscriptionLifetimeSeconds: 20, refreshTimeoutSeconds: 9600 })
    const id = one.subscribe(`class/fvTenant.json?refresh-timeout=${asked}`)
    await one.apic.clock.advance(lifetime * 1000 - 1)
    expect(one.refresh(id).status).toBe(200)
    await one.apic.clock.advance(lifetime * 1000)
    expect(one.refresh(id).status).toBe(400)
  })

  it('ends with subscription=no on the same query, and leaves others alone', () => {
    const one = new Subscriber()
    const ended = one.subscribe('class/fvTenant.json?order-by=fvTenant.name')
    const other = one.subscribe('class/fvTenant.json')
    one.get('class/fvTenant.json?subscription=no&order-by=fvTenant.name')
    expect([one.refresh(ended).status, one.refresh(other).status]).toEqual([400, 200])
  })

  it('belongs to its session: another one cannot refresh it', () => {
    const one = new Subscriber()
    const other = new Subscriber({}, one.apic)
    expect(other.refresh(one.subscribe('class/fvTenant.json')).status).toBe(400)
  })

  it('hears of its object, of its class, or of what query-target names', () => {
    const paths = {
      object: 'mo/uni/tn-a.json',
      class: 'class/fvBD.json',
      children: 'mo/uni/tn-a.json?query-target=children&target-subtree-class=fvBD,fvSubnet,fvTenant',
      subtree: 'mo/uni/tn-a.json?query-target=subtree&target-subtree-class=fvTenant,fvSubnet',
      shown: 'class/fvTenant.json?rsp-subtree=full&rsp-subtree-class=fvBD',
    }
    const heard: Record<string, string[]> = {}
    for (const [name, path] of Object.entries(paths)) {
      const one = new Subscriber({ numbersAssigned: 'at-creation' })
      one.subscribe(path)
      const subnet = { fvSubnet: { attributes: { ip: '10.0.0.1/24' } } }
      const web = { fvBD: { attributes: { name: 'web' }, children: [subnet] } }
      one.post('mo/uni.json', tenant('a', {}, [web]))
      one.post('mo/uni.json', tenant('ab', {}, [bd('x')]))
      heard[name] = told(one)
    }
    const own = 'created fvTenant uni/tn-a'
    const child = 'created fvBD uni/tn-a/BD-web'
    expect(heard).toEqual({
      object: [own],
      class: [child, 'created fvBD uni/tn-ab/BD-x'],
      children: [child],
      subtree: [own, 'created fvSubnet uni/tn-a/BD-web/subnet-[10.0.0.1/24]'],
      shown: [own, child, 'created fvTenant uni/tn-ab', 'created fvBD uni/tn-ab/BD-x'],
    })
  })

  it('hears of what its filters let through only, as it is after each change', () => {
    const paths = {
      name: 'class/fvTenant.json?query-target-filter=eq(fvTenant.name,"a")',
      descr: 'class/fvTenant.json?query-target-filter=eq(fvTenant.descr,%22watched%22)',
      below: 'mo/uni.json?query-target=subtree&query-target-filter=wcard(fvBD.name,"^w")',
      shown:
        'class/fvTenant.json?rsp-subtree=full&rsp-subtree-class=fvBD&rsp-subtree-filter=eq(fvBD.name,"x")',
    }
    const heard: Record<string, string[]> = {}
    for (const [name, path] of Object.entries(paths)) {
      const one = new Subscriber({ numbersAssigned: 'at-creation' })
      one.subscribe(path)
      one.post('mo/uni.json', tenant('a', {}, [bd('web'), bd('x')]))
      one.post('mo/uni.json', tenant('b', { descr: 'watched' }))
      one.post('mo/uni.json', tenant('a', { descr: 'watched' }))
      one.post('mo/uni.json', tenant('b', { descr: 'no more' }))
      one.delete('mo/uni/tn-a.json')
      heard[name] = told(one)
    }
    expect(heard).toEqual({
      name: ['created fvTenant uni/tn-a', 'modified fvTenant uni/tn-a', 'deleted fvTenant uni/tn-a'],
      descr: ['created fvTenant uni/tn-b', 'modified fvTenant uni/tn-a', 'deleted fvTenant uni/tn-a'],
      below: ['created fvBD uni/tn-a/BD-web', 'deleted fvBD uni/tn-a/BD-web'],
      shown: [
        'created fvTenant uni/tn-a',
        'created fvBD uni/tn-a/BD-x',
        'created fvTenant uni/tn-b',
        'modified fvTenant uni/tn-a',
        'modified fvTenant uni/tn-b',
        'deleted fvTenant uni/tn-a',
        'deleted fvBD uni/tn-a/BD-x',
      ],
    })
  })

  it('tells nobody what they may not read', () => {
    const blue = {
      name: 'blue',
      password: 'midrun',
      domains: [{ name: 'common', roles: [{ name: 'read-all', privilege: 'read' as const }] }],
    }
    const admin = {
      name: 'admin',
      password: 'midrun',
      domains: [{ name: 'all', roles: [{ name: 'admin', privilege: 'write' as const }] }],
    }
    const one = new Subscriber({ users: [admin, blue], numbersAssigned: 'at-creation' })
    const limited = new Subscriber({}, one.apic, 'blue')
    limited.subscribe('class/fvBD.json')
    one.post('mo/uni.json', tenant('a', {}, [bd('hidden')]))
    one.post('mo/uni/tn-common.json', bd('seen'))
    expect(told(limited)).toEqual(['created fvBD uni/tn-common/BD-seen'])
  })
})

describe('frames', () => {
  /** All frames of one story, one a line. */
  function story(path: string): string {
    const one = new Subscriber()
    one.subscribe(path)
    one.post('mo/uni.json', tenant('blue', { descr: 'a "quoted" <b>' }))
    one.post('mo/uni.json', tenant('blue', { descr: 'changed', nameAlias: 'azure' }))
    one.post('mo/uni.json', tenant('blue', { descr: 'changed' }))
    one.post('mo/uni/tn-blue.json', { fvAp: { attributes: { name: 'shop' } } })
    one.delete('mo/uni/tn-blue.json')
    return one.peer.frames.map((frame) => frame.replace(/\n*$/, '\n')).join('')
  }

  it('are as on the wire in JSON', () => {
    expect(story('mo/uni/tn-blue.json?query-target=subtree&target-subtree-class=fvTenant,fvAp')).toBe(
      readFixture('apic/event-frames-json.txt'),
    )
  })

  it('are as on the wire in XML', () => {
    expect(story('mo/uni/tn-blue.xml?query-target=subtree&target-subtree-class=fvTenant,fvAp')).toBe(
      readFixture('apic/event-frames-xml.txt'),
    )
  })

  it('carry all ids that a change matches, and each encoding has its own', () => {
    const one = new Subscriber()
    const ids = ['class/fvTenant.json', 'mo/uni/tn-a.json', 'class/fvTenant.xml'].map((path) =>
      one.subscribe(path),
    )
    one.post('mo/uni.json', tenant('a'))
    const [json, xml, ...more] = one.peer.frames
    expect(JSON.parse(json!).subscriptionId).toEqual(ids.slice(0, 2))
    expect(xml).toContain(`<imdata subscriptionId="${ids[2]}">`)
    expect(more).toEqual([])
    expect(one.notes().filter(({ event }) => event === 'sent')).toMatchObject([
      { session: 'apic-1', subscriptions: ids.slice(0, 2), change: { status: 'created', dn: 'uni/tn-a' } },
      { session: 'apic-1', subscriptions: [ids[2]], change: { status: 'created', dn: 'uni/tn-a' } },
    ])
  })
})
