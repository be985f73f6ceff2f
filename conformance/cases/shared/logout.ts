import type { Case, Judge } from '../case.js'
import { all, allServed, property } from '../judges.js'
import { read } from '../steps.js'
import type { SharedFacts } from './facts.js'

/** Evidence: the client can be closed. */
const closes: Judge = ({ calls }) =>
  calls.some(({ operation }) => operation === 'close') ? [] : ['the client cannot be closed']

/** What is left on the controller when a program has ended. */
export function logoutCases({ controller, logoutSource }: SharedFacts): Case[] {
  return [
    {
      id: `${controller}.logout.at-close`,
      title: 'A program that has done its work closes its client',
      requirement: 'A client that is closed ends its session on the controller.',
      level: 'must',
      source: logoutSource,
      confidence: 'confirmed',
      controller,
      plan: { class: 'benign', steps: [read] },
      judge: all(allServed, property('logs-out-at-close')),
      evidence: closes,
    },
  ]
}
