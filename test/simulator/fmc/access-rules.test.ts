import { describe, expect, it } from 'vitest'
import { errorText } from './fmc-bench.js'
import { CONFIG, jsonClient, namesIn } from './json-client.js'

const POLICIES = `${CONFIG}/policy/accesspolicies`

function policyWithRules() {
  const client = jsonClient()
  const policy = client.create(POLICIES, { name: 'edge', defaultAction: { action: 'BLOCK' } })
  const rules = `${POLICIES}/${policy.id}/accessrules`
  const categories = `${POLICIES}/${policy.id}/categories`
  const rule = (name: string, query = '') => client.create(rules + query, { name, action: 'ALLOW' })
  const order = () => namesIn(client.call('GET', rules).json)
  return { ...client, policy, rules, categories, rule, order }
}

describe('access rules', () => {
  it('go to the end of the default section, below the mandatory one', () => {
    const { rule, order } = policyWithRules()
    expect(rule('a').metadata).toMatchObject({ ruleIndex: 1, section: 'Default', category: '--Undefined--' })
    rule('b')
    expect(rule('m', '?section=mandatory').metadata).toMatchObject({ ruleIndex: 1, section: 'Mandatory' })
    rule('n', '?section=Mandatory')
    expect(order()).toEqual(['m', 'n', 'a', 'b'])
  })

  it('stand with their category', () => {
    const { rule, order, create, call, categories } = policyWithRules()
    create(`${categories}?section=mandatory`, { name: 'late' })
    create(`${categories}?aboveCategory=late`, { name: 'early' })
    const made = rule('l', '?category=late')
    expect(made.metadata).toMatchObject({ section: 'Mandatory', category: 'late' })
    rule('e', '?category=early')
    rule('m', '?section=mandatory')
    rule('l2', '?category=late')
    expect(order()).toEqual(['m', 'e', 'l', 'l2'])
    const late = call('GET', categories).json.items[1]
    expect(call('DELETE', `${categories}/${late.id}`).status).toBe(400)
    const renamed = call('PUT', `${categories}/${late.id}`, { id: late.id, name: 'last' })
    expect(renamed.status).toBe(200)
    expect(call('GET', made.links.self.replace('https://fmc.example', '')).json.metadata.category).toBe(
      'last',
    )
  })

  it('are inserted before or after a rule, into its section', () => {
    const { rule, order } = policyWithRules()
    rule('m', '?section=mandatory')
    rule('a')
    rule('b')
    expect(rule('x', '?insertBefore=2').metadata).toMatchObject({ ruleIndex: 2, section: 'Default' })
    expect(rule('y', '?insertAfter=1').metadata).toMatchObject({ ruleIndex: 2, section: 'Mandatory' })
    expect(rule('z', '?insertBefore=5&insertAfter=1').metadata.ruleIndex).toBe(5)
    expect(order()).toEqual(['m', 'y', 'x', 'a', 'z', 'b'])
  })

  it('come in bulk, in their order, where one would go', () => {
    const { rule, order, call, rules } = policyWithRules()
    rule('a')
    rule('b')
    const bulk = ['x', 'y', 'z'].map((name) => ({ name, action: 'BLOCK' }))
    const made = call('POST', `${rules}?bulk=true&insertBefore=2`, bulk)
    expect(
      made.json.items.map(({ metadata }: { metadata: { ruleIndex: number } }) => metadata.ruleIndex),
    ).toEqual([2, 3, 4])
    expect(order()).toEqual(['a', 'x', 'y', 'z', 'b'])
    const ids = made.json.items.map(({ id }: { id: string }) => id)
    expect(call('DELETE', `${rules}?bulk=true&filter=ids:${ids[0]},${ids[2]}`).status).toBe(200)
    expect(order()).toEqual(['a', 'y', 'b'])
  })

  it.each([
    'section=middle',
    'section=constructor',
    'category=none',
    'section=default&category=none',
    'insertBefore=0',
    'insertBefore=2',
    'insertAfter=x',
  ])('are refused for %s', (query) => {
    const { call, rule, rules } = policyWithRules()
    rule('a')
    const { status, response } = call('POST', `${rules}?${query}`, { name: 'b', action: 'ALLOW' })
    expect(status).toBe(400)
    expect(errorText(response)).toContain('Invalid position')
  })

  it('keep their place when they are changed', () => {
    const { call, rule, rules, order } = policyWithRules()
    const { id } = rule('a', '?section=mandatory')
    rule('b')
    const changed = call('PUT', `${rules}/${id}`, { id, name: 'c', action: 'TRUST' })
    expect(changed.json).toMatchObject({ action: 'TRUST', metadata: { ruleIndex: 1, section: 'Mandatory' } })
    expect(order()).toEqual(['c', 'b'])
  })

  it('belong to one policy, which must be there', () => {
    const { call, create, rule, policy, rules } = policyWithRules()
    const { id } = rule('a')
    const other = create(POLICIES, { name: 'other', defaultAction: { action: 'BLOCK' } })
    expect(create(`${POLICIES}/${other.id}/accessrules`, { name: 'a', action: 'ALLOW' }).id).not.toBe(id)
    expect(call('GET', `${POLICIES}/${other.id}/accessrules/${id}`).status).toBe(404)
    const devel = rules.replace('default', '61e913a3-4bd6-7bde-54b6-000000000000')
    for (const target of [rules.replace(policy.id, id), devel]) {
      expect(call('GET', target).status).toBe(404)
      expect(call('POST', target, { name: 'b', action: 'ALLOW' }).status).toBe(404)
    }
    expect(call('GET', rules.replace(policy.id, 'edge')).status).toBe(400)
  })
})
