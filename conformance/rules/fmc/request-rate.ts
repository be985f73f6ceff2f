import { turnedAway } from '../evidence/turned-away.js'
import { ruleOf } from '../rule.js'

const WINDOW_MS = 60_000
/** Half of what an FMC takes in a minute [C: LAB-104, go-fmc]: whoever sends as much has to mind the limit. */
const MANY = 60

/** 120 requests a minute. */
export const requestRate = ruleOf(
  {
    id: 'fmc.request-rate',
    title: 'The limit on requests per minute is kept',
    level: 'should',
    axis: 'manners',
    requirement: 'No request is turned away because too many came within a minute.',
    remedy:
      'An FMC takes 120 requests a minute, from 7.4.1 on 300. Count your own and spread them, or use bulk requests.',
    source: 'LAB-104, go-fmc',
    confidence: 'confirmed',
    controllers: ['fmc'],
    needs: `${MANY} requests within a minute.`,
    notFromHar: 'A HAR file does not tell which limit a 429 was for.',
  },
  ({ exchanges }) => ({
    seen: exchanges.some(
      ({ atMs }, index) => (exchanges[index + MANY - 1]?.atMs ?? Number.POSITIVE_INFINITY) - atMs < WINDOW_MS,
    ),
    findings: turnedAway(exchanges, 'requests-per-minute'),
  }),
)
