import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBpmn } from '@motcua/engine'
import { expect, onTestFinished, test } from 'vitest'
import { importFiles } from '../src/import-files.ts'

const asked = (location: string, from: string) => ({ location, namespace: 'x', from })

test('what really lies in the folder is read; paths and links that lead out of it, and URLs, are refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-imports-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'inside'))
  writeFileSync(join(folder, 'inside', 'shared.bpmn'), 'shared')
  writeFileSync(join(folder, 'outside.bpmn'), 'outside')
  symlinkSync(join(folder, 'outside.bpmn'), join(folder, 'inside', 'link.bpmn'))
  const imports = importFiles(join(folder, 'inside'))
  expect(imports(asked('./shared.bpmn', 'permit.bpmn'))).toEqual({ file: 'shared.bpmn', content: Buffer.from('shared') })
  expect(imports(asked('none.bpmn', 'permit.bpmn'))).toBeUndefined()
  for (const location of [
    '../outside.bpmn',
    'link.bpmn',
    '%2e%2e/outside.bpmn',
    'file:///etc/hosts',
    'https://example.org/x.bpmn',
  ])
    expect(imports(asked(location, 'permit.bpmn'))).toHaveProperty('refused')
})

test.skipIf(!existsSync('/proc/self/mem'))('a file that cannot be read is a finding, not an exception', () => {
  const text = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="a">
    <import importType="http://www.omg.org/spec/BPMN/20100524/MODEL" namespace="b" location="mem"/>
    <process id="p"><userTask id="t"/></process></definitions>`
  const { diagnostics } = readBpmn(text, { file: '/proc/self/a.bpmn', imports: importFiles() })
  expect(diagnostics.map(({ code }) => code)).toContain('IMPORT_REFUSED')
})
