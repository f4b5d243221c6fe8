/** Why a layer cannot be read. The loader collects these: one error tells of all of them. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}
