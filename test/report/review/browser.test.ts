/** The review in Chromium: it asks for nothing, is accessible, readable on every screen, and its picture has no overlaps. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, pathOf } from '../../support/tools.ts';
import { caseNamed } from '../../world/cases.ts';
import { pushed, worldOf } from '../../world/play.ts';
import { compileShape, pageOf, reviewIn } from './reviewed.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Screen = { readonly width: number; readonly scheme: 'light' | 'dark' };
const WIDE: Screen = { width: 1280, scheme: 'light' };
/** Pixels between the margins of A4: 210 mm less 10 mm on each side, at 96 pixels an inch. */
const PAPER = 718;
const NARROW: Screen = { width: 390, scheme: 'dark' };

describeWith('chromium', 'a review in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    for (const cluster of ['pair', 'production', 'pacemaker-pair']) write(cluster, await pageOf(cluster));
    write('large', await reviewIn(compileShape({ hosts: 16, vms: 100, runOn: 3 }), 'review.html'));
    write('matrix', await reviewIn(compileShape({ hosts: 16, vms: 1000, runOn: 3 }), 'review.html'));
    await writePlan('plan', 'fourth-host');
    browser = await chromium.launch({ executablePath: pathOf('chromium'), args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  function write(name: string, text: string): void {
    writeFileSync(join(folder, `${name}.html`), text);
  }

  async function writePlan(name: string, scene: string): Promise<void> {
    const { now, allow, ...rest } = caseNamed(scene);
    const world = await worldOf({ now, allow, ...rest });
    await pushed(world, now, { allow, check: true, report: join(folder, `${name}.html`) });
  }

  /** Fails if the page asks for anything or breaks its own policy. */
  async function withPage(name: string, { width, scheme }: Screen, look: (page: Page) => Promise<void>): Promise<void> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => asked.push(message.text()));
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    await page.goto(url);
    await look(page);
    expect(asked.filter((one) => one !== url && one !== 'data:,')).toEqual([]);
    await page.close();
  }

  it.each([
    ['pair', NARROW],
    ['pair', { width: 1280, scheme: 'dark' }],
    ['pacemaker-pair', WIDE],
    ['plan', WIDE],
    ['plan', NARROW],
  ] as const)('%s on %o: axe finds nothing', async (name, screen) => {
    await withPage(name, screen, async (page) => {
      await page.evaluate(`document.querySelectorAll('details').forEach((fold) => { fold.open = true; })`);
      await page.evaluate(axe.source);
      const found = await page.evaluate<readonly string[]>(
        `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
      );
      expect(found).toEqual([]);
    });
  });

  it.each([
    ['pair', NARROW],
    ['production', NARROW],
    ['large', NARROW],
    ['large', WIDE],
    ['matrix', NARROW],
    ['matrix', WIDE],
    ['plan', NARROW],
    ['plan', WIDE],
  ] as const)('%s on %o: nothing is wider than the screen', async (name, screen) => {
    await withPage(name, screen, async (page) => {
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(screen.width);
      expect(await page.evaluate<readonly string[]>(CUT)).toEqual([]);
    });
  });

  it.each(['pair', 'production', 'plan', 'large'])('%s: on paper no text is cut off', async (name) => {
    await withPage(name, { width: PAPER, scheme: 'light' }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate<readonly string[]>(CUT)).toEqual([]);
    });
  });

  it.each(['pair', 'production', 'pacemaker-pair', 'large'])(
    '%s: no box of the picture overlaps or clips',
    async (name) => {
      await withPage(name, WIDE, async (page) => {
        const { boxes, texts, chips, outside } = await page.evaluate<Pictured>(PICTURED);
        expect(boxes.length).toBeGreaterThan(4);
        expect(texts.length).toBeGreaterThan(boxes.length);
        const overlaps = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => meet(a, b)));
        expect(overlaps).toEqual([]);
        expect(texts.filter((text) => !boxes.slice(text.box, text.box + 1).some((box) => holds(box, text)))).toEqual(
          [],
        );
        expect(chips.filter((chip) => boxes.some((box) => meet(chip, box)))).toEqual([]);
        expect(chips.flatMap((a, index) => chips.slice(index + 1).filter((b) => meet(a, b)))).toEqual([]);
        expect(outside).toEqual([]);
      });
    },
  );

  it('can be used with the keyboard alone', async () => {
    await withPage('pair', WIDE, async (page) => {
      const focused = () => page.evaluate<string>('document.activeElement.outerHTML.slice(0, 40)');
      await page.keyboard.press('Tab');
      expect(await focused()).toContain('class="skip"');
      await page.keyboard.press('Enter');
      expect(page.url()).toContain('#running');
      await page.locator('summary').first().focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('details').first().getAttribute('open')).toBe('');
      const unreachable = await page.evaluate<number>(
        `[...document.querySelectorAll('.scroll, pre')].filter(({ tabIndex }) => tabIndex !== 0).length`,
      );
      expect(unreachable).toBe(0);
    });
  });

  it('prints what is folded on the screen, without navigation', async () => {
    await withPage('pair', WIDE, async (page) => {
      const line = page.locator('.listing td').first();
      expect(await line.isVisible()).toBe(false);
      await page.emulateMedia({ media: 'print' });
      expect(await line.isVisible()).toBe(true);
      expect(await page.locator('nav').isVisible()).toBe(false);
      const breaks = `(selector, side) => [...document.querySelectorAll(selector)].map((one) => getComputedStyle(one)[side])`;
      for (const [selector, side] of [
        ['h2, caption, thead, summary', 'breakAfter'],
        ['tbody > tr:first-child', 'breakBefore'],
      ]) {
        const found = await page.evaluate<readonly string[]>(`(${breaks})('${selector}', '${side}')`);
        expect(new Set(found), 'a heading stays on the page of what it is for').toEqual(new Set(['avoid']));
      }
    });
  });
});

type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function meet(a: Area, b: Area): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function holds(outer: Area, inner: Area): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** `box`: the index of the box that a text belongs to. `outside`: what the picture cuts off. */
type Pictured = {
  readonly boxes: readonly Area[];
  readonly texts: readonly (Area & { readonly box: number })[];
  readonly chips: readonly Area[];
  readonly outside: readonly Area[];
};

/** Runs in the page. */
const PICTURED = `(() => {
  const area = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  };
  const groups = [...document.querySelectorAll('svg.topology .box')];
  const boxes = groups.map((group) => area(group.querySelector('rect')));
  const texts = groups.flatMap((group, box) => [...group.querySelectorAll('text')].map((text) => ({ ...area(text), box })));
  const chips = [...document.querySelectorAll('svg.topology .chip')].map(area);
  const whole = document.querySelector('svg.topology').getBoundingClientRect();
  const isCut = ({ x, y, width, height }) =>
    x < whole.left || y < whole.top || x + width > whole.right || y + height > whole.bottom;
  return { boxes, texts, chips, outside: [...document.querySelectorAll('svg.topology *')].map(area).filter(isCut) };
})()`;

/** Runs in the page: texts that reach beyond it and cannot be scrolled to. */
const CUT = `[...document.querySelectorAll('h1, h2, h3, p, li, dt, dd, th, td, summary, caption, figcaption, code, pre span, svg text')]
  .filter((element) => {
    const content = document.createRange();
    content.selectNodeContents(element);
    const box = content.getBoundingClientRect();
    const scrolls = element.closest('nav ul, .scroll, .diff, figure');
    const isFree = scrolls !== null && getComputedStyle(scrolls).overflowX === 'auto';
    const frame = element.closest('details, .steps > li, main, nav')?.getBoundingClientRect().right ?? innerWidth;
    return box.width > 1 && box.right > Math.min(frame, innerWidth) + 1 && !isFree;
  })
  .map((element) => element.outerHTML.slice(0, 120))`;
