/** The manual page: complete, and nothing that groff warns of. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ALL, ENVIRONMENT, EXIT_CODES, FILES, GLOBAL_OPTIONS } from '../../src/cli/help/about.ts';
import { manPage } from '../../src/cli/help/man.ts';
import { describeWith, run } from '../support/tools.ts';

it('the build writes it', () => {
  const { version }: { readonly version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(readFileSync('dist/clusterc.1', 'utf8')).toBe(manPage(version));
});

describeWith('groff', 'clusterc(1)', () => {
  const shown = run('groff', ['-man', '-Tutf8', '-P-cbou', '-ww', '-rLL=200n'], { input: manPage('1.2.3') });

  it('gives no warning', () => {
    expect(shown.status).toBe(0);
    expect(shown.output).not.toMatch(/^\S*(troff|grotty|standard input).*(warning|error)/m);
  });

  it('has every command, argument, option, exit code, variable and file', () => {
    const options = [...GLOBAL_OPTIONS, ...ALL.flatMap(({ options }) => options)].map(({ flags }) =>
      flags.replace(/[<>]/g, ''),
    );
    const words = [
      ...options,
      ...ALL.flatMap(({ name, example, arguments: args }) => [
        `clusterc ${name}`,
        example,
        ...args.map((argument) => argument.name),
      ]),
      ...EXIT_CODES.map(([, meaning]) => meaning),
      ...ENVIRONMENT.map(([name]) => name),
      ...FILES.flat(),
    ];
    expect(words.filter((word) => !shown.output.includes(word))).toEqual([]);
  });
});
