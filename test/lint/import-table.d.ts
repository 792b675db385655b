import type { Rule } from 'eslint';

export const importTableRule: Rule.RuleModule;
