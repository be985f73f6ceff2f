import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHILD_CLASSES, CLASSES } from '../../../simulator/apic/model/classes.js'
import { resolveDn } from '../../../simulator/apic/model/distinguished-name.js'
import { type ObjectChange, ObjectStore, subtree } from '../../../simulator/apic/model/object-store.js'
import { choice, complaintAbout, flags, text, whole } from '../../../simulator/apic/model/properties.js'
import { RnFormat } from '../../../simulator/apic/model/rn-format.js'
import { ApicUnderTest, attributesOf, dnsOf, errorOf } from './apic-under-test.js'

describe('the classes', () => {
  it.each([...CLASSES.values()])('$name has parents, children and relations that exist', (cls) => {
    if (cls.parents !== 'any') for (const parent of cls.parents) expect(CLASSES.has(parent)).toBe(true)
    const rns = cls.implicitChildren
    for (const rn of rns)
      expect(CHILD_CLASSES.get(cls.name)!.some((child) => child.rn.prefix === rn)).toBe(true)
    if (cls.relation !== undefined) expect(cls.defaults).toHaveProperty(cls.relation.naming)
  })

  it.each([...CLASSES.values()])(
    '$name has defaults that its own rules allow',
    ({ settable, defaults, rn }) => {
      for (const [property, rule] of settable) {
        if (!rn.naming.includes(property))
          expect(complaintAbout(defaults[property]!, rule), property).toBe(undefined)
      }
    },
  )

  it('never tell a secret', () => {
    for (const { secret, defaults } of CLASSES.values()) {
      for (const property of secret) expect(defaults).not.toHaveProperty(property)
    }
  })
})

describe('an RN format', () => {
  const value = fc.stringMatching(/^[a-z0-9.:-]{1,8}$/)

  it.each(['tn-{name}', 'subnet-[{ip}]', 'vlanns-[{name}]-{allocMode}', 'from-[{from}]-to-[{to}]'])(
    '%s takes apart what it builds',
    (format) => {
      const rnFormat = new RnFormat(format)
      fc.assert(
        fc.property(fc.tuple(value, value), (values) => {
          const naming = Object.fromEntries(
            rnFormat.naming.map((property, index) => [property, values[index]!]),
          )
          expect(rnFormat.parse(rnFormat.build(naming))).toEqual(naming)
        }),
      )
    },
  )

  it('keeps slashes and brackets inside brackets', () => {
    const rn = 'rspathAtt-[topology/pod-1/paths-101/pathep-[eth1/1]]'
    expect(new RnFormat('rspathAtt-[{tDn}]').parse(rn)).toEqual({
      tDn: 'topology/pod-1/paths-101/pathep-[eth1/1]',
    })
  })
})

describe('property rules', () => {
  it.each([
    [choice('a', 'b'), 'b', undefined],
    [choice('a', 'b'), 'c', 'enumeration'],
    [flags('', 'x', 'y'), 'x,y', undefined],
    [flags('', 'x', 'y'), 'x,z', 'enumeration'],
    [whole('1', 1, 5, 'inherit'), 'inherit', undefined],
    [whole('1', 1, 5), '6', 'form'],
    [whole('1', 1, 5), '1.5', 'form'],
    [text('', 3), 'abcd', 'form'],
    [text('', 9, /^a/), 'b', 'form'],
  ] as const)('%j and "%s"', ({ rule }, value, complaint) => {
    expect(complaintAbout(value, rule)).toBe(complaint)
  })
})

describe('the object store', () => {
  it('tells its listeners of each change', () => {
    const store = new ObjectStore()
    store.furnish([{ place: resolveDn('uni'), shown: {} }], 0)
    const changes: [string, string, readonly string[]][] = []
    const end = store.onChange(({ kind, object, changed }: ObjectChange) =>
      changes.push([kind, object.dn, changed]),
    )
    const tenant = resolveDn('uni/tn-a')
    store.put(tenant, { shown: { descr: 'x' } }, 1, 7)
    store.put(tenant, { shown: { descr: 'y', nameAlias: '' } }, 2, 7)
    store.put(tenant, { shown: { descr: 'y' } }, 3, 7)
    store.remove('uni/tn-a')
    const all = ['uni/tn-a', 'uni/tn-a/eptags', 'uni/tn-a/rsTenantMonPol', 'uni/tn-a/svcCont']
    expect(changes).toEqual([
      ...all.map((dn) => ['created', dn, []]),
      ['modified', 'uni/tn-a', ['descr']],
      ...all.map((dn) => ['deleted', dn, []]),
    ])
    end()
    store.put(tenant, { shown: {} }, 4, 7)
    expect(changes).toHaveLength(9)
  })

  it('keeps its indexes in step with its tree', () => {
    const place = fc.constantFrom('uni/tn-a', 'uni/tn-b', 'uni/tn-a/BD-x', 'uni/tn-a/BD-y', 'uni/tn-b/BD-x')
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), place), { maxLength: 30 }), (steps) => {
        const store = new ObjectStore()
        store.furnish([{ place: resolveDn('uni'), shown: {} }], 0)
        for (const [puts, dn] of steps) {
          const at = resolveDn(dn)
          if (!puts) store.remove(dn)
          else if (store.get(at.parentDn!) !== undefined) store.put(at, { shown: {} }, 0, 0)
        }
        const inTree = [...subtree(store.get('uni')!)]
        const inClasses = [...CLASSES.keys()].flatMap((name) => store.ofClass(name))
        expect(new Set(inClasses)).toEqual(new Set(inTree))
        expect(inTree.every((object) => store.get(object.dn) === object)).toBe(true)
      }),
    )
  })
})

describe('the starter fabric', () => {
  const apic = new ApicUnderTest({ version: '6.1(4h)' })
  const token = apic.login()
  const get = (path: string) => apic.as(token, 'GET', `/api/${path}`)

  it('has its nodes with their systems', () => {
    expect(dnsOf(get('class/fabricNode.json?query-target-filter=eq(fabricNode.role,"leaf"'))).toEqual([
      'topology/pod-1/node-101',
      'topology/pod-1/node-102',
    ])
    expect(
      attributesOf(get('mo/topology/pod-1/node-1/sys/ctrlrfwstatuscont/ctrlrrunning.json')).version,
    ).toBe('6.1(4h)')
    expect(dnsOf(get('class/topSystem.json'))).toHaveLength(5)
  })

  it('cannot be configured where it is an inventory', () => {
    const body = { fabricNode: { attributes: { name: 'x' } } }
    expect(errorOf(apic.as(token, 'POST', '/api/mo/topology/pod-1/node-101.json', body))).toBe(
      '400 1 Invalid Configuration : class fabricNode is not configurable',
    )
    expect(apic.as(token, 'DELETE', '/api/mo/topology/pod-1/node-101.json').status).toBe(400)
  })

  it('keeps children that came by themselves as long as their parent', () => {
    apic.as(token, 'POST', '/api/mo/uni.json', { fvTenant: { attributes: { name: 'a' } } })
    expect(attributesOf(get('mo/uni/tn-a/svcCont.json')).lcOwn).toBe('implicit')
    expect(errorOf(apic.as(token, 'DELETE', '/api/mo/uni/tn-a/svcCont.json'))).toBe(
      '400 107 Cannot delete object of class:vnsSvcCont, uni/tn-a/svcCont cannot be deleted',
    )
    expect(apic.as(token, 'DELETE', '/api/mo/uni/tn-a.json').status).toBe(200)
    expect(dnsOf(get('mo/uni/tn-a/svcCont.json'))).toEqual([])
  })

  it('takes annotations on anything but annotations', () => {
    const tag = { tagAnnotation: { attributes: { key: 'owner', value: 'net' } } }
    expect(apic.as(token, 'POST', '/api/mo/uni/tn-common.json', tag).status).toBe(200)
    expect(attributesOf(get('mo/uni/tn-common/annotationKey-[owner].json')).value).toBe('net')
    expect(
      apic.as(token, 'POST', '/api/mo/uni/tn-common/annotationKey-[owner].json', {
        tagTag: { attributes: { key: 'k' } },
      }).status,
    ).toBe(400)
  })
})
