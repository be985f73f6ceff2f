const pending = new Set<() => void>()

/**
 * Has something done when this process exits, such as when the reader of its output is gone. It must be done at once:
 * nothing that is waited for is carried out any more.
 * @returns what takes this back
 */
export function atExit(run: () => void): () => void {
  if (pending.size === 0) process.on('exit', runAll)
  pending.add(run)
  return () => {
    pending.delete(run)
    if (pending.size === 0) process.off('exit', runAll)
  }
}

function runAll(): void {
  for (const run of pending) run()
}
