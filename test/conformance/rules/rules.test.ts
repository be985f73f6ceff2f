import { describe, expect, it } from 'vitest'
import { RULES } from '../../../conformance/rules/index.js'
import { type Recording, recordingOf } from '../../../conformance/rules/recording.js'
import type { Rule } from '../../../conformance/rules/rule.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import { CONTROLLER_SCENARIOS } from './controller-scenarios.js'
import { REQUEST_SCENARIOS } from './request-scenarios.js'
import { recordingOfScenario, type Scenario, type ScenarioTable } from './scenario.js'
import { SESSION_SCENARIOS } from './session-scenarios.js'

const SCENARIOS: ScenarioTable = { ...SESSION_SCENARIOS, ...REQUEST_SCENARIOS, ...CONTROLLER_SCENARIOS }

/** Tells a figure of each run that it is exercised in, so no run of it is free of findings. */
const ALWAYS_TELLS = ['apic.refresh-margin']

async function resultOf(rule: Rule, scenario: Scenario) {
  const [result] = judgeRecording(await recordingOfScenario(scenario), [rule])
  return result!
}

describe.each(RULES.filter(({ id }) => !ALWAYS_TELLS.includes(id)))('$id', (rule) => {
  it('finds what breaks it, with evidence in the journal', async () => {
    const recording = await recordingOfScenario(SCENARIOS[rule.id]!.breaks)
    const [result] = judgeRecording(recording, [rule])

    const verdicts = { must: 'fail', should: 'advice', may: 'advice', observe: 'pass' }
    expect(result).toMatchObject({ verdict: verdicts[rule.level] })
    expect(result!.findings.length).toBeGreaterThan(0)
    for (const { evidence, message } of result!.findings) {
      expect(evidence.every((seq) => recording.entries.some((entry) => entry.seq === seq))).toBe(true)
      expect(message).toMatch(/^\S.+[^.]$/)
    }
  })

  it('finds nothing where it is kept', async () => {
    expect(await resultOf(rule, SCENARIOS[rule.id]!.keeps)).toMatchObject({ verdict: 'pass', findings: [] })
  })

  it('says nothing where its situation did not come about', async () => {
    const { verdict, note } = await resultOf(rule, SCENARIOS[rule.id]!.idle)

    expect(verdict).toBe('not-exercised')
    expect(note).toMatch(/^It needs [a-z0-9].+\.$/)
  })
})

/** The same journal as a clock that runs would have left it: each entry a little later than the one before. */
function asLive({ controller, entries, circumstances }: Recording): Recording {
  const later = (seq: number) => seq * 0.013
  const live = entries.map((entry) => ({
    ...entry,
    atMs: entry.atMs + later(entry.seq),
    ...('endedMs' in entry ? { endedMs: entry.endedMs! + later(entry.seq) } : {}),
    ...('tokenEndsMs' in entry ? { tokenEndsMs: entry.tokenEndsMs! + later(entry.seq) } : {}),
  }))
  return recordingOf(controller, live, circumstances)
}

describe.each(Object.keys(SCENARIOS))('%s on a clock that runs', (id) => {
  const rules = RULES.filter((rule) => rule.id === id)

  it.each(['breaks', 'keeps', 'idle'] as const)('judges what %s it as in virtual time', async (which) => {
    const recording = await recordingOfScenario(SCENARIOS[id]![which])
    const told = (from: Recording) =>
      judgeRecording(from, rules).map(({ verdict, findings }) => [
        verdict,
        findings.map(({ evidence }) => evidence),
      ])

    expect(told(asLive(recording))).toEqual(told(recording))
  })
})

describe('apic.refresh-margin', () => {
  const rule = RULES.find(({ id }) => id === 'apic.refresh-margin')!

  it('tells the smallest margin', async () => {
    const { verdict, findings } = await resultOf(rule, SCENARIOS['apic.refresh-not-login']!.keeps)

    expect(verdict).toBe('pass')
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^the smallest margin of 5 refreshes was 59\.\d+ s of (?:10 min|9 min 59\.\d+ s)$/,
      ),
    ])
  })

  it('says nothing without a refresh', async () => {
    const { verdict } = await resultOf(rule, SCENARIOS['apic.refresh-not-login']!.idle)
    expect(verdict).toBe('not-exercised')
  })
})

describe('the rules', () => {
  it('have an id each, of a subject and a requirement', () => {
    const ids = RULES.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^[a-z]+\.[a-z]+(?:-[a-z]+)*$/.test(id))).toEqual([])
  })

  it('say what they require, why, and what they need, in whole sentences', () => {
    const wrong = RULES.filter(
      ({ requirement, remedy, needs, title }) =>
        ![requirement, remedy].every((text) => /^[A-Z0-9].+\.$/.test(text)) ||
        !/^[a-z0-9].+\.$/.test(needs) ||
        title.endsWith('.'),
    )
    expect(wrong.map(({ id }) => id)).toEqual([])
  })

  it('have no scenario that belongs to none of them', () => {
    const ids = new Set(RULES.map(({ id }) => id))
    expect(Object.keys(SCENARIOS).filter((id) => !ids.has(id))).toEqual([])
  })
})
