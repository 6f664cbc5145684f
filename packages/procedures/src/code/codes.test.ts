import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enterpriseCodes, personalIdentifiers } from '../../test/applicants.fixture.ts'
import { formatAgencyCode, parseAgencyCode } from './agency-code.ts'
import { parseDossierCode } from './dossier-code.ts'
import { canonicalEnterpriseCode, enterpriseCheckDigit, enterpriseCodeFault, householdCodeFault } from './enterprise-code.ts'
import { formatPaperCode, parsePaperCode } from './paper-code.ts'
import { parsePersonalIdentifier, personalIdentifierFault } from './personal-identifier.ts'
import { parseProcedureCode } from './procedure-code.ts'

describe('a personal identifier', () => {
  it('says sex and year of birth, and fits no other', () => {
    fc.assert(
      fc.property(personalIdentifiers, ({ identifier, sex, birthYear }) => {
        expect(parsePersonalIdentifier(identifier)).toMatchObject({ sex, birthYear })
        expect(personalIdentifierFault(identifier, { sex, birthYear, thisYear: 2026 })).toBeUndefined()
        const other = sex === 'male' ? 'female' : 'male'
        expect(personalIdentifierFault(identifier, { sex: other })?.code).toBe('PERSONAL_IDENTIFIER_SEX')
        expect(personalIdentifierFault(identifier, { birthYear: birthYear + 1 })?.code).toBe('PERSONAL_IDENTIFIER_BIRTH_YEAR')
        expect(personalIdentifierFault(identifier, { thisYear: birthYear - 1 })?.code).toBe('PERSONAL_IDENTIFIER_FUTURE')
      }),
    )
  })

  it.each([
    ['001085012345', '001', false, 'male', 1985],
    ['079200000001', '079', false, 'male', 2000],
    ['096321999999', '096', false, 'female', 2021],
    ['264199000001', '264', true, 'female', 1999],
  ] as const)('%s: place %s, abroad %s, %s, %i', (text, place, isForeign, sex, birthYear) => {
    expect(parsePersonalIdentifier(text)).toEqual({ text, place, isForeign, sex, birthYear })
  })

  it.each([
    ['', 'PERSONAL_IDENTIFIER_FORM'],
    ['an', 'PERSONAL_IDENTIFIER_FORM'],
    ['00108501234', 'PERSONAL_IDENTIFIER_FORM'],
    ['0010850123456', 'PERSONAL_IDENTIFIER_FORM'],
    [' 01085012345', 'PERSONAL_IDENTIFIER_FORM'],
    ['٠٠١٠٨٥٠١٢٣٤٥', 'PERSONAL_IDENTIFIER_FORM'],
    ['125123456', 'PERSONAL_IDENTIFIER_OLD'],
    ['000085012345', 'PERSONAL_IDENTIFIER_PLACE'],
    ['001985012345', 'PERSONAL_IDENTIFIER_FUTURE'],
  ])('is not %j: %s', (text, code) => {
    expect(personalIdentifierFault(text, { thisYear: 2026 })?.code).toBe(code)
  })
})

describe('an enterprise code', () => {
  // Five well-known codes, of public enterprises.
  it.each(['0100109106', '0101248141', '0300588569', '0100686174', '0106026495', '0100109106-001', '0100109106001'])(
    'is %s',
    (code) => {
      expect(enterpriseCodeFault(code)).toBeUndefined()
    },
  )

  it('has a check digit: no other digit will do, and a changed digit of the first nine is noticed', () => {
    fc.assert(
      fc.property(enterpriseCodes, fc.nat(8), fc.integer({ min: 1, max: 9 }), (code, place, by) => {
        expect(enterpriseCodeFault(code)).toBeUndefined()
        const digit = (index: number, plus: number) => String((Number(code[index]) + plus) % 10)
        const otherCheck = code.slice(0, 9) + digit(9, by) + code.slice(10)
        expect(enterpriseCodeFault(otherCheck)?.code).toBe('ENTERPRISE_CODE_CHECK')
        const otherDigit = code.slice(0, place) + digit(place, by) + code.slice(place + 1)
        expect(enterpriseCodeFault(otherDigit)?.code).toBe('ENTERPRISE_CODE_CHECK')
      }),
    )
  })

  it('whose check value is ten is invalid, or ends in 0 where a deployment says so', () => {
    const nine = Array.from({ length: 1000 }, (_, index) => String(100_000_000 + index)).find(
      (digits) => enterpriseCheckDigit(digits) === undefined,
    )
    expect(nine).toBeDefined()
    for (let digit = 0; digit <= 9; digit++) expect(enterpriseCodeFault(`${nine}${digit}`)?.code).toBe('ENTERPRISE_CODE_CHECK')
    expect(enterpriseCodeFault(`${nine}0`, 'zero')).toBeUndefined()
    expect(enterpriseCodeFault(`${nine}1`, 'zero')?.code).toBe('ENTERPRISE_CODE_CHECK')
  })

  it.each(['', '010010910', '01001091060', '0100109106-01', '0100109106-000', 'O100109106'])('is not %j', (code) => {
    expect(enterpriseCodeFault(code)?.code).toBe('ENTERPRISE_CODE_FORM')
  })

  it('of a household business is its owner’s identifier, or a tax code', () => {
    expect(householdCodeFault('027085000017')).toBeUndefined()
    expect(householdCodeFault('0100109106')).toBeUndefined()
    expect(householdCodeFault('12')?.code).toBe('HOUSEHOLD_CODE_FORM')
    expect(householdCodeFault('027085000017', { sex: 'female' })?.code).toBe('PERSONAL_IDENTIFIER_SEX')
  })

  it('has one way to be written', () => {
    expect(canonicalEnterpriseCode('0100109106001')).toBe('0100109106-001')
    expect(canonicalEnterpriseCode('0100109106')).toBe('0100109106')
  })
})

describe('an agency code', () => {
  it.each([
    ['000.00.06.H56', 'H56.06'],
    ['000.00.00.G15', 'G15'],
    ['000.00.01.H22', 'H22.01'],
    ['007.32.15.H37', 'H37.15.32.007'],
    ['000.02.00.H37', 'H37.00.02'],
  ])('%s of 2016 is %s of 2020', (old, now) => {
    const levels = parseAgencyCode(old)?.levels ?? []
    expect(parseAgencyCode(now)).toEqual({ order: 'qd20-2020', levels })
    expect(formatAgencyCode(levels, 'qd20-2020')).toBe(now)
    expect(formatAgencyCode(levels, 'qcvn102-2016')).toBe(old)
  })

  it('printed in an order is read back as the same levels', () => {
    const group = fc.string({ unit: fc.constantFrom(...'0123456789AZ'), minLength: 1, maxLength: 3 })
    const top = fc
      .tuple(fc.constantFrom(...'AGHY'), fc.nat(99))
      .map(([letter, number]) => letter + String(number).padStart(2, '0'))
    fc.assert(
      fc.property(top, fc.array(group, { maxLength: 6 }), (first, below) => {
        for (const order of ['qcvn102-2016', 'qd20-2020'] as const) {
          const text = formatAgencyCode([first, ...below], order)
          if (text !== undefined) expect(parseAgencyCode(text)?.order).toBe(order)
          // The old order pads: numbers come back as wide as their group.
          const back =
            text === undefined ? undefined : parseAgencyCode(text)?.levels.map((level) => level.replace(/^0+(?=.)/, ''))
          if (back !== undefined) expect(back).toEqual([first, ...below].map((level) => level.replace(/^0+(?=.)/, '')))
        }
      }),
    )
  })

  it.each(['', 'H5', '56.06', '000.00.06.Z56', '00.00.06.H56', 'H56..06', 'H56.06.', 'h56', `H56.${'A'.repeat(33)}`])(
    'is not %j',
    (text) => {
      expect(parseAgencyCode(text)).toBeUndefined()
    },
  )
})

describe('the code of a dossier', () => {
  it.each([
    ['000.00.06.H56-231027-0361', { shape: 'tt01-2018', agency: '000.00.06.H56', date: '2023-10-27', serial: 361 }],
    ['H56.06-250829-12345', { shape: 'tt01-2018', agency: 'H56.06', date: '2025-08-29', serial: 12345 }],
    ['G09.20-20260609-0092637', { shape: 'gateway-2026', agency: 'G09.20', date: '2026-06-09', serial: 92637 }],
    ['000.00.06.H56-230229-0001', { shape: 'opaque' }],
    ['G09.20-20260609-37', { shape: 'opaque' }],
    ['TTHC/2025/77', { shape: 'opaque' }],
    ['', { shape: 'opaque' }],
  ])('%j', (code, says) => {
    expect(parseDossierCode(code)).toMatchObject({ ...says, code })
  })
})

describe('the code of a procedure', () => {
  it.each([
    ['1.001193', { procedure: '1.001193' }],
    ['1.001193.01', { procedure: '1.001193', caseNumber: '01' }],
    ['2.000815.000.00.00.H55', { procedure: '2.000815', agency: '000.00.00.H55' }],
    ['2.000815.000.00.00.H55.02', { procedure: '2.000815', agency: '000.00.00.H55.02' }],
    ['1.1193', undefined],
    ['1.001193.', undefined],
    ['x1.001193', undefined],
  ])('%j', (code, says) => {
    expect(parseProcedureCode(code)).toEqual(says)
  })
})

describe('the code of a paper', () => {
  it('is read back as its owner and type, whatever the type’s shape', () => {
    const owners = fc.oneof(
      personalIdentifiers.map(({ identifier }) => identifier),
      enterpriseCodes.map(canonicalEnterpriseCode),
    )
    const types = fc.constantFrom('000.00.00.G15-KQ004389', 'G17-KQ003215', 'TPHS.15', 'TPHS.H21.000010', 'Mẫu số 18_TT22_73/')
    fc.assert(
      fc.property(owners, types, (owner, type) => {
        expect(parsePaperCode(formatPaperCode({ owner, type }))).toEqual({ owner, type })
      }),
    )
  })

  it.each(['', '027085000017', '027085000017.', '.G15', 'H56.06.G15-KQ1', '02708500001.G15'])(
    '%j is none of a citizen or enterprise',
    (code) => {
      expect(parsePaperCode(code)).toBeUndefined()
    },
  )
})
