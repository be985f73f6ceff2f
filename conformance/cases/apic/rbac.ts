import { PLAN_USER } from '../../plans/operations.js'
import type { Case, Judge } from '../case.js'
import { all, deniedUnchanged, loginsAtMost, renewalsAtMost, undisturbed } from '../judges.js'
import { permissionCases } from '../shared/permission.js'
import { denied, list, MINUTE, read, repeat, wait } from '../steps.js'

/** The account of the plans in one security domain only, so that it sees one tenant of several. */
const operatorOfOneDomain = {
  name: PLAN_USER.username,
  password: PLAN_USER.password,
  domains: [{ name: 'common', roles: [{ name: 'tenant-admin', privilege: 'write' }] }],
}

/** Evidence: the client was shown what its user may see, and that was not all there is. */
const sawPart: Judge = ({ entries }) =>
  entries.some(
    (entry) =>
      entry.kind === 'exchange' &&
      entry.request.target.startsWith('/api/class/') &&
      entry.response.body.includes('uni/tn-common') &&
      !entry.response.body.includes('uni/tn-infra'),
  )
    ? []
    : ['no read was answered with a part of what there is']

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
  {
    id: 'apic.rbac.filtered-reads',
    title: 'Reads of a class by a user who sees only a part of it',
    requirement: 'A reply that leaves out what the user may not see is a success, and calls for no login.',
    level: 'must',
    source: 'nobody says which way reads are filtered',
    confidence: 'assumed',
    controller: 'apic',
    plan: {
      class: 'benign',
      options: { users: [operatorOfOneDomain] },
      steps: [read, ...repeat(5, list, wait(MINUTE)), read],
    },
    judge: all(undisturbed, loginsAtMost(1), renewalsAtMost(1)),
    evidence: sawPart,
  },
]
