/** Measures the sessions of one controller in a process of its own. Arguments: the controller and how many sessions. */
import { CONTROLLER_KINDS } from '../simulator/index.js'
import { bytesPerSession } from './memory.js'

const [name, count] = process.argv.slice(2)
const kind = CONTROLLER_KINDS.find((known) => known === name)
if (kind === undefined) throw new Error(`expected ${CONTROLLER_KINDS.join(', ')}, found ${name}`)
console.log(JSON.stringify(bytesPerSession(kind, Number(count))))
