import type { Case } from '../case.js'
import { all, allServed, loginsAtMost, property, singleRenewal, undisturbed } from '../judges.js'
import { atOnce, loginElsewhere, MINUTE, read, repeat, wait, write } from '../steps.js'

/** One live session for each account: a second login, by API or browser, ends the first. */
export const secondLoginCases: Case[] = [
  {
    id: 'fmc.second-login.one-login-back',
    title: 'Somebody logs in with the same account',
    requirement:
      'A client that lost its session to another login comes back with one login: a refresh cannot help.',
    level: 'must',
    source: 'QSG, fmcapi #94',
    confidence: 'confirmed',
    controller: 'fmc',
    plan: { class: 'hostile', steps: [read, loginElsewhere, atOnce(6, read), write] },
    judge: all(allServed, loginsAtMost(2), singleRenewal),
  },
  {
    id: 'fmc.second-login.no-war',
    title: 'Somebody logs in with the same account before each of five reads',
    requirement:
      'Each lost session costs one login, made for a call: the client starts no war over the account.',
    level: 'must',
    source: 'fmcapi #94, FMCAnsible',
    confidence: 'confirmed',
    controller: 'fmc',
    plan: { class: 'hostile', steps: [read, ...repeat(5, loginElsewhere, wait(MINUTE), read)] },
    judge: all(allServed, property('no-storm'), loginsAtMost(6)),
  },
  {
    id: 'fmc.second-login.rejected',
    title: 'The controller refuses a second login of an account with a live session',
    requirement: 'Where the newer login is refused, the own session is good as before.',
    level: 'must',
    source: 'nobody says; an alternative',
    confidence: 'assumed',
    controller: 'fmc',
    plan: {
      class: 'benign',
      options: { onSecondLogin: 'reject' },
      steps: [read, loginElsewhere, read, wait(MINUTE), read],
    },
    judge: all(undisturbed, loginsAtMost(1)),
  },
  {
    id: 'fmc.second-login.allowed',
    title: 'The controller lets several sessions of an account live',
    requirement: 'Where sessions are independent, another login calls for nothing.',
    level: 'must',
    source: 'nobody says; an alternative',
    confidence: 'assumed',
    controller: 'fmc',
    plan: {
      class: 'benign',
      options: { onSecondLogin: 'allow' },
      steps: [read, loginElsewhere, read, wait(MINUTE), read],
    },
    judge: all(undisturbed, loginsAtMost(1)),
  },
]
