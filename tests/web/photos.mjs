// A photo from the telephone of a resident to the page of the device: boxes are drawn before it leaves, proposed ones are
// looked at, a moderator decides.
import { logIn } from "./accounts.mjs";
import { AxeBuilder, assert, DESKTOP, PHONE } from "./browser.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function accessible(page, what) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  assert(violations.length === 0, `${what}: ${violations.map((found) => `${found.id} at ${found.nodes.map((node) => node.target.join(" ")).join(", ")}`).join("; ")}`);
}

/** A picture of 800 × 600 pixels with a red quarter, as a PNG with a name that tells too much. */
async function picture(page) {
  const url = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [800, 600];
    const context = canvas.getContext("2d");
    context.fillStyle = "#9ab";
    context.fillRect(0, 0, 800, 600);
    context.fillStyle = "#d02020";
    context.fillRect(0, 0, 400, 300);
    return canvas.toDataURL("image/png");
  });
  return { name: "jeanne-chez-elle.png", mimeType: "image/png", buffer: Buffer.from(url.split(",")[1], "base64") };
}

/** The colour at a place of a shown picture, given in fractions. */
function colour(page, selector, x, y) {
  return page.locator(selector).evaluate((image, [x, y]) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return [...context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data.slice(0, 3)];
  }, [x, y]);
}

/** Presses, moves and lets go, in fractions of the picture. */
async function drag(page, selector, from, to) {
  await page.locator(selector).scrollIntoViewIfNeeded();
  const { x, y, width, height } = await page.locator(selector).boundingBox();
  await page.mouse.move(x + from[0] * width, y + from[1] * height);
  await page.mouse.down();
  await page.mouse.move(x + to[0] * width, y + to[1] * height, { steps: 4 });
  await page.mouse.up();
}

const isBlack = (pixel) => pixel.every((channel) => channel < 40);

export async function photoJourney(watched, moderatorWords, colorScheme) {
  const context = await watched.visitor({ viewport: PHONE, colorScheme });
  const page = await context.newPage();
  const patch = { kind: "camera", position: [7.2661 + (colorScheme === "dark" ? 0.001 : 0), 43.7031] };
  const body = JSON.stringify({ client_id: crypto.randomUUID(), intent: "new", patch, photo_follows: true });
  const sent = await (await fetch(`${watched.base}/api/v1/contributions`, { method: "POST", headers: { "content-type": "application/json" }, body })).json();
  assert(sent.state === "pending" && sent.held_for.includes("photo"), `it waits with its photo: ${JSON.stringify(sent)}`);

  await page.goto("/recu");
  await page.locator("#code").fill(sent.receipt.code);
  await page.locator("main form button[type=submit]").first().click();
  await page.locator("photo-boxes[data-ready]").waitFor();
  await page.locator("#photo").setInputFiles(await picture(page));
  await page.locator(".box-stage canvas").waitFor();
  await drag(page, ".box-stage canvas", [0.1, 0.1], [0.3, 0.3]);
  await drag(page, ".box-stage canvas", [0.8, 0.8], [0.8, 0.8]);
  assert((await page.locator(".box").count()) === 2, "a drag draws a box and a tap puts one");
  // The keyboard moves the second one to the left and takes it away again.
  const second = page.locator(".box").nth(1);
  await second.focus();
  const before = await second.evaluate((box) => box.style.left);
  await page.keyboard.press("ArrowLeft");
  assert((await second.evaluate((box) => box.style.left)) !== before, "an arrow moves the chosen box");
  await page.keyboard.press("Delete");
  assert((await page.locator(".box").count()) === 1, "Delete takes the chosen box away");
  await accessible(page, "a photo that was chosen");

  const leaves = await page.locator("photo-boxes").evaluate(async (element) => {
    const { photo, boxes } = await element.safe();
    const start = new Uint8Array(await photo.slice(0, 3).arrayBuffer());
    return { type: photo.type, start: [...start], boxes: boxes.length };
  });
  assert(JSON.stringify(leaves) === JSON.stringify({ type: "image/jpeg", start: [0xff, 0xd8, 0xff], boxes: 1 }), `what leaves the browser is a new JPEG: ${JSON.stringify(leaves)}`);
  await page.locator("photo-boxes button[type=submit]").click();
  await page.locator(".photo-stage .box-stage img").waitFor();
  assert(isBlack(await colour(page, ".photo-stage img", 0.2, 0.2)), "the box is burnt in");
  assert((await colour(page, ".photo-stage img", 0.45, 0.45))[0] > 150, "and nothing else");
  await accessible(page, "a photo that is kept");
  await context.close();
  if (!moderatorWords) return;

  const office = await watched.visitor({ viewport: DESKTOP, colorScheme });
  const desk = await office.newPage();
  await logIn(desk, moderatorWords);
  await desk.goto(`/moderation/signalements/${sent.id}`);
  await desk.locator("ul.photos a").first().click();
  await desk.locator(".photo-stage .box-stage img").waitFor();
  await accessible(desk, "a photo under the eyes of a moderator");
  await drag(desk, ".photo-stage img", [0.6, 0.6], [0.9, 0.9]);
  await desk.locator("photo-boxes button[type=submit]").click();
  await desk.locator(".note[role=status]").waitFor();
  await desk.locator("button[value=published]").click();
  await desk.locator("ul.photos").waitFor();
  const receipt = await (await fetch(`${watched.base}/api/v1/receipts`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ code: sent.receipt.code }) })).json();
  assert(receipt.state === "accepted", `the same look let the report through: ${receipt.state}`);
  await desk.goto(`/appareils/${receipt.entity.id}`);
  const small = desk.locator(".gallery img");
  await small.scrollIntoViewIfNeeded();
  await desk.waitForFunction(() => document.querySelector(".gallery img")?.naturalWidth > 0);
  assert(isBlack(await colour(desk, ".gallery img", 0.2, 0.2)) && isBlack(await colour(desk, ".gallery img", 0.75, 0.75)), "both boxes are in the small form too");
  await accessible(desk, "the page of a device with a photo");
  await office.close();
}
