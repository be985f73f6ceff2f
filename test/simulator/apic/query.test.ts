import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLASSES } from '../../../simulator/apic/model/classes.js'
import { compileFilter } from '../../../simulator/apic/query/filter.js'
import { compileWildcard } from '../../../simulator/apic/query/wildcard.js'
import { ApicUnderTest, attributesOf, dnsOf, errorOf } from './apic-under-test.js'

const tenant = (name: string, descr: string, bds: [name: string, arpFlood: string][] = []) => ({
  fvTenant: {
    attributes: { name, descr },
    children: bds.map(([bd, arpFlood]) => ({ fvBD: { attributes: { name: bd, arpFlood } } })),
  },
})

const furnished = () => {
  const apic = new ApicUnderTest()
  const token = apic.login()
  const children = [
    tenant('a', 'first', [
      ['web', 'yes'],
      ['db', 'no'],
    ]),
    tenant('b', 'second', [['web', 'no']]),
    tenant('c', '10'),
    tenant('d', '9'),
  ]
  apic.as(token, 'POST', '/api/mo/uni.json', { polUni: { attributes: {}, children } })
  const get = (path: string) => apic.as(token, 'GET', `/api/${path}`)
  return { apic, token, get }
}

/** Names of the tenants that a filter leaves, of the four that this file makes. */
const tenantsOf = (filter: string) => {
  const { get } = furnished()
  const response = get(`class/fvTenant.json?query-target-filter=${encodeURIComponent(filter)}`)
  expect(response.status, response.body).toBe(200)
  return dnsOf(response)
    .map((dn) => dn.slice('uni/tn-'.length))
    .filter((name) => name.length === 1)
    .join('')
}

describe('query-target-filter', () => {
  it.each([
    ['eq(fvTenant.name,"a")', 'a'],
    ['ne(fvTenant.name,"a")', 'bcd'],
    ['or(eq(fvTenant.name, "a"), eq(fvTenant.name, "c"))', 'ac'],
    ['and(ne(fvTenant.name,"a"),ne(fvTenant.name,"c"),ne(fvTenant.name,"d"))', 'b'],
    ['xor(eq(fvTenant.name,"a"),wcard(fvTenant.descr,"first"))', ''],
    ['not(eq(fvTenant.name,"a"))', 'bcd'],
    ['lt(fvTenant.descr,"10")', 'd'],
    ['le(fvTenant.descr,"10")', 'cd'],
    ['gt(fvTenant.descr,"9")', 'abc'],
    ['ge(fvTenant.descr,"first")', 'ab'],
    ['bw(fvTenant.descr,"8","11")', 'cd'],
    ['wcard(fvTenant.descr,"^s.*d$")', 'b'],
    ['anybit(fvTenant.name,"a,d")', 'ad'],
    ['true()', 'abcd'],
    ['true', 'abcd'],
    ['false()', ''],
    ['eq(fvBD.name,"web")', ''],
    ['eq(fvTenant.name,"a"', 'a'],
    ["eq(fvTenant.name,'a')", 'a'],
    ['eq(fvTenant.name,a)', 'a'],
  ])('%s leaves "%s"', (filter, names) => {
    expect(tenantsOf(filter)).toBe(names)
  })

  it.each([
    ['allbit(fvTenant.name,"a")', '400 301 no such filter type'],
    ['eq(fvTenant.colour,"a")', "400 121 Prop 'colour' not found in class 'fvTenant' property table"],
    ['eq(fvNone.name,"a")', '400 400 Request failed, unresolved class for fvNone'],
    ['wcard(fvTenant.name,"*a")', "400 301 invalid wildcard pattern '*a'"],
    ['eq(fvTenant,"a")', '400 400 Request failed, invalid filter expression at position 3'],
    ['eq(fvTenant.name,"a', '400 400 Request failed, invalid filter expression at position 17'],
    ['bw(fvTenant.name,"a")', '400 400 Request failed, invalid filter expression at position 20'],
    ['eq(fvTenant.name,"a") eq', '400 400 Request failed, invalid filter expression at position 22'],
  ])('%s is refused', (filter, error) => {
    const target = `class/fvTenant.json?query-target-filter=${encodeURIComponent(filter)}`
    expect(errorOf(furnished().get(target))).toBe(error)
  })

  it('may nest, but not without end', () => {
    const nested = (depth: number) => `${'not('.repeat(depth)}true()${')'.repeat(depth)}`
    const cls = CLASSES.get('fvTenant')!
    expect(compileFilter(nested(50))(cls, {})).toBe(true)
    expect(() => compileFilter(nested(5000))).toThrow('invalid filter expression')
  })
})

describe('wildcards', () => {
  it('match what the regular expression of the same meaning matches', () => {
    const piece = fc.constantFrom('a', 'b', '.', '.*', '[ab]', '[^a]', '\\.', '/')
    const pattern = fc
      .tuple(fc.constantFrom('', '^'), fc.array(piece, { maxLength: 8 }), fc.constantFrom('', '$'))
      .map(([start, pieces, end]) => start + pieces.join('') + end)
    const value = fc.array(fc.constantFrom('a', 'b', '.', '/'), { maxLength: 12 }).map((all) => all.join(''))
    fc.assert(
      fc.property(pattern, value, (text, subject) => {
        expect(compileWildcard(text)(subject)).toBe(new RegExp(text.replaceAll('/', '\\/')).test(subject))
      }),
      { numRuns: 2000 },
    )
  })

  it('take no exponential time', () => {
    expect(compileWildcard(`${'a.*'.repeat(30)}b$`)('a'.repeat(5000))).toBe(false)
  })
})

describe('replies', () => {
  it('show children inside, of the classes asked for, with their RN', () => {
    const { get } = furnished()
    const query = 'rsp-subtree=children&rsp-subtree-class=fvBD,fvCrtrn&rsp-prop-include=naming-only'
    expect(get(`mo/uni/tn-a.json?${query}`).body).toBe(
      '{"totalCount":"1","imdata":[{"fvTenant":{"attributes":{"dn":"uni/tn-a","name":"a"},"children":[{"fvBD":{"attributes":{"name":"web","rn":"BD-web"}}},{"fvBD":{"attributes":{"name":"db","rn":"BD-db"}}}]}}]}',
    )
  })

  it('show what connects the wanted objects with the root', () => {
    const { get } = furnished()
    const query = `rsp-subtree=full&rsp-subtree-class=fvBD&rsp-subtree-filter=eq(fvBD.name,"db")&rsp-prop-include=naming-only`
    expect(JSON.parse(get(`mo/uni.json?${query}`).body).imdata[0].polUni.children).toEqual([
      {
        fvTenant: {
          attributes: { name: 'a', rn: 'tn-a' },
          children: [{ fvBD: { attributes: { name: 'db', rn: 'BD-db' } } }],
        },
      },
    ])
  })

  it.each([
    ['rsp-subtree=children&rsp-subtree-class=fvBD&rsp-subtree-include=required', ['uni/tn-a', 'uni/tn-b']],
    [
      'rsp-subtree-include=faults',
      ['uni/tn-common', 'uni/tn-infra', 'uni/tn-mgmt', 'uni/tn-a', 'uni/tn-b', 'uni/tn-c', 'uni/tn-d'],
    ],
    ['rsp-subtree-include=health,required', []],
    [
      'rsp-subtree=full&rsp-subtree-class=fvBD&rsp-subtree-include=no-scoped',
      ['uni/tn-a/BD-web', 'uni/tn-a/BD-db', 'uni/tn-b/BD-web'],
    ],
    [
      'query-target=children&target-subtree-class=fvBD&order-by=fvBD.name|asc,fvBD.dn|desc',
      ['uni/tn-a/BD-db', 'uni/tn-b/BD-web', 'uni/tn-a/BD-web'],
    ],
    ['order-by=fvTenant.name|desc&page-size=2&page=1', ['uni/tn-d', 'uni/tn-common']],
  ])('follow %s', (query, dns) => {
    expect(dnsOf(furnished().get(`class/fvTenant.json?${query}`))).toEqual(dns)
  })

  it('show relations when asked for them', () => {
    const body = JSON.parse(furnished().get('mo/uni/tn-a.json?rsp-subtree-include=relations').body)
    expect(body.imdata[0].fvTenant.children.map((child: object) => Object.keys(child)[0])).toEqual([
      'fvRsTenantMonPol',
    ])
  })

  it('count', () => {
    const response = furnished().get('class/fvBD.json?rsp-subtree-include=count')
    expect(response.body).toBe(
      '{"totalCount":"1","imdata":[{"moCount":{"attributes":{"childAction":"","count":"3","dn":"cnt","status":""}}}]}',
    )
  })

  it('show configuration alone, or what was configured', () => {
    const { get } = furnished()
    expect(attributesOf(get('mo/uni/tn-a.json?rsp-prop-include=config-only'))).toEqual({
      annotation: '',
      descr: 'first',
      dn: 'uni/tn-a',
      name: 'a',
      nameAlias: '',
      ownerKey: '',
      ownerTag: '',
      userdom: ':all:',
    })
    expect(attributesOf(get('mo/uni/tn-a/BD-web.json?rsp-prop-include=config-explicit'))).toEqual({
      arpFlood: 'yes',
      dn: 'uni/tn-a/BD-web',
      name: 'web',
    })
    expect(attributesOf(get('mo/uni/tn-a.json?rsp-prop-include=oper'))).not.toHaveProperty('descr')
  })

  it('to a node-scoped class query hold what is below the node', () => {
    const { get } = furnished()
    expect(dnsOf(get('node/class/topology/pod-1/node-101/topSystem.json'))).toEqual([
      'topology/pod-1/node-101/sys',
    ])
    expect(dnsOf(get('node/class/uni/tn-a/fvBD.json'))).toHaveLength(2)
  })

  it('show a page as it is after a change', () => {
    const { apic, token, get } = furnished()
    const page = () => dnsOf(get('class/fvBD.json?page-size=1&page=2&order-by=fvBD.dn'))
    expect(page()).toEqual(['uni/tn-b/BD-web'])
    apic.as(token, 'DELETE', '/api/mo/uni/tn-a/BD-db.json')
    expect(page()).toEqual([])
  })

  it('to a POST hold the tree when asked for it', () => {
    const { apic, token } = furnished()
    const post = (option: string) =>
      apic.as(token, 'POST', `/api/mo/uni.json?rsp-subtree=${option}`, tenant('e', '', [['x', 'no']]))
    expect(dnsOf(post('no'))).toEqual([])
    expect(dnsOf(post('modified'))).toEqual(['uni/tn-e'])
  })

  it.each([
    ['query-target=up', "400 400 Request failed, invalid value 'up' for option query-target"],
    ['rsp-subtree=x', "400 400 Request failed, invalid value 'x' for option rsp-subtree"],
    ['rsp-subtree-include=x', "400 400 Request failed, invalid value 'x' for option rsp-subtree-include"],
    ['order-by=fvTenant', "400 400 Request failed, invalid value 'fvTenant' for option order-by"],
    ['order-by=fvTenant.x', "400 121 Prop 'x' not found in class 'fvTenant' property table"],
    ['rsp-subtree-class=none', '400 400 Request failed, unresolved class for none'],
  ])('refuse %s', (query, error) => {
    expect(errorOf(furnished().get(`class/fvTenant.json?${query}`))).toBe(error)
  })
})

/** A filter as a tree, to be written as text and to be evaluated on its own. */
type Tree =
  | { is: 'eq' | 'ne' | 'wcard'; property: string; value: string }
  | { is: 'and' | 'or'; parts: Tree[] }
  | { is: 'not'; part: Tree }

const written = (tree: Tree): string => {
  switch (tree.is) {
    case 'and':
    case 'or':
      return `${tree.is}(${tree.parts.map(written).join(',')})`
    case 'not':
      return `not(${written(tree.part)})`
    default:
      return `${tree.is}(fvBD.${tree.property},"${tree.value}")`
  }
}

const passes = (tree: Tree, values: Record<string, string>): boolean => {
  switch (tree.is) {
    case 'and':
      return tree.parts.every((part) => passes(part, values))
    case 'or':
      return tree.parts.some((part) => passes(part, values))
    case 'not':
      return !passes(tree.part, values)
    case 'eq':
      return values[tree.property] === tree.value
    case 'ne':
      return values[tree.property] !== tree.value
    case 'wcard':
      return values[tree.property]!.includes(tree.value)
  }
}

const { tree } = fc.letrec<{ tree: Tree; leaf: Tree }>((tie) => ({
  leaf: fc.record({
    is: fc.constantFrom('eq' as const, 'ne' as const, 'wcard' as const),
    property: fc.constantFrom('name', 'arpFlood', 'dn'),
    value: fc.constantFrom('web', 'db', 'yes', 'no', 'tn-a', ''),
  }),
  tree: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.record({
      is: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ is: fc.constant('not' as const), part: tie('tree') }),
  ),
}))

describe('any query', () => {
  it('finds what a simple evaluator of it finds', () => {
    const { get } = furnished()
    const all = (
      JSON.parse(get('class/fvBD.json').body).imdata as { fvBD: { attributes: Record<string, string> } }[]
    ).map(({ fvBD }) => fvBD.attributes)
    fc.assert(
      fc.property(
        tree,
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(2),
        (filter, descending, size, page) => {
          const expected = all
            .filter((values) => passes(filter, values))
            .map(({ dn }) => dn!)
            .sort()
          if (descending) expected.reverse()
          const response = get(
            `class/fvBD.json?query-target-filter=${encodeURIComponent(written(filter))}&order-by=fvBD.dn|${descending ? 'desc' : 'asc'}&page-size=${size}&page=${page}`,
          )
          expect(JSON.parse(response.body).totalCount).toBe(String(expected.length))
          expect(dnsOf(response)).toEqual(expected.slice(page * size, (page + 1) * size))
        },
      ),
      { numRuns: 400 },
    )
  })

  it('that makes no sense gets a documented error and never anything else', () => {
    const { get } = furnished()
    const option = fc.constantFrom(
      'query-target',
      'target-subtree-class',
      'query-target-filter',
      'rsp-subtree',
      'rsp-subtree-class',
      'rsp-subtree-filter',
      'rsp-subtree-include',
      'rsp-prop-include',
      'order-by',
      'page',
      'page-size',
    )
    const value = fc.oneof(
      fc.string({ maxLength: 10 }),
      fc.constantFrom(
        'children',
        'subtree',
        'full',
        'fvBD',
        'fvBD.name|desc',
        'count',
        'required,no-scoped',
        '3',
      ),
      fc
        .array(fc.constantFrom('eq', 'and', 'not', 'wcard', '(', ')', ',', '"', 'fvBD.name', 'a', '*', '['), {
          maxLength: 9,
        })
        .map((parts) => parts.join('')),
    )
    const query = fc.array(fc.tuple(option, value), { maxLength: 4 })
    const path = fc.constantFrom(
      'class/fvBD',
      'class/fvTenant',
      'mo/uni',
      'mo/uni/tn-a',
      'class/uni/tn-a/fvBD',
    )
    fc.assert(
      fc.property(path, query, (resource, options) => {
        const text = options.map(([name, given]) => `${name}=${encodeURIComponent(given)}`).join('&')
        const response = get(`${resource}.json?${text}`)
        expect([200, 400]).toContain(response.status)
        if (response.status === 400) expect(['400', '301', '121']).toContain(attributesOf(response).code)
      }),
      { numRuns: 600 },
    )
  })
})
