import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { memorySink } from "@causeway/obs";
import { type Browser, chromium, type Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { openSession } from "../src/index.js";
import { renderRuns } from "../src/viewer.js";
import { findChromium } from "./support/chromium.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { tripsFolder } from "./support/trips-folder.js";

const executablePath = findChromium();

/** The page of three runs of a session: one that fails, one with a join, one with a filter. */
async function pageOfRuns(): Promise<string> {
  const { folder, remove } = await tripsFolder();
  const diagnostics = memorySink();
  const session = await openSession({
    tables: { trips: { delta: join(folder, "trips") }, cities: { csv: join(folder, "cities.csv") } },
    diagnostics,
    record: ["statement", "plan", "operators"],
  });
  await session.query("SELECT city,\n  mintes FROM trips", { label: "misspelt" }).catch(() => {});
  await (
    await session.query("SELECT country, sum(minutes) FROM trips JOIN cities ON name = city GROUP BY 1", {
      label: "by-country",
    })
  ).rows();
  await (await session.query("SELECT minutes FROM trips WHERE city = 'Bonn'", { label: "bonn" })).rows();
  await session.close();
  await remove();
  const path = join(await temporaryFolder(), "runs.html");
  await writeFile(path, renderRuns(diagnostics.records) ?? "");
  return pathToFileURL(path).href;
}

// CI has a Chromium; without one, the markup is tested beside its sources, and only the look is not.
describe.runIf(executablePath !== undefined)("the page of the runs, in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
    return () => browser.close();
  });

  async function open(
    url: string,
    colorScheme: "light" | "dark",
    width = 1280,
  ): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    const problems: string[] = [];
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => request.url() === url || problems.push(`asked for ${request.url()}`));
    await page.goto(url);
    return { page, problems };
  }
  const shown = (page: Page): Promise<string[]> => page.locator("article:visible h2").allInnerTexts();

  test("one run at a time: the latest, then the one that is clicked; nothing is asked of any network, and nothing complains", async () => {
    const url = await pageOfRuns();
    const { page, problems } = await open(url, "light");
    expect(await shown(page)).toEqual(["bonn ok"]);
    await page.getByRole("link", { name: "misspelt" }).click();
    expect(await shown(page)).toEqual(["misspelt error"]);
    expect(await page.locator("article:visible mark").innerText()).toBe("mintes");
    expect(await page.locator("article:visible .failure").innerText()).toContain("unknown-column");
    await page.getByRole("link", { name: "by-country" }).click();
    expect(await page.locator("article:visible .operator").count()).toBeGreaterThan(3);
    expect(await page.locator("article:visible .operator .name", { hasText: "HashJoinExec" }).count()).toBe(1);
    expect(problems).toEqual([]);
  });

  test("files that were left out have their share of the bar, and the timeline its phases in order", async () => {
    const { page } = await open(await pageOfRuns(), "light");
    const widths = await page
      .locator("article:visible .files-bar .part")
      .evaluateAll((parts) => parts.map((part) => part.clientWidth));
    expect(widths).toHaveLength(2);
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(2, 0);
    const phases = await page.locator("article:visible .span").allTextContents();
    expect(phases.slice(0, 2)).toEqual(["bonn", "cache"]);
    expect(phases).toEqual(
      expect.arrayContaining(["preflight", "lane", "prune", "explain", "execute", "engine plans"]),
    );
  });

  test("light and dark, wide and narrow: text stands out, nothing overflows, and no operator covers another", async () => {
    const url = await pageOfRuns();
    for (const scheme of ["light", "dark"] as const) {
      for (const width of [1280, 420]) {
        const { page } = await open(url, scheme, width);
        await page.getByRole("link", { name: "by-country" }).click();
        const look = await page.evaluate(lookOfPage);
        expect(look.isWiderThanWindow).toBe(false);
        expect(look.contrast).toBeGreaterThan(7);
        expect(look.isDark).toBe(scheme === "dark");
        expect(look.overlaps).toBe(0);
        await page.close();
      }
    }
  });
});

/** Runs in the page: what a look at it would tell. */
function lookOfPage(): { isWiderThanWindow: boolean; contrast: number; isDark: boolean; overlaps: number } {
  // The types of the browser are not those of the package, so what is used of it is named here.
  type Box = { left: number; right: number; top: number; bottom: number };
  type Element = { getBoundingClientRect(): Box; readonly scrollWidth: number };
  const { document, innerWidth, getComputedStyle } = globalThis as unknown as {
    document: {
      body: Element;
      documentElement: Element;
      querySelector(path: string): Element;
      querySelectorAll(path: string): Iterable<Element>;
    };
    innerWidth: number;
    getComputedStyle(element: Element): { color: string; backgroundColor: string };
  };
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const background = luminance(getComputedStyle(document.querySelector("article:target .card")).backgroundColor);
  const text = luminance(getComputedStyle(document.body).color);
  const [lighter, darker] = [Math.max(text, background), Math.min(text, background)];
  const boxes = [...document.querySelectorAll("article:target .operator .box")].map((box) =>
    box.getBoundingClientRect(),
  );
  const overlapping = boxes.filter((one, index) =>
    boxes.some(
      (other, place) =>
        place > index &&
        one.left < other.right &&
        other.left < one.right &&
        one.top < other.bottom &&
        other.top < one.bottom,
    ),
  );
  return {
    isWiderThanWindow: document.documentElement.scrollWidth > innerWidth,
    contrast: (lighter + 0.05) / (darker + 0.05),
    isDark: background < text,
    overlaps: overlapping.length,
  };
}
