import { describe, expect, it } from 'vitest';
import { enforcementOf } from './enforcement.ts';

const granting = (...scopes: string[]): { has(scope: string): boolean } => ({ has: (scope) => scopes.includes(scope) });

describe('what is enforced', () => {
  it('is everything in Lua, whatever the runtime', () => {
    expect(enforcementOf('lua', undefined, '20.18.0')).toEqual({
      files: 'enforced',
      processes: 'enforced',
      network: 'enforced',
    });
  });

  it('is nothing in JavaScript without a permission model', () => {
    expect(enforcementOf('js', undefined, '25.0.0')).toEqual({
      files: 'declared',
      processes: 'declared',
      network: 'declared',
    });
  });

  it('is what the permission model refuses', () => {
    expect(enforcementOf('js', granting(), '20.20.2')).toEqual({
      files: 'enforced',
      processes: 'enforced',
      network: 'declared',
    });
    expect(enforcementOf('js', granting('fs.read', 'worker'), '24.1.0')).toEqual({
      files: 'declared',
      processes: 'declared',
      network: 'declared',
    });
  });

  it('covers the network from Node 25 on, unless it was granted', () => {
    expect(enforcementOf('js', granting(), '25.2.0').network).toBe('enforced');
    expect(enforcementOf('js', granting('net'), '25.2.0').network).toBe('declared');
  });
});
