import { rm } from 'node:fs/promises'

/**
 * Removes the shared memory that libfaketime makes for the first process of a program. It stays behind when that is
 * killed or becomes another program, and then ends at its start whatever is given the same process id later.
 * @param pid process id of the program's first process
 */
export async function removeFaketimeMemory(pid: number): Promise<void> {
  const names = [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`]
  await Promise.all(names.map((name) => rm(`/dev/shm/${name}`, { force: true })))
}
