import { expect } from 'chai';
import { ordinaryRoles, type Attack } from '../postgres/attacks/attack.js';
import { attackTables } from '../postgres/attacks/all-attacks.js';
import { readDocument } from './documents.js';

describe('docs/append-only.md', () => {
  const page = readDocument('docs/append-only.md');

  it('has a table for each part of the attacks, and no other', () => {
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).to.deep.equal(Object.keys(attackTables));
  });

  for (const [heading, attacks] of Object.entries(attackTables)) {
    it(`lists every attack ${heading.toLowerCase()}, and what comes of it`, () => {
      const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
      const rows = section.split('\n').filter((line) => line.startsWith('|'));
      const cells = rows.slice(2).map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
      expect(cells).to.deep.equal(attacks.map((attack) => [attack.attack, rolesOf(attack), outcomeOf(attack)]));
    });
  }
});

function rolesOf({ roles }: Attack): string {
  return ordinaryRoles.every((role) => roles.includes(role)) ? 'each role of the log' : roles.join(', ');
}

function outcomeOf({ outcome, sqlState, trace }: Attack): string {
  const detail = sqlState ?? trace;
  return detail === undefined ? outcome : `${outcome}: \`${detail}\``;
}
