import { describe, expect, it } from 'vitest'
import { CASES, casesMatching, planOf } from '../../../conformance/cases/index.js'
import { CONTROLLER_KINDS } from '../../../simulator/index.js'

describe('the cases', () => {
  it('have stable ids', () => {
    expect(CASES.map(({ id }) => id).sort()).toMatchSnapshot()
  })

  it('have an id each, which starts with the controller', () => {
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length)
    expect(CASES.filter(({ id, controller }) => !id.startsWith(`${controller}.`))).toEqual([])
  })

  it('have no ordinals in their ids', () => {
    expect(CASES.map(({ id }) => id).filter((id) => /(^|[.-])\d{1,2}([.-]|$)/.test(id))).toEqual([])
  })

  it('state each requirement in one sentence', () => {
    const requirements = CASES.map(({ requirement }) => requirement)
    expect(requirements.filter((text) => !/^[A-Z][^\n]*\.$/.test(text))).toEqual([])
  })

  it.each(CONTROLLER_KINDS)('of %s are fourteen and more, under plans that fit', (controller) => {
    const own = CASES.filter((each) => each.controller === controller)
    expect(own.length).toBeGreaterThanOrEqual(14)
    expect(own.map((each) => planOf(each).controller)).toEqual(own.map(() => controller))
  })
})

describe('casesMatching', () => {
  const matching = (pattern: string) => casesMatching(CASES, pattern).map(({ id }) => id)

  it('finds one case by its id', () => {
    expect(matching('apic.refresh.at-expiry')).toEqual(['apic.refresh.at-expiry'])
  })

  it('takes a star for any characters', () => {
    expect(matching('*.login.shared')).toEqual([
      'apic.login.shared',
      'fmc.login.shared',
      'apstra.login.shared',
    ])
  })

  it('takes a question mark for one character', () => {
    expect(matching('fm?.login.shared')).toEqual(['fmc.login.shared'])
  })

  it('takes a dot for a dot only', () => {
    expect(matching('apic-login.shared')).toEqual([])
    expect(matching('apic.login.share.')).toEqual([])
  })
})
