import { GENERATIONS } from '../../../simulator/apstra/generations.js'
import type { Case } from '../case.js'
import { undisturbed } from '../judges.js'
import { acrossExpiry, atOnce, read, write } from '../steps.js'

const common = {
  level: 'must',
  controller: 'apstra',
  judge: undisturbed,
} as const

/** A name for each generation, and whose behaviour it is known from. */
const PRODUCTS = {
  G1: { product: 'AOS 1.x', source: 'PYEZ' },
  G2: { product: 'AOS 2.x and 3.x', source: 'token of Jan 2021; APY' },
  G4: { product: 'Apstra 4.x', source: 'LAB; NCH' },
  G5: { product: 'Apstra 5.x', source: 'LAB; GOSDK' },
  G6: { product: 'Apstra 6.x', source: 'SPEC6' },
} as const

/** Differences between product generations that a client has to live with. */
export const generationCases: Case[] = [
  ...GENERATIONS.map(
    (generation): Case => ({
      ...common,
      id: `apstra.generations.${generation.toLowerCase()}`,
      title: `Reads and writes through the end of a token on ${PRODUCTS[generation].product}`,
      requirement: `The same client keeps its session on ${PRODUCTS[generation].product}.`,
      source: PRODUCTS[generation].source,
      confidence: 'likely',
      // AOS 1.x has another login path, which few clients know any more.
      level: generation === 'G1' ? 'should' : 'must',
      plan: {
        class: 'benign',
        options: { generation },
        steps: [read, write, ...acrossExpiry(atOnce(2, read)), write],
      },
    }),
  ),
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
