import type { Case } from '../case.js'
import { all, deniedUnchanged, loginsAtMost, renewalsAtMost, undisturbed } from '../judges.js'
import { permissionCases } from '../shared/permission.js'
import { denied, read } from '../steps.js'

/** Permission refusals, which share a status with the expired session. */
export const rbacCases: Case[] = [
  ...permissionCases({
    controller: 'apic',
    source: 'BLOG; contradicted by CO, AIM',
    confidence: 'assumed',
    options: { rbacDenyStyle: '403' },
  }),
  {
    id: 'apic.rbac.denied-as-model-error',
    title: 'A write without privilege is refused with 400 and code 170',
    requirement:
      'A permission refusal in the form of a model error reaches the program unchanged, with no login.',
    level: 'must',
    source: 'CO, AIM',
    confidence: 'likely',
    controller: 'apic',
    plan: {
      class: 'benign',
      options: { rbacDenyStyle: '400-170' },
      steps: [read, denied, read, denied],
    },
    judge: all(undisturbed, deniedUnchanged, loginsAtMost(1), renewalsAtMost(1)),
  },
]
