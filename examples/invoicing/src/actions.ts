import { defineActions } from '@auditrail/core';

/**
 * What this application records by name; what happens to rows is captured from Sequelize.
 * Resources that are rows bear their model's name, so that one query finds both kinds of event.
 */
export const actions = defineActions({
  'user.login': { resource: 'session', tags: ['pci:10.2.1.4'] },
  'user.logout': { resource: 'session' },
  'customer.import': { resource: 'Customer' },
  'customer.view': { resource: 'Customer', tags: ['gdpr'] },
  'customer.export': { resource: 'Customer', tags: ['gdpr'] },
  'invoice.send': { resource: 'Invoice' },
  'invoice.notify': { resource: 'Invoice' },
  'audit.read': { resource: 'audit-log', tags: ['pci:10.2.1.3'] },
});
