// What bundlers make of these imports: an address.

declare module '*.wasm' {
  const address: string;
  // oxlint-disable-next-line import/no-default-export
  export default address;
}

declare module '*.wasm?url' {
  const address: string;
  // oxlint-disable-next-line import/no-default-export
  export default address;
}
