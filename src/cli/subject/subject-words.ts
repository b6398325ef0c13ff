/** The argument of commands that take a site or a bundle. */
import type { ArgumentSpec } from '../command.ts';

export const SUBJECT: ArgumentSpec = {
  name: 'SITE',
  description: 'folder or file of the site, or a bundle: its folder or .tar',
  fallback: '.',
  completes: 'site',
};
