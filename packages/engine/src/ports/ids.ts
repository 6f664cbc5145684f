/** The only source of identifiers in the host. */
export interface Ids {
  /** A new identifier, unique in time and space; sortable by its time of birth (UUID version 7 by default). */
  next(): string
  /** 16 random bytes as 32 hexadecimal digits: the salt of a payload's digest. */
  salt(): string
}
