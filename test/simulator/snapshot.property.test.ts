import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ControllerKind } from '../../simulator/index.js'
import { SnapshotError } from '../../simulator/index.js'
import { SnapshotClient, type Step } from './snapshot-client.js'

/** One write; what its parts mean is the affair of what it does. */
interface Turn {
  what: string
  name: string
  text: string
  index: number
  flag: boolean
}

/** What is written to a controller and read from it. */
interface Subject {
  options: Record<string, unknown>
  /** What a turn may do. */
  acts: readonly string[]
  /** The request of a turn, more or less sensible; `ids` are those that earlier answers gave. */
  request(turn: Turn, ids: readonly string[]): Step
  /** Ids in the answer to a write. */
  idsIn(body: string): string[]
  reads(ids: readonly string[]): string[]
  /** A user whose password was changed through the interface, with it. */
  setPassword?(client: SnapshotClient): { username: string; password: string }
}

const turnOf = (acts: readonly string[]): fc.Arbitrary<Turn> =>
  fc.record({
    what: fc.constantFrom(...acts),
    name: fc.constantFrom('a', 'b', 'c'),
    text: fc.constantFrom('a', 'b', 'ü "\\', 'c'),
    index: fc.nat(9),
    flag: fc.boolean(),
  })
const anyOf = (ids: readonly string[], index: number) => ids[index % Math.max(1, ids.length)] ?? 'none'
const idsOf = (body: string) => [...body.matchAll(/"id": ?"([^"]+)"/g)].map(([, id]) => id!)

const moBody = (name: string, attributes: Record<string, string>) => ({ [name]: { attributes } })

const apic: Subject = {
  options: { passwordHistory: 3, numbersAssigned: { afterMs: 5000 } },
  acts: ['tenant', 'bd', 'vrf', 'user', 'timeout', 'delete'],
  request({ what, name, text, index }): Step {
    const tenant = `/api/mo/uni/tn-${name}`
    switch (what) {
      case 'tenant':
        return ['POST', `${tenant}.json`, moBody('fvTenant', { descr: text })]
      case 'bd':
        return ['POST', `${tenant}/BD-${name}.json`, moBody('fvBD', { descr: text })]
      case 'vrf':
        return ['POST', `${tenant}/ctx-${name}.json`, moBody('fvCtx', { descr: text })]
      case 'user':
        return [
          'POST',
          `/api/mo/uni/userext/user-${name}.json`,
          moBody('aaaUser', { pwd: `Secret!${index}`, firstName: text }),
        ]
      case 'timeout':
        return [
          'POST',
          '/api/mo/uni/userext/pkiext/webtokendata.json',
          moBody('pkiWebTokenData', { webtokenTimeoutSeconds: String(300 + index) }),
        ]
      default:
        return ['DELETE', `${tenant}.json`]
    }
  },
  idsIn: () => [],
  reads: () => [
    '/api/node/mo/uni.json?query-target=subtree',
    '/api/node/mo/topology.json?query-target=subtree',
    '/api/class/fvTenant.json?rsp-subtree=full',
    '/api/class/aaaUser.json?order-by=aaaUser.name',
  ],
  setPassword(client) {
    client.send('POST', '/api/mo/uni/userext/user-kept.json', moBody('aaaUser', { pwd: 'First!pass1' }))
    client.send('POST', '/api/mo/uni/userext/user-kept.json', moBody('aaaUser', { pwd: 'Second!pass2' }))
    return { username: 'kept', password: 'Second!pass2' }
  },
}

const CONFIG = '/api/fmc_config/v1/domain/default'

const fmc: Subject = {
  options: { rate: { enabled: false } },
  acts: ['host', 'group', 'policy', 'category', 'rule', 'device', 'change', 'delete'],
  request({ what, text, index, flag }, ids): Step {
    const id = anyOf(ids, index)
    const policies = `${CONFIG}/policy/accesspolicies`
    switch (what) {
      case 'host':
        return ['POST', `${CONFIG}/object/hosts`, { name: `h${text}${index}`, value: `192.0.2.${index}` }]
      case 'group':
        return [
          'POST',
          `${CONFIG}/object/networkgroups`,
          { name: `g${text}`, objects: [{ type: 'Host', id }] },
        ]
      case 'policy':
        return ['POST', policies, { name: text, defaultAction: { action: flag ? 'BLOCK' : 'PERMIT' } }]
      case 'category':
        return [
          'POST',
          `${policies}/${id}/categories?section=${flag ? 'mandatory' : 'default'}`,
          { name: `k${text}` },
        ]
      case 'rule':
        return [
          'POST',
          `${policies}/${id}/accessrules?section=${flag ? 'mandatory' : 'default'}`,
          { name: `r${text}`, action: 'ALLOW' },
        ]
      case 'device':
        return [
          'POST',
          `${CONFIG}/devices/devicerecords`,
          {
            name: `d${text}`,
            hostName: '198.51.100.1',
            regKey: 'key',
            license_caps: ['BASE'],
            accessPolicy: { type: 'AccessPolicy', id },
          },
        ]
      case 'change':
        return ['PUT', `${CONFIG}/object/hosts/${id}`, { id, name: `n${text}`, value: '198.51.100.9' }]
      default:
        return ['DELETE', `${flag ? `${CONFIG}/object/hosts` : policies}/${id}`]
    }
  },
  idsIn: (body) => [JSON.parse(body).id as string],
  reads: (ids) => [
    ...['hosts', 'networkgroups', 'networkaddresses', 'ports'].map(
      (list) => `${CONFIG}/object/${list}?expanded=true&limit=500`,
    ),
    `${CONFIG}/policy/accesspolicies?expanded=true`,
    `${CONFIG}/devices/devicerecords?expanded=true`,
    `${CONFIG}/deployment/deployabledevices?expanded=true`,
    ...ids.flatMap((id) =>
      ['accessrules', 'categories'].map(
        (part) => `${CONFIG}/policy/accesspolicies/${id}/${part}?expanded=true`,
      ),
    ),
  ],
}

const apstra: Subject = {
  options: {},
  acts: [
    'pool',
    'blueprint',
    'change',
    'deploy',
    'lock',
    'user',
    'role',
    'rules',
    'acl',
    'receiver',
    'delete',
  ],
  request({ what, name, text, index }, ids): Step {
    const id = encodeURIComponent(anyOf(ids, index))
    switch (what) {
      case 'pool':
        return [
          'POST',
          '/api/resources/ip-pools',
          { display_name: text, subnets: [{ network: `10.${index}.0.0/16` }] },
        ]
      case 'blueprint':
        return [
          'POST',
          '/api/blueprints',
          {
            id: 'bp',
            design: 'two_stage_l3clos',
            init_type: 'template_reference',
            label: text,
            template_id: 'L2_Virtual_EVPN',
          },
        ]
      case 'change':
        return [
          'PUT',
          '/api/blueprints/bp/resource_groups/ip/leaf_loopback_ips',
          { pool_ids: ['Private-10_0_0_0-8'] },
        ]
      case 'deploy':
        return ['PUT', '/api/blueprints/bp/deploy', { version: 1 + (index % 3), description: text }]
      case 'lock':
        return ['PUT', '/api/blueprints/bp/lock-blueprint', {}]
      case 'user':
        return [
          'POST',
          '/api/aaa/users',
          { username: name, password: `secret ${index}`, roles: ['viewer'], first_name: text },
        ]
      case 'role':
        return ['POST', '/api/aaa/roles', { label: text, type: 'global', permissions: ['platform:read'] }]
      case 'rules':
        return ['PATCH', '/api/aaa/ratelimit', { number_of_observations: 5 + index }]
      case 'acl':
        return ['POST', '/api/aaa/ratelimit/allowlist', { subnet: `10.${index}.0.0/16`, comment: text }]
      case 'receiver':
        return [
          'POST',
          '/api/streaming-config',
          {
            hostname: 'receiver.example',
            port: 1 + index,
            protocol: 'protoBufOverTcp',
            streaming_type: 'alerts',
            sequencing_mode: 'sequenced',
          },
        ]
      default:
        return ['DELETE', index < 7 ? `/api/resources/ip-pools/${id}` : '/api/blueprints/bp']
    }
  },
  // That of the blueprint is the client's choice.
  idsIn: (body) => idsOf(body).filter((id) => id !== 'bp'),
  reads: () => [
    ...[
      'resources/ip-pools',
      'resources/asn-pools',
      'design/templates',
      'systems',
      'blueprints',
      'streaming-config',
    ].map((path) => `/api/${path}`),
    ...['users', 'roles', 'password_complexity', 'ratelimit', 'ratelimit/allowlist', 'acl'].map(
      (path) => `/api/aaa/${path}`,
    ),
    '/api/versions/controller-id',
    ...['', '/nodes', '/resource_groups', '/lock-status', '/diff-status', '/tasks'].map(
      (part) => `/api/blueprints/bp${part}`,
    ),
  ],
  setPassword(client) {
    client.send('POST', '/api/aaa/users', { username: 'kept', password: 'a password', roles: ['viewer'] })
    return { username: 'kept', password: 'a password' }
  },
}

const SUBJECTS: Record<ControllerKind, Subject> = { apic, fmc, apstra }
const NEXT_STEP_MS = 3000
/** Longer than any task and any removal takes. */
const ALL_ENDS_MS = 20 * 60_000

describe.each(Object.entries(SUBJECTS) as [ControllerKind, Subject][])(
  'a snapshot of %s',
  (kind, subject) => {
    const { options, acts, request, reads, idsIn, setPassword } = subject

    /** Writes, and gives the ids that came of it. */
    async function write(client: SnapshotClient, turns: readonly Turn[]) {
      const ids: string[] = []
      const made: string[] = []
      const statuses: number[] = []
      for (const turn of turns) {
        const before = client.simulator.controller.revision
        const { status, body } = client.send(...request(turn, ids))
        statuses.push(status)
        if (status < 300) ids.push(...idsIn(body).filter((id) => !ids.includes(id)))
        // A device that is being registered is in no snapshot until it is there.
        if (status === 201) made.push(...idsIn(body))
        if (status === 201) expect(client.simulator.controller.revision).toBeGreaterThan(before)
        await client.clock.advance(NEXT_STEP_MS)
      }
      return { ids, made, statuses }
    }

    it('restored with other random numbers, answers all reads byte for byte as before, and knows all users', async () => {
      let accepted = 0
      const property = fc.asyncProperty(
        fc.array(turnOf(acts), { minLength: 5, maxLength: 25 }),
        async (turns) => {
          const first = new SnapshotClient(kind, 'one', options)
          first.login(options)
          const { ids, statuses } = await write(first, turns)
          accepted += statuses.filter((status) => status < 300).length
          const kept = setPassword?.(first)
          await first.clock.advance(ALL_ENDS_MS)
          first.login(options)
          const text = JSON.stringify(first.simulator.controller.snapshot())

          const second = new SnapshotClient(kind, 'two', options, first.clock.wallMs())
          second.simulator.controller.restore(JSON.parse(text))
          expect(JSON.stringify(second.simulator.controller.snapshot())).toBe(text)
          if (kept !== undefined) {
            expect(second.login(options, { ...kept, password: 'wrong' })).toBeGreaterThan(399)
            expect(second.login(options, kept)).toBeLessThan(300)
          }
          second.login(options)
          for (const target of reads(ids)) {
            const { status, body } = second.send('GET', target)
            expect([target, status, body]).toEqual([target, ...valuesOf(first.send('GET', target))])
          }
          // What is made from now on takes no id that is taken.
          const more = await write(second, turns)
          expect(more.made.filter((id) => ids.includes(id))).toEqual([])
        },
      )
      await fc.assert(property, { numRuns: 25 })
      expect(accepted).toBeGreaterThan(50)
    }, 60_000)

    it('goes back to the start with a reset, and is refused where it does not fit', () => {
      const { controller } = new SnapshotClient(kind, 'one', options).simulator
      const fresh = JSON.stringify(controller.snapshot())
      controller.restore(JSON.parse(fresh))
      expect(JSON.stringify(controller.snapshot())).toBe(fresh)
      const before = controller.revision
      controller.reset()
      expect(controller.revision).toBeGreaterThan(before)

      for (const wrong of [null, {}, [], { ...JSON.parse(fresh), more: 1 }]) {
        expect(() => controller.restore(wrong)).toThrow(SnapshotError)
      }
    })
  },
)

const valuesOf = ({ status, body }: { status: number; body: string }) => [status, body]

describe('a snapshot', () => {
  it('is refused without what its controller cannot be without, and never quoted', () => {
    const { controller } = new SnapshotClient('apic', 'one', {}).simulator
    const snapshot = controller.snapshot() as unknown as { objects: { dn: string }[] }
    const without = (dn: string) => ({
      ...snapshot,
      objects: snapshot.objects.filter((one) => one.dn !== dn),
    })
    expect(() => controller.restore(without('uni/userext/pkiext/webtokendata'))).toThrow(
      'object uni/userext/pkiext/webtokendata is missing',
    )
    expect(() => controller.restore(without('uni/userext/pkiext'))).toThrow(
      'object uni/userext/pkiext/webtokendata stands before its parent, or has none',
    )
    const odd = { ...snapshot, objects: [{ dn: 'uni', attributes: {}, secrets: { pwd: ['hunter2'] } }] }
    expect(() => controller.restore(odd)).toThrow(/^snapshot\.objects\.0\.secrets\.pwd: (?!.*hunter2)/)
  })

  it('of another Apstra generation, or with a domain that an FMC lacks, is refused', () => {
    const old = new SnapshotClient('apstra', 'one', { generation: 'G4' }).simulator.controller.snapshot()
    expect(() => new SnapshotClient('apstra', 'one', {}).simulator.controller.restore(old)).toThrow(
      'expected a snapshot of generation G5, found G4',
    )
    const { controller } = new SnapshotClient('fmc', 'one', {}).simulator
    const snapshot = JSON.parse(
      JSON.stringify(controller.snapshot()).replace('"domain":"Global"', '"domain":"Global/Lab"'),
    )
    expect(() => controller.restore(snapshot)).toThrow(
      'there is no domain Global/Lab: name it in option childDomains',
    )
  })
})
