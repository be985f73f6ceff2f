import { describe, expect, it } from 'vitest'
import { checkProgram, lifetimeOptions } from '../../../conformance/check.js'
import { accountIn, SCENARIOS, scenariosFor } from '../../../conformance/drivers/scenarios.js'
import { REAL_TIME } from '../../../conformance/drivers/time-mode.js'
import { CONTROLLER_KINDS, CONTROLLER_OPTIONS, Simulator, VirtualClock } from '../../../simulator/index.js'

describe('scenarios', () => {
  it('are found by name, or all of a controller, and by no other name', () => {
    expect(scenariosFor('fmc', ['throttled', 'steady']).map(({ name }) => name)).toEqual([
      'throttled',
      'steady',
    ])
    expect(scenariosFor('apstra', ['all']).map(({ name }) => name)).toContain('second-logout')
    expect(() => scenariosFor('apic', ['second-logout'])).toThrow(
      /^expected all, steady, .*found "second-logout"$/,
    )
  })

  it.each(CONTROLLER_KINDS)(
    'give a program of an %s the account that they need, where there is one',
    (controller) => {
      const denied = SCENARIOS.find(({ name }) => name === 'rbac-denied')!
      const others = { apic: { name: 'boss' }, fmc: { name: 'boss' }, apstra: { username: 'boss' } }[
        controller
      ]
      const users = [{ ...others, password: 'secret' }]

      expect(accountIn(denied, controller, {})).toMatchObject({ username: 'reader', password: 'midrun' })
      expect(accountIn(SCENARIOS[0]!, controller, { users }).username).toBe('boss')
      expect(() => accountIn(denied, controller, { users })).toThrow(
        `expected an account named reader among the users of ${controller}, found boss`,
      )
    },
  )

  it.each(CONTROLLER_KINDS)('have names of their own, and options that an %s takes', (controller) => {
    const offered = scenariosFor(controller, ['all'])
    expect(new Set(offered.map(({ name }) => name)).size).toBe(offered.length)
    for (const { options } of offered) {
      const given = { ...lifetimeOptions(controller, 600), ...options?.(600) }
      expect(CONTROLLER_OPTIONS[controller].safeParse(given).error).toBeUndefined()
    }
  })

  it.each(
    CONTROLLER_KINDS.flatMap((controller) =>
      SCENARIOS.filter(
        ({ controllers, events }) => events !== undefined && controllers.includes(controller),
      ).map((scenario) => ({ controller, name: scenario.name, scenario })),
    ),
  )('$name happens to an $controller', ({ controller, scenario }) => {
    const simulator = new Simulator({ controller, seed: 1, clock: new VirtualClock() })
    simulator.controller.loginElsewhere('admin')
    const before = simulator.journal.entries.length
    for (const { act } of scenario.events!) act(simulator, 'admin', 600)
    expect(simulator.journal.entries.length).toBeGreaterThan(before)
  })
})

describe('a check', () => {
  it('gives a program what it needs to know, and says when it sent nothing', async () => {
    const wanted = [
      'MIDRUN_URL',
      'MIDRUN_HOST',
      'MIDRUN_PORT',
      'MIDRUN_USERNAME',
      'MIDRUN_PASSWORD',
      'MIDRUN_DURATION_SECONDS',
      'MIDRUN_TOKEN_SECONDS',
    ]
    const script = `process.exit(${JSON.stringify(wanted)}.some((name) => !process.env[name]) ? 9 : 0)`
    const { end, notJudged, results } = await checkProgram({
      controller: 'apstra',
      options: {},
      scenario: SCENARIOS[0]!,
      time: REAL_TIME,
      tokenSeconds: 10,
      durationSeconds: 60,
      command: [process.execPath, '-e', script],
      output: 'stderr',
      rules: [],
    })
    expect(end).toEqual({ exitCode: 0, stopped: false })
    expect(notJudged).toBe('The program sent no request. It finds the controller by MIDRUN_URL.')
    expect(results).toEqual([])
  })
})
