/** The four flows that are compared: BPMN for the engines, and how many activities each completes. */
export const TASKS = 10
export const TURNS = 1_000
export const CHILDREN = 20

const HEAD =
  '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="bench" targetNamespace="x"><process id="p" isExecutable="true">'
const file = (body: string) => `${HEAD}${body}</process></definitions>`

/** `a->b c->d`: flows between elements, with ids as `a_b`; what `conditions` has under an id stands in it. */
function flows(text: string, conditions: Readonly<Record<string, string>> = {}): string {
  return text
    .split(' ')
    .map((pair) => {
      const [source = '', target = ''] = pair.split('->')
      const id = `${source}_${target}`
      return `<sequenceFlow id="${id}" sourceRef="${source}" targetRef="${target}">${conditions[id] ?? ''}</sequenceFlow>`
    })
    .join('')
}

/** A loop that needs nobody: what a long one costs. */
export function turning(turns: number): string {
  const count = '<scriptTask id="a" scriptFormat="feel"><script>{ n: n + 1 }</script></scriptTask>'
  const again = `<conditionExpression>n &lt; ${turns}</conditionExpression>`
  return file(
    `<startEvent id="s"/><endEvent id="e"/><exclusiveGateway id="m"/>${count}<exclusiveGateway id="x" default="x_e"/>${flows('s->m m->a a->x x->m x->e', { x_m: again })}`,
  )
}

/** So many instances of a task that passes at once. */
export function children(items: number): string {
  return file(
    `<startEvent id="s"/><endEvent id="e"/><task id="a"><multiInstanceLoopCharacteristics><loopCardinality>${items}</loopCardinality></multiInstanceLoopCharacteristics></task>${flows('s->a a->e')}`,
  )
}

/** Conditions are FEEL for us, and JavaScript for an engine that has no FEEL. */
export interface Flows {
  readonly sequence: string
  readonly parallel: string
  readonly loop: string
  readonly many: string
}

export function flowsIn(language: 'feel' | 'javascript'): Flows {
  const isFeel = language === 'feel'
  const tasks = Array.from({ length: TASKS }, (_, index) => `t${index}`)
  const path = ['s', ...tasks, 'e']
  const condition = (feel: string, javascript: string) =>
    isFeel
      ? `<conditionExpression>${feel}</conditionExpression>`
      : `<conditionExpression xsi:type="tFormalExpression" language="javascript"><![CDATA[next(null, ${javascript});]]></conditionExpression>`
  const ends = '<startEvent id="s"/><endEvent id="e"/>'
  return {
    sequence: file(
      `${ends}${tasks.map((id) => `<userTask id="${id}"/>`).join('')}${flows(
        path
          .slice(1)
          .map((id, index) => `${path[index] ?? ''}->${id}`)
          .join(' '),
      )}`,
    ),
    parallel: file(
      `${ends}<parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><parallelGateway id="j"/><exclusiveGateway id="x" default="x_e"/><userTask id="d"/><endEvent id="e2"/>${flows(
        's->f f->a f->b f->c a->j b->j c->j j->x x->d x->e d->e2',
        { x_d: condition('n &gt; 0', 'environment.variables.n > 0') },
      )}`,
    ),
    loop: file(
      `${ends}<exclusiveGateway id="m"/><userTask id="a"/><exclusiveGateway id="x" default="x_e"/>${flows(
        's->m m->a a->x x->m x->e',
        {
          x_m: condition(`n &lt; ${TURNS}`, `environment.variables.n < ${TURNS}`),
        },
      )}`,
    ),
    many: file(
      `${ends}<userTask id="a"><multiInstanceLoopCharacteristics isSequential="false"><loopCardinality>${CHILDREN}</loopCardinality></multiInstanceLoopCharacteristics></userTask>${flows('s->a a->e')}`,
    ),
  }
}
