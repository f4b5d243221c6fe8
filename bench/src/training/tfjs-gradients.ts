import { registerHooks } from 'node:module';

/**
 * Makes tfjs' gradients known. Only `@tensorflow/tfjs`, a package of everything with browsers and servers, does that; the
 * build of tfjs-core for Node.js leaves them out. Its files for bundlers have them, and name one another without `.js`.
 */
export async function registerGradients(): Promise<void> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const bare = specifier.startsWith('.') && context.parentURL?.includes('/tfjs-core/dist/') === true;
      return next(bare && !specifier.endsWith('.js') ? `${specifier}.js` : specifier, context);
    },
  });
  try {
    // Not in the package's types. The registry is global, so it is the one of the build for Node.js.
    const file = '@tensorflow/tfjs-core/dist/register_all_gradients.js';
    await import(file);
  } finally {
    hooks.deregister();
  }
}
