import { isWrite } from '../evidence/exchanges.js'
import { turnedAway } from '../evidence/turned-away.js'
import { ruleOf } from '../rule.js'

/** One write on the whole box. */
export const singleWriter = ruleOf(
  {
    id: 'fmc.single-writer',
    title: 'Writes are sent one at a time',
    level: 'should',
    axis: 'manners',
    requirement: 'No write is turned away because another one was under way.',
    remedy:
      'An FMC carries out one create, update or delete at a time, and turns the others away. Put writes in a line, and repeat one that was turned away.',
    source: 'TF2, go-fmc',
    confidence: 'confirmed',
    controllers: ['fmc'],
    needs: 'two writes.',
    notFromHar: 'A HAR file does not tell which limit a 429 was for.',
  },
  ({ exchanges }) => ({
    seen: exchanges.filter(isWrite).length > 1,
    findings: turnedAway(exchanges, 'parallel-writes'),
  }),
)
