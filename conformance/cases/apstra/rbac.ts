import type { Case } from '../case.js'
import { all, loginsAtMost, property, readsServed, requestsAtMost } from '../judges.js'
import { permissionCases } from '../shared/permission.js'
import { denied, fault, read } from '../steps.js'

/** Refusals for want of permission, some of which look like a dead token. */
export const rbacCases: Case[] = [
  ...permissionCases({ controller: 'apstra', source: 'SPEC6', confidence: 'confirmed', options: {} }),
  {
    id: 'apstra.rbac.permission-401',
    title: 'Calls that the user may not make are refused with 401, as favorites and preferences are',
    requirement:
      'A 401 that a login does not cure is about permission: it is given to the program after one try more.',
    level: 'must',
    source: 'SPEC6',
    confidence: 'likely',
    controller: 'apstra',
    plan: {
      class: 'hostile',
      steps: [
        read,
        fault('status', {
          path: '/api/aaa/users',
          times: 10_000,
          options: {
            status: 401,
            contentType: 'application/json',
            body: '{"errors": "Must have right permissions"}',
          },
        }),
        denied,
        read,
        denied,
        read,
      ],
    },
    judge: all(readsServed, property('no-storm'), loginsAtMost(3), requestsAtMost(14)),
  },
]
