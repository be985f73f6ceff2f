/** `npm run bench`: how fast Midrun is, as ratios to something that the same machine does at the same time. */
import { writeFile } from 'node:fs/promises'
import yargs from 'yargs'
import { apicObjects } from './apic-objects.js'
import { frames } from './frames.js'
import { inProcess } from './in-process.js'
import type { Figure, Measurement } from './measurement.js'
import { memory } from './memory.js'
import { plans } from './plans.js'
import { resultTable } from './result-table.js'
import { serve } from './serve.js'
import { startUp } from './start-up.js'

const MEASUREMENTS: readonly Measurement[] = [inProcess, serve, plans, startUp, memory, apicObjects, frames]

const given = await yargs(process.argv.slice(2))
  .scriptName('bench')
  .usage('$0\n\nMeasures how fast Midrun is.')
  .option('only', {
    describe: 'Measure this only',
    choices: MEASUREMENTS.map(({ name }) => name),
    requiresArg: true,
  })
  .option('quick', { describe: 'Less work, rougher figures', boolean: true, default: false })
  .option('json', { describe: 'File to write the figures to', string: true, requiresArg: true })
  .strict()
  .parseAsync()

const results: { measurement: string; figures: Figure[] }[] = []
for (const { name, about, run } of MEASUREMENTS) {
  if (given.only !== undefined && given.only !== name) continue
  console.log(`${name}: ${about}`)
  const figures = await run(given.quick ? 'quick' : 'full')
  console.log(resultTable(figures))
  results.push({ measurement: name, figures })
}
if (given.json !== undefined) {
  const { version, arch, platform } = process
  await writeFile(given.json, `${JSON.stringify({ node: version, platform, arch, results }, null, 2)}\n`)
}
