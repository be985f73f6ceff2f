import { describe, expect, it } from 'vitest'
import { ApstraBench, type OptionsInput } from './apstra-bench.js'

const RULES = '/api/aaa/password_complexity'
const DAY_MS = 86_400_000

/** A bench whose requirements are the first ones of the server with some changes. */
function withRules(change: (rules: Requirements) => void = () => {}, options: OptionsInput = {}) {
  const bench = new ApstraBench(options)
  const { token } = bench.login()
  const rules: Requirements = JSON.parse(bench.send('GET', RULES, { token }).body)
  change(rules)
  expect(bench.send('PUT', RULES, { token, body: rules }).status).toBe(200)
  return { bench, token, rules }
}

interface Requirements {
  validators: {
    regex_list: { regex: string; error_message: string; enabled: boolean }[]
    [name: string]: unknown
  }
  password_history_size?: number
  days_until_password_expires?: number
}

function changePassword(bench: ApstraBench, from: string, to: string) {
  const { token, id } = bench.login('operator', from)
  const body = { current_password: from, new_password: to }
  const reply = bench.send('PUT', `/api/aaa/users/${id}/change-password`, { token, body })
  return [reply.status, reply.body]
}

describe('password requirements', () => {
  it('are shown to everybody, history and expiry to administrators', () => {
    const { bench, token } = withRules()
    const { token: operator } = bench.login('operator')
    const names = (own: string) => Object.keys(JSON.parse(bench.send('GET', RULES, { token: own }).body))
    expect(names(token)).toEqual(['validators', 'password_history_size', 'days_until_password_expires'])
    expect(names(operator)).toEqual(['validators'])
    expect(bench.send('PUT', RULES, { token: operator, body: {} }).status).toBe(403)
  })

  it.each([
    ['short', ['Too short']],
    ['operator', ['Too short', 'name']],
    ['aaabbbccc', ['repeat']],
    ['aabbccdde', []],
    ['xxAbCdxx1', ['sequence']],
    ['xx1234xx5', ['sequence', 'adjacent']],
    ['zzQWERzz1', ['adjacent']],
    ['xxabczz12', []],
  ])('%s breaks %j', (password, broken) => {
    const { bench } = withRules(({ validators }) => {
      validators.regex_list = [
        { regex: '^.{9,}$', error_message: 'Too short', enabled: true },
        { regex: '^never$', error_message: 'Off', enabled: false },
      ]
      validators.no_username = { error_message: 'name', enabled: true }
      validators.no_repeat = { allowed_length: 2, error_message: 'repeat', enabled: true }
      validators.no_alphanumeric = { allowed_length: 3, error_message: 'sequence', enabled: true }
      validators.no_adjacent = { allowed_length: 3, error_message: 'adjacent', enabled: true }
    })
    const [status, body] = changePassword(bench, 'midrun', password)
    expect(status === 200 ? [] : JSON.parse(String(body)).errors).toEqual(broken)
  })

  it('hold for new users, too', () => {
    const { bench, token } = withRules(({ validators }) => {
      validators.no_username = { error_message: 'Not your name', enabled: true }
    })
    const reply = bench.send('POST', '/api/aaa/users', { token, body: { username: 'u', password: 'u' } })
    expect([reply.status, reply.body]).toEqual([422, '{"errors": ["Not your name"]}'])
  })

  it('forbid as many former passwords as the history holds', () => {
    const { bench } = withRules((rules) => {
      rules.password_history_size = 2
    })
    const reused = [422, '{"errors": {"new_password": "Password was used before"}}']
    expect(changePassword(bench, 'midrun', 'midrun')).toEqual(reused)
    expect(changePassword(bench, 'midrun', 'second')[0]).toBe(200)
    expect(changePassword(bench, 'second', 'midrun')).toEqual(reused)
    expect(changePassword(bench, 'second', 'third')[0]).toBe(200)
    expect(changePassword(bench, 'third', 'midrun')[0]).toBe(200)
  })

  it.each([401, 403] as const)('let passwords expire, to the millisecond, with status %i', async (status) => {
    const { bench, token } = withRules(
      (rules) => {
        rules.days_until_password_expires = 2
      },
      { expiredPasswordStatus: status, tokenTtlSeconds: 10 * 86_400 },
    )
    await bench.clock.advance(DAY_MS)
    expect(changePassword(bench, 'midrun', 'newer')[0]).toBe(200)
    await bench.clock.advance(DAY_MS - 1)
    const attempt = (username: string, password: string) => {
      const reply = bench.send('POST', '/api/aaa/login', { body: { username, password } })
      return [reply.status, reply.status === 201 ? '' : reply.body]
    }
    expect(attempt('admin', 'admin')).toEqual([201, ''])
    await bench.clock.advance(1)
    expect(attempt('admin', 'admin')).toEqual([status, '{"errors": "Password has expired"}'])
    expect(bench.lastAuth).toEqual({ outcome: 'bad-credentials', user: 'admin', cause: 'locked' })
    expect(attempt('operator', 'newer')).toEqual([201, ''])
    expect(bench.probe(token), 'tokens live on').toBe(200)
  })

  it('are refused when they are none', () => {
    const { bench, token, rules } = withRules()
    rules.validators.regex_list = [{ regex: '(', error_message: '', enabled: true }]
    const reply = bench.send('PUT', RULES, { token, body: rules })
    expect([reply.status, reply.body]).toEqual([
      422,
      '{"errors": {"validators.regex_list.0.regex": "Invalid value"}}',
    ])
    bench.controller.reset()
    const { token: again } = bench.login()
    expect(JSON.parse(bench.send('GET', RULES, { token: again }).body).days_until_password_expires).toBe(0)
  })
})
