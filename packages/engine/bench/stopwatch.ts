/** Time that this process has had of the processors since it was made, all of its threads together. */
export class Stopwatch {
  readonly #from = process.cpuUsage()

  get milliseconds(): number {
    const { user, system } = process.cpuUsage(this.#from)
    return (user + system) / 1000
  }
}
