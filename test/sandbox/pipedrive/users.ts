import { ok } from './answers.ts';
import type { Routes } from './route.ts';
import { COMPANY_DOMAIN, COMPANY_ID, OWN_USER_ID } from './store.ts';

export const userRoutes: Routes = {
  'GET /users/me': () =>
    ok({
      id: OWN_USER_ID,
      name: 'Ann Agent',
      default_currency: 'EUR',
      locale: 'en_US',
      lang: 1,
      email: 'ann@sandbox.example',
      phone: null,
      activated: true,
      last_login: '2026-01-02 08:00:00',
      created: '2025-01-02 08:00:00',
      modified: null,
      has_created_company: false,
      access: [
        { app: 'global', admin: false },
        { app: 'sales', admin: false },
      ],
      active_flag: true,
      timezone_name: 'Europe/Tallinn',
      timezone_offset: '+02:00',
      role_id: 1,
      icon_url: null,
      is_you: true,
      is_deleted: false,
      company_id: COMPANY_ID,
      company_name: 'Sandbox',
      company_domain: COMPANY_DOMAIN,
      company_country: 'EE',
      company_industry: 'software',
      language: { language_code: 'en', country_code: 'US' },
    }),
};
