export { type JsonReport, jsonReport, jsonReportSchema } from './json.js'
export { junitReport } from './junit.js'
export { caseLine, caseList, terminalReport } from './terminal.js'
export { type Totals, totalsOf } from './totals.js'
