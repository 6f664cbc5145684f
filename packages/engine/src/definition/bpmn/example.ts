/** A whole file around the inside of a process, or around root elements. */
export function exampleBpmn(body: string): string {
  const inner =
    /^<(?:process|collaboration|import|message|signal|itemDefinition|interface|resource|correlation|error|category|chor|extension)/.test(
      body,
    )
      ? body
      : `<process id="p">\n${body}\n</process>`
  return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="example" id="d">\n${inner}\n</definitions>\n`
}

const begin = '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
const end = '<sequenceFlow id="f2" sourceRef="a" targetRef="e"/><endEvent id="e"/>'
/** A process of one step `a`, which is given. */
export function around(a: string, more = ''): string {
  return `${begin}\n${a}\n${end}${more}`
}
export const RIGHT = around('<task id="a"/>')
