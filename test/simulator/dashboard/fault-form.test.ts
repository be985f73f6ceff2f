import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fieldsOf, optionsFrom } from '../../../simulator/dashboard/model/fault-form.js'
import { QUICK_FAULTS, waitsFor } from '../../../simulator/dashboard/model/faults.js'
import type { FaultKind } from '../../../simulator/dashboard/model/wire.js'
import { FAULT_TYPES } from '../../../simulator/faults/fault-board.js'

/** Kinds as `GET /faults` lists them. */
const KINDS = [...FAULT_TYPES.values()].map(
  ({ type, title, options }) =>
    ({ type, title, options: z.toJSONSchema(options, { io: 'input' }) }) as unknown as FaultKind,
)
const kind = (type: string) => KINDS.find((candidate) => candidate.type === type)!

describe('the form of a fault', () => {
  it('has a field for each option of its schema', () => {
    expect(fieldsOf(kind('status'))).toMatchObject([
      { name: 'status', input: 'number', required: true, min: 400, max: 599 },
      { name: 'contentType', input: 'text', required: false, fallback: 'text/html' },
      { name: 'body', input: 'text', required: false },
      { name: 'retryAfterSeconds', input: 'number', required: false, min: 0 },
    ])
    expect(fieldsOf(kind('reset'))[0]).toMatchObject({
      input: 'choice',
      choices: ['request', 'reply'],
      fallback: 'request',
    })
  })

  it('leaves out what was left empty, and makes numbers of numbers', () => {
    expect(
      optionsFrom(fieldsOf(kind('status')), { status: '503', body: '', retryAfterSeconds: '20' }),
    ).toEqual({
      status: 503,
      retryAfterSeconds: 20,
    })
  })

  it('gives every kind of fault options that its schema takes', () => {
    for (const { type } of KINDS) {
      const fields = fieldsOf(kind(type))
      const given = Object.fromEntries(
        fields
          .filter(({ required }) => required)
          .map(({ name, min, choices }) => [name, choices[0] ?? String(min ?? 1)]),
      )
      expect(FAULT_TYPES.get(type)!.options.safeParse(optionsFrom(fields, given)).success).toBe(true)
    }
  })
})

describe('faults of one click', () => {
  it('are such that they can be armed', () => {
    for (const { spec } of QUICK_FAULTS) {
      expect(FAULT_TYPES.get(spec.type)?.options.safeParse(spec.options ?? {}).success).toBe(true)
    }
  })

  it('say what they wait for', () => {
    const armed = {
      id: 'fault-1',
      type: 'reset',
      options: {},
      skip: 2,
      times: 3,
      struck: 1,
      method: 'get',
      path: '/api',
    }
    expect(waitsFor(armed)).toBe('waits for GET any request at /api, after 2 more; 1 of 3 struck')
  })
})
