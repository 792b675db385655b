import { ok } from './answers.ts';
import { isoTime, page, type Routes } from './route.ts';
import { ORGANIZATION_ID, OWN_USER_ID } from './store.ts';

/** The key's own user, and the organisation's outcomes. */
export const userRoutes: Routes = {
  'GET /me/': () =>
    ok({
      id: OWN_USER_ID,
      email: 'ann@sandbox.example',
      first_name: 'Ann',
      last_name: 'Agent',
      last_used_timezone: 'America/Denver',
      memberships: [{ organization_id: ORGANIZATION_ID, role_id: 'role_y6eL', user_id: OWN_USER_ID }],
      organizations: [{ id: ORGANIZATION_ID, name: 'Sandbox', lead_statuses: [], pipelines: [] }],
      phone_numbers: [],
    }),
  'GET /outcome/': (call) =>
    page(call, [...call.store.outcomes.values()], (outcome) => ({
      ...outcome,
      created_by: OWN_USER_ID,
      updated_by: OWN_USER_ID,
      date_created: isoTime(0),
      date_updated: isoTime(0),
      description: '',
      organization_id: ORGANIZATION_ID,
      type: 'custom',
    })),
};
