import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CONFIG, jsonClient, namesIn } from './json-client.js'

const KINDS = ['hosts', 'networkgroups'] as const
const NAMES = ['a', 'b', 'c', 'd', 'e', 'A'] as const

type Kind = (typeof KINDS)[number]

/** What a client does; objects are named by when they were made. */
type Step =
  | { act: 'create'; kind: Kind; name: string; member: number }
  | { act: 'bulk'; names: string[] }
  | { act: 'update'; target: number; name: string; member: number }
  | { act: 'delete'; target: number }

const name = fc.constantFrom(...NAMES)
const target = fc.nat({ max: 6 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ act: fc.constant('create' as const), kind: fc.constantFrom(...KINDS), name, member: target }),
  fc.record({ act: fc.constant('bulk' as const), names: fc.array(name, { maxLength: 3 }) }),
  fc.record({ act: fc.constant('update' as const), target, name, member: target }),
  fc.record({ act: fc.constant('delete' as const), target }),
)

interface Known {
  id: string
  kind: Kind
  name: string
  members: Known[]
}

/** What an FMC must make of the steps, in the simplest way that says it. */
class Model {
  objects: Known[] = []
  readonly made: Known[] = []

  /** The object that a step means by a number: any that was ever made. */
  at(number: number): Known | undefined {
    return this.made[number % this.made.length]
  }

  isFree(wanted: string, except?: Known): boolean {
    return !this.objects.some(
      (other) => other !== except && other.name.toLowerCase() === wanted.toLowerCase(),
    )
  }

  isThere(object: Known | undefined): object is Known {
    return object !== undefined && this.objects.includes(object)
  }

  isUsed(object: Known): boolean {
    return this.objects.some(({ members }) => members.includes(object))
  }

  reaches(from: Known, wanted: Known): boolean {
    return from === wanted || from.members.some((member) => this.reaches(member, wanted))
  }

  add(object: Known): void {
    this.objects.push(object)
    this.made.push(object)
  }

  names(kind: Kind): string[] {
    return this.objects.filter((object) => object.kind === kind).map((object) => object.name)
  }
}

function run(steps: readonly Step[]) {
  const { call } = jsonClient()
  const model = new Model()
  const url = (kind: Kind) => `${CONFIG}/object/${kind}`
  const bodyOf = (kind: Kind, own: { name: string; member: Known | undefined; id?: string }) => ({
    name: own.name,
    ...(own.id === undefined ? {} : { id: own.id }),
    ...(kind === 'hosts' ? { value: '192.0.2.1' } : {}),
    ...(kind === 'networkgroups' && own.member !== undefined
      ? { objects: [{ type: 'Host', id: own.member.id }] }
      : {}),
  })
  const membersOf = (kind: Kind, member: Known | undefined) =>
    kind === 'networkgroups' && member !== undefined ? [member] : []

  for (const one of steps) {
    if (one.act === 'create') {
      const member = model.at(one.member)
      const members = membersOf(one.kind, member)
      const good = model.isFree(one.name) && members.every((object) => model.isThere(object))
      const { status, json } = call('POST', url(one.kind), bodyOf(one.kind, { name: one.name, member }))
      expect(status).toBe(good ? 201 : 400)
      if (good) model.add({ id: json.id, kind: one.kind, name: one.name, members })
    } else if (one.act === 'bulk') {
      const lower = one.names.map((each) => each.toLowerCase())
      const good = new Set(lower).size === lower.length && one.names.every((each) => model.isFree(each))
      const bodies = one.names.map((each) => bodyOf('hosts', { name: each, member: undefined }))
      const { status, json } = call('POST', `${url('hosts')}?bulk=true`, bodies)
      expect(status).toBe(one.names.length === 0 ? 422 : good ? 201 : 400)
      if (status === 201) {
        for (const made of json.items) model.add({ id: made.id, kind: 'hosts', name: made.name, members: [] })
      }
    } else {
      const object = model.at(one.target)
      if (object === undefined) continue
      const there = model.isThere(object)
      const at = `${url(object.kind)}/${object.id}`
      if (one.act === 'delete') {
        const good = there && !model.isUsed(object)
        expect(call('DELETE', at).status).toBe(good ? 200 : there ? 400 : 404)
        if (good) model.objects = model.objects.filter((other) => other !== object)
        continue
      }
      const member = model.at(one.member)
      const members = membersOf(object.kind, member)
      const fits = members.every((other) => model.isThere(other) && !model.reaches(other, object))
      const good = there && model.isFree(one.name, object) && fits
      const body = bodyOf(object.kind, { name: one.name, member, id: object.id })
      expect(call('PUT', at, body).status).toBe(good ? 200 : there ? 400 : 404)
      if (good) Object.assign(object, { name: one.name, members })
    }
    for (const kind of KINDS) {
      const shown = call('GET', `${url(kind)}?limit=1000&expanded=true`).json
      expect(namesIn(shown).filter((each) => each !== 'any-ipv6')).toEqual(model.names(kind))
    }
  }
  const groups = call('GET', `${url('networkgroups')}?limit=1000&expanded=true`).json.items ?? []
  const expected = model.objects.filter(({ kind }) => kind === 'networkgroups')
  expect(
    groups.map(({ objects = [] }: { objects?: { name: string }[] }) => objects.map((member) => member.name)),
  ).toEqual(expected.map(({ members }) => members.map((member) => member.name)))
}

it('after any creates, updates and deletes, the lists hold what a simple model says', () => {
  fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }), run), { numRuns: 300 })
})

it('no body and no query makes it fail', () => {
  const { call } = jsonClient()
  const path = fc.constantFrom(
    'object/hosts',
    'object/networkgroups',
    'object/ports',
    'policy/accesspolicies',
    'devices/devicerecords',
    'deployment/deploymentrequests',
    'deployment/jobhistories',
  )
  const member = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.string(),
    fc.constant('[]'),
    fc.constant('{"name":"x","__proto__":1}'),
  )
  const query = fc.oneof(
    fc.string({ maxLength: 20 }).map((text) => `?filter=${encodeURIComponent(text)}`),
    fc.constantFrom('', '?bulk=true', '?limit=0', '?expanded=True&offset=3', '?section=x&insertBefore=1'),
  )
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE')
  fc.assert(
    fc.property(method, path, query, member, (verb, where, how, body) => {
      const { status } = call(verb, `${CONFIG}/${where}${how}`, body)
      return status < 500
    }),
    { numRuns: 500 },
  )
})
