/** A whole file for the examples of codes: what every procedure must have, and `rest`. */
export function exampleFile(rest: string): string {
  return `procedure: "1.000001"\nname: Ví dụ\n${rest}\n`
}

/** The smallest flow there is. */
export const SMALLEST_FLOW = `flow:
  begin: { startEvent: , next: done }
  done: { endEvent: }`
