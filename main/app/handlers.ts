import type { AppError } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/contract.ts';
import { fail, ok } from '../../shared/result.ts';
import type { Engine } from '../engine/index.ts';

export type Watching = { readonly engine: Pick<Engine, 'ledger' | 'health'> } | { readonly problem: AppError };

/** What the window may ask. While the engine does not run, every answer says why. */
export function createHandlers(watching: () => Watching): Handlers {
  return {
    async overview() {
      const now = watching();
      if ('problem' in now) return fail(now.problem);
      const { found, states, rejectedRecords } = await now.engine.ledger({ calls: false });
      return ok({ ledger: { found, states, rejectedRecords }, health: now.engine.health() });
    },
    async newestCalls({ limit }) {
      const now = watching();
      if ('problem' in now) return fail(now.problem);
      const { calls = [] } = await now.engine.ledger({ calls: true });
      return ok(calls.slice(-limit).reverse());
    },
  };
}
