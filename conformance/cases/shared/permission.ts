import type { ControllerKind } from '../../../simulator/index.js'
import type { Case } from '../case.js'
import { all, deniedUnchanged, renewalsAtMost, undisturbed } from '../judges.js'
import { atOnce, denied, read, underWay, until } from '../steps.js'

/** How a controller refuses for lack of permission. */
export interface PermissionFacts {
  controller: ControllerKind
  source: string
  confidence: Case['confidence']
  options: Record<string, unknown>
}

/** What a permission refusal must not be taken for, on any controller. */
export function permissionCases({ controller, options, source, confidence }: PermissionFacts): Case[] {
  const common = { level: 'must', source, confidence, controller } as const
  const prefix = `${controller}.rbac`
  return [
    {
      ...common,
      id: `${prefix}.denied-is-not-expired`,
      title: 'Calls that the user may not make, between calls that it may',
      requirement: 'A permission refusal reaches the program unchanged, and no login or refresh answers it.',
      plan: { class: 'benign', options, steps: [read, denied, read, denied, read] },
      judge: all(undisturbed, deniedUnchanged, renewalsAtMost(1)),
    },
    {
      ...common,
      id: `${prefix}.denied-at-expiry`,
      title: 'A call that the user may not make, just when the token has run out',
      requirement:
        'The session is renewed once, for its expiry; the permission refusal that follows is final.',
      plan: { class: 'benign', options, steps: [read, until('token'), denied, read] },
      judge: all(undisturbed, deniedUnchanged, renewalsAtMost(2)),
    },
    {
      ...common,
      id: `${prefix}.denied-beside-reads`,
      title: 'Three calls that the user may not make, beside six reads',
      requirement: 'A permission refusal of one call disturbs no other call.',
      plan: {
        class: 'benign',
        options,
        steps: [underWay(atOnce(6, read, 100)), atOnce(3, denied, 150), read],
      },
      judge: all(undisturbed, deniedUnchanged, renewalsAtMost(1)),
    },
  ]
}
