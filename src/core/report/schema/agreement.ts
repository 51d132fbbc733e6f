/** A type with nothing readonly and nothing optional, through its whole depth: what two descriptions of one shape share. */
type Plain<T> = { -readonly [Key in keyof T]-?: Plain<T[Key]> };

/** A type with nothing readonly, through its whole depth: a schema's own type has no such word. */
type Mutable<T> = { -readonly [Key in keyof T]: Mutable<T[Key]> };

type Either<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/**
 * True where a schema's type and the type of what is printed are the same: neither has a property that the other lacks
 * (`Plain`), and the same ones are optional (`Mutable`).
 */
export type Agrees<Schema, Printed> =
  Either<Plain<Schema>, Plain<Printed>> extends true ? Either<Mutable<Schema>, Mutable<Printed>> : false;

/** Fails the type check unless it is given `true`. */
export type Holds<T extends true> = T;
