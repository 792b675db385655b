/** Runs `ask` once at a time; asked meanwhile, it runs once more afterwards, however often it was asked. */
export function latest(ask: () => Promise<void>): () => Promise<void> {
  let asking = false;
  let again = false;
  return async () => {
    again = true;
    if (asking) return;
    asking = true;
    try {
      while (again) {
        again = false;
        await ask();
      }
    } finally {
      asking = false;
    }
  };
}
