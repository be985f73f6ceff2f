import type { Case } from '../case.js'
import { undisturbed } from '../judges.js'
import { acrossExpiry, read } from '../steps.js'

const common = {
  level: 'must',
  controller: 'apstra',
  judge: undisturbed,
} as const

/** Differences between product generations that a client has to live with. */
export const generationCases: Case[] = [
  {
    ...common,
    id: 'apstra.generations.hs256-token',
    title: 'A token of the 3.3 generation: HS256, alg first, created_at before user_session',
    requirement: 'The claims of a token are read by name, whatever their order and its algorithm.',
    source: 'token of Jan 2021',
    confidence: 'confirmed',
    plan: {
      class: 'benign',
      options: {
        tokenTtlSeconds: 3600,
        tokenAlgorithm: 'HS256',
        tokenHeaderOrder: 'alg-first',
        tokenClaimOrder: 'created-first',
      },
      steps: acrossExpiry(read),
    },
  },
  {
    ...common,
    id: 'apstra.generations.login-status-200',
    title: 'A login is answered with 200 in place of 201',
    requirement: 'A good login is told by its token, not by one exact status.',
    source: 'mocks of PYEZ, APY',
    confidence: 'assumed',
    level: 'should',
    plan: { class: 'benign', options: { loginStatus: 200 }, steps: [read, read] },
  },
]
