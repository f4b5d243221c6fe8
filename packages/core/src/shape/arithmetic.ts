/**
 * Arithmetic on literal number types, as it is done on paper: a number is its decimal digits, a step is one look-up in
 * a table, and a carry goes on to the next digit. So the work grows with the digits (16 at most), not with the value.
 *
 * Operands are natural numbers; `number` (not known) makes the result `number`. Results are exact up to 2^53, which is
 * how far literals are; beyond that they are `number`.
 *
 * Inside, most digit strings are little-endian (units first), because carries run that way and a template literal
 * takes characters off the front. Zero is then the empty string, so that no digit string has leading zeros. All
 * recursion is in tail position, which the compiler unrolls.
 */
import type { AddTable, DivTable, MulTable, SubTable } from './arithmetic-tables.ts';

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
/** What an addition carries, and a subtraction borrows. */
type Carry = '0' | '1';
/** What a multiplication by one digit carries. */
type MulCarry = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8';
/** Divisors that have a table. */
type SmallDivisor = '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

type Reverse<Text extends string, Result extends string = ''> = Text extends `${infer First}${infer Rest}`
  ? Reverse<Rest, `${First}${Result}`>
  : Result;

/** The number that big-endian digits spell; `number` where no literal is that precise. */
type Parse<Digits extends string> = Digits extends `${infer N extends number}` ? N : number;

/** Little-endian digits of a number. */
type ToDigits<N extends number> = N extends 0 ? '' : Reverse<`${N}`>;
type FromDigits<Digits extends string> = Digits extends '' ? 0 : Parse<Reverse<Digits>>;

/** X + Y on little-endian digits. */
type AddDigits<
  X extends string,
  Y extends string,
  C extends Carry = '0',
  Sum extends string = '',
> = X extends `${infer x extends Digit}${infer XRest}`
  ? Y extends `${infer y extends Digit}${infer YRest}`
    ? AddTable[C][x][y] extends `${infer carry extends Carry}${infer digit}`
      ? AddDigits<XRest, YRest, carry, `${Sum}${digit}`>
      : never
    : C extends '0'
      ? `${Sum}${X}`
      : AddDigits<X, '1', '0', Sum>
  : C extends '0'
    ? `${Sum}${Y}`
    : Y extends ''
      ? `${Sum}1`
      : AddDigits<'1', Y, '0', Sum>;

/**
 * X - Y on little-endian digits, or 'negative'. Zeros wait in `Zeros` until a higher digit proves that they are not
 * leading ones.
 */
type SubDigits<
  X extends string,
  Y extends string,
  Borrow extends Carry = '0',
  Difference extends string = '',
  Zeros extends string = '',
> = X extends `${infer x extends Digit}${infer XRest}`
  ? Y extends `${infer y extends Digit}${infer YRest}`
    ? SubTable[Borrow][x][y] extends `${infer borrow extends Carry}${infer digit}`
      ? digit extends '0'
        ? SubDigits<XRest, YRest, borrow, Difference, `${Zeros}0`>
        : SubDigits<XRest, YRest, borrow, `${Difference}${Zeros}${digit}`>
      : never
    : Borrow extends '0'
      ? `${Difference}${Zeros}${X}`
      : SubDigits<X, '1', '0', Difference, Zeros>
  : Y extends ''
    ? Borrow extends '0'
      ? Difference
      : 'negative'
    : 'negative';

/** X * one digit on little-endian digits. */
type MulDigit<
  X extends string,
  D extends Digit,
  C extends MulCarry = '0',
  Product extends string = '',
> = X extends `${infer x extends Digit}${infer XRest}`
  ? MulTable[C][x][D] extends `${infer carry extends MulCarry}${infer digit}`
    ? MulDigit<XRest, D, carry, `${Product}${digit}`>
    : never
  : C extends '0'
    ? Product
    : `${Product}${C}`;

/** X (little-endian) * Y (big-endian), by Horner's rule: ten times what there is, plus X times the next digit of Y. */
type MulDigits<
  X extends string,
  Y extends string,
  Product extends string = '',
> = Y extends `${infer y extends Digit}${infer YRest}`
  ? y extends '0'
    ? MulDigits<X, YRest, TimesTen<Product>>
    : MulDigits<X, YRest, AddDigits<TimesTen<Product>, MulDigit<X, y>>>
  : Product;

type TimesTen<Digits extends string> = Digits extends '' ? '' : `0${Digits}`;

/** X (big-endian) / one digit: `[quotient, remainder]`, big-endian. */
type DivBySmall<
  X extends string,
  Divisor extends SmallDivisor,
  Remainder extends Digit = '0',
  Quotient extends string = '',
> = X extends `${infer x extends Digit}${infer XRest}`
  ? DivLookup<Divisor, Remainder, x> extends `${infer digit}${infer rest extends Digit}`
    ? DivBySmall<XRest, Divisor, rest, AppendDigit<Quotient, digit>>
    : never
  : [Quotient extends '' ? '0' : Quotient, Remainder];

/** The compiler cannot see that a remainder is smaller than its divisor, and so a key of the divisor's table. */
type DivLookup<
  Divisor extends SmallDivisor,
  Remainder extends Digit,
  D extends Digit,
> = Remainder extends keyof DivTable[Divisor]
  ? D extends keyof DivTable[Divisor][Remainder]
    ? DivTable[Divisor][Remainder][D]
    : never
  : never;

/** Appends to a big-endian quotient, without leading zeros. */
type AppendDigit<Quotient extends string, D extends string> = `${Quotient}${D}` extends '0' ? '' : `${Quotient}${D}`;

/**
 * Long division: X (big-endian) / Divisor (little-endian). The remainder is little-endian, so that bringing down the
 * next digit of X is a prefix.
 */
type LongDiv<
  X extends string,
  Divisor extends string,
  Remainder extends string = '',
  Quotient extends string = '',
> = X extends `${infer x}${infer XRest}`
  ? CountFits<`${x}${Remainder}` extends '0' ? '' : `${x}${Remainder}`, Divisor> extends [
      infer digit extends string,
      infer rest extends string,
    ]
    ? LongDiv<XRest, Divisor, rest, AppendDigit<Quotient, digit>>
    : never
  : [Quotient extends '' ? '0' : Quotient, Remainder extends '' ? '0' : Reverse<Remainder>];

/** How often Divisor fits into X, 9 times at most, and what is left; all little-endian. */
type CountFits<X extends string, Divisor extends string, Count extends Digit = '0'> =
  SubDigits<X, Divisor> extends infer Rest extends string
    ? Rest extends 'negative'
      ? [Count, X]
      : CountFits<Rest, Divisor, Increment[Count]>
    : never;

type Increment = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '9'];

type DivMod<X extends number, Y extends number> = `${Y}` extends infer Divisor extends string
  ? Divisor extends '0'
    ? [number, number]
    : Divisor extends '1'
      ? [`${X}`, '0']
      : Divisor extends SmallDivisor
        ? DivBySmall<`${X}`, Divisor>
        : LongDiv<`${X}`, Reverse<Divisor>>
  : never;

/** True for one literal natural number; false for `number`, negative, fractional and branded numbers. */
export type IsNat<N> = N extends number
  ? {} extends Record<`${N}`, 1> // `number` and branded numbers print as patterns, and a pattern requires no key
    ? false
    : `${N}` extends `-${string}` | `${string}.${string}` | `${string}e${string}` | 'NaN' | 'Infinity'
      ? false
      : true
  : false;

export type Add<X extends number, Y extends number> = number extends X | Y
  ? number
  : X extends 0
    ? Y
    : Y extends 0
      ? X
      : FromDigits<AddDigits<ToDigits<X>, ToDigits<Y>>>;

/** `never` where the difference would be negative. */
export type Sub<X extends number, Y extends number> = number extends X | Y
  ? number
  : Y extends 0
    ? X
    : X extends Y
      ? 0
      : SubDigits<ToDigits<X>, ToDigits<Y>> extends infer Difference extends string
        ? Difference extends 'negative'
          ? never
          : FromDigits<Difference>
        : never;

/** The product of two natural numbers; `number` where one is not known. */
export type Mul<X extends number, Y extends number> = number extends X | Y
  ? number
  : X extends 0
    ? 0
    : Y extends 0
      ? 0
      : X extends 1
        ? Y
        : Y extends 1
          ? X
          : FromDigits<MulDigits<ToDigits<X>, `${Y}`>>;

/** The floor of X / Y; `number` where Y is 0. */
export type Div<X extends number, Y extends number> = number extends X | Y
  ? number
  : DivMod<X, Y> extends [infer Quotient extends string, unknown]
    ? Parse<Quotient>
    : number;

/** X modulo Y; `number` where Y is 0. */
export type Mod<X extends number, Y extends number> = number extends X | Y
  ? number
  : DivMod<X, Y> extends [unknown, infer Remainder extends string]
    ? Parse<Remainder>
    : number;

/** Whether X < Y; `boolean` where it is not known. */
export type Lt<X extends number, Y extends number> = number extends X | Y
  ? boolean
  : X extends Y
    ? false
    : SubDigits<ToDigits<X>, ToDigits<Y>> extends 'negative'
      ? true
      : false;
