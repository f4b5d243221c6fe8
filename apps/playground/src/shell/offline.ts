/** Keeps the page for when there is no network; a browser that does not let pages do so goes without. */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = (): void => {
    navigator.serviceWorker.register('service-worker.js').catch((error: unknown) => {
      console.warn('The page is not kept for offline use:', error);
    });
  };
  // After everything that is needed now.
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}
