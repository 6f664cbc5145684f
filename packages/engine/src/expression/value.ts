/** A JSON value; the kernel's variables are these. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value }

/** The outcome of an evaluation: a value, or why there is none. FEEL itself never throws. */
export type Evaluation = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string }
