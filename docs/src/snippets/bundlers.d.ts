// Imports that a bundler turns into addresses.
declare module '*.wasm' {
  const address: string;
  export default address;
}
declare module '*.wasm?url' {
  const address: string;
  export default address;
}
