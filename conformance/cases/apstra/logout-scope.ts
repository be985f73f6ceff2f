import type { Case } from '../case.js'
import { all, allServed, loginsAtMost, property, singleRenewal, undisturbed } from '../judges.js'
import { atOnce, loginElsewhere, logoutElsewhere, MINUTE, read, repeat, wait, write } from '../steps.js'

/** What somebody else's logout does to the tokens of the same user. */
export const logoutScopeCases: Case[] = [
  {
    id: 'apstra.logout-scope.user',
    title: 'Another client of the user logs out, and that ends every token of the user',
    requirement: 'A client whose token died by another logout comes back with one login.',
    level: 'must',
    source: 'shared user_session in 12 tokens; SPEC6',
    confidence: 'likely',
    controller: 'apstra',
    plan: {
      class: 'hostile',
      options: { logoutScope: 'user' },
      steps: [read, loginElsewhere, read, logoutElsewhere, atOnce(6, read), write],
    },
    judge: all(allServed, loginsAtMost(2), singleRenewal),
  },
  {
    id: 'apstra.logout-scope.user-again-and-again',
    title: 'Another client of the user logs in and out before each of five reads',
    requirement: 'Each lost token costs one login, made for a call.',
    level: 'must',
    source: 'shared user_session in 12 tokens; SPEC6',
    confidence: 'likely',
    controller: 'apstra',
    plan: {
      class: 'hostile',
      options: { logoutScope: 'user' },
      steps: [read, ...repeat(5, loginElsewhere, wait(MINUTE), logoutElsewhere, read)],
    },
    judge: all(allServed, property('no-storm'), loginsAtMost(6)),
  },
  {
    id: 'apstra.logout-scope.token',
    title: 'Another client of the user logs out, and that ends its own token only',
    requirement: 'Where a logout ends one token, that of another client calls for nothing.',
    level: 'must',
    source: 'TF: the token is called unique',
    confidence: 'assumed',
    controller: 'apstra',
    plan: {
      class: 'benign',
      options: { logoutScope: 'token' },
      steps: [read, loginElsewhere, read, logoutElsewhere, atOnce(6, read), write],
    },
    judge: all(undisturbed, loginsAtMost(1)),
  },
  {
    id: 'apstra.logout-scope.second-login',
    title: 'Somebody logs in with the same account',
    requirement: 'Tokens of one user live side by side: another login calls for nothing.',
    level: 'must',
    source: 'captures of one host; SPEC6',
    confidence: 'likely',
    controller: 'apstra',
    plan: { class: 'benign', steps: [read, loginElsewhere, read, loginElsewhere, read] },
    judge: all(undisturbed, loginsAtMost(1)),
  },
]
