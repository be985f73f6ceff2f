#!/usr/bin/env node
import yargs from 'yargs'
import { hideBin } from 'yargs/helpers'
import { packageVersion } from '../simulator/http/version.js'
import { checkCommand } from './check.js'
import { checkNumbersAreNumbers, EXIT, exitCodeOf, UsageError } from './command-line.js'
import { conformanceCommand } from './conformance.js'
import { demoCommand } from './demo.js'
import { envelopeCommand } from './envelope.js'
import { judgeCommand } from './judge.js'
import { matrixCommand } from './matrix.js'
import { mergeCommand } from './merge.js'
import { openCommand } from './open.js'
import { optionsCommand } from './options.js'
import { proveCommand } from './prove.js'
import { explainCommand, rulesCommand } from './rules.js'
import { serveCommand } from './serve.js'
import { suiteCommand } from './suite.js'

// A reader that has seen enough, such as head, closes the pipe: nobody is left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(EXIT.notJudged)
})

// A client under test that lets a rejection fly away leaves nothing that could be judged.
process.on('unhandledRejection', (reason) => {
  console.error(
    `midrun failed: a rejection was not handled: ${reason instanceof Error ? reason.stack : reason}`,
  )
  process.exit(EXIT.notJudged)
})

// A fault of Midrun's own is no verdict on anybody, which the exit code of Node.js, 1, would be.
process.on('uncaughtException', ({ stack, message }) => {
  console.error(`midrun failed: ${stack ?? message}`)
  process.exit(EXIT.notJudged)
})

process.exitCode = await exitCodeOf(() =>
  yargs(hideBin(process.argv))
    .scriptName('midrun')
    .usage('$0 <command>\n\nSimulates controller sessions, and judges whether a client keeps its own alive.')
    .command(serveCommand)
    .command(demoCommand)
    .command(conformanceCommand)
    .command(suiteCommand)
    .command(proveCommand)
    .command(checkCommand)
    .command(judgeCommand)
    .command(envelopeCommand)
    .command(matrixCommand)
    .command(mergeCommand)
    .command(openCommand)
    .command(rulesCommand)
    .command(explainCommand)
    .command(optionsCommand)
    // What stands after -- belongs to the program that is checked, word by word: 1e3 stays 1e3.
    .parserConfiguration({ 'populate--': true, 'parse-positional-numbers': false })
    .demandCommand(1, 'expected a command')
    .strict()
    .strictCommands()
    .check((given) => checkNumbersAreNumbers(given, hideBin(process.argv)))
    .version(packageVersion)
    .wrap(110)
    .epilogue('Exit codes: 0 good, 1 a rule was violated, 2 wrong usage, 3 could not be judged.')
    .exitProcess(false)
    .fail((message, error) => {
      // An error of the parser's own, such as a value that is missing, is wrong usage as well.
      if (error && error.name !== 'YError') throw error
      const said = message ?? error.message
      throw new UsageError(`${said.replace(/^./, (first) => first.toLowerCase())}: see midrun --help`)
    })
    .parseAsync(),
)
