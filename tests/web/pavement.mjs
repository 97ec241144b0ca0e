// More of the report on a pavement: direction and photo, a photo from another program, the compass, no position at all.
import { assert, HERE } from "./browser.mjs";

const located = (longitude, latitude) => ({ geolocation: { longitude, latitude, accuracy: 8 }, permissions: ["geolocation"] });
const PLACES = { photo: [7.4203, 43.7361], shared: [7.4221, 43.7376], twice: [7.4139, 43.7289] };

/** What a camera would give: a picture of 640 × 480 pixels. */
async function shot(page) {
  const url = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 480];
    const context = canvas.getContext("2d");
    context.fillStyle = "#7a8a99";
    context.fillRect(0, 0, 640, 480);
    context.fillStyle = "#222222";
    context.fillRect(280, 160, 80, 40);
    return canvas.toDataURL("image/jpeg");
  });
  return { name: "camera.jpg", mimeType: "image/jpeg", buffer: Buffer.from(url.split(",")[1], "base64") };
}

/** Posts to the API, by their last step. */
function posts(context) {
  const made = [];
  context.on("response", (answer) => {
    const request = answer.request();
    if (request.method() === "POST" && request.url().includes("/api/v1/")) made.push({ step: request.url().split("/").pop(), status: answer.status(), body: request.postData() });
  });
  return made;
}

async function counted(base, [longitude, latitude]) {
  const answer = await fetch(`${base}/api/v1/devices?near=${longitude},${latitude}&radius=5&limit=50`);
  return (await answer.json()).features.length;
}

export const pavement = {
  async "with direction and photo a report is six taps at the most, the shutter among them"(watched) {
    const context = await watched.visitor(located(...PLACES.photo));
    const made = posts(context);
    const page = await context.newPage();
    await page.goto("/signaler");
    await page.getByText(/± 8 m/).waitFor();
    let taps = 0;
    // Nobody taps while the page is still moving: what stands near here appears above the rest of the form.
    const tap = async (locator) => {
      taps += 1;
      await page.waitForLoadState("networkidle");
      await locator.click();
    };
    await page.locator("#photo").waitFor({ state: "attached" });
    await tap(page.locator("label.kind-card").nth(1));
    await tap(page.locator("details.more > summary"));
    await tap(page.locator(".dial-ring label").nth(2));
    const picture = await shot(page);
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), tap(page.locator("#photo"))]);
    // The camera of the telephone opens; its shutter is a tap too.
    taps += 1;
    await chooser.setFiles(picture);
    await page.locator("photo-boxes canvas, photo-boxes img").first().waitFor();
    await tap(page.locator("#report [type=submit]"));
    await page.locator(".receipt-code").waitFor();
    await page.waitForFunction(() => document.body.innerText.includes("photo"));
    assert(taps <= 6, `${taps} taps`);
    const [report] = made.filter(({ step }) => step === "contributions");
    const patch = JSON.parse(report.body).patch;
    assert(typeof patch.bearing === "number" && patch.form === "fixed", JSON.stringify(patch));
    assert(made.filter(({ step }) => step === "contributions").length === 1, "one report");
    assert(made.some(({ step, status }) => step === "photos" && status < 300), `the photo did not arrive: ${JSON.stringify(made.map(({ step, status }) => [step, status]))}`);
    await context.close();
  },

  async "a photo that is shared with the installed application reaches the form and no server"(watched) {
    const context = await watched.visitor(located(...PLACES.shared));
    const page = await context.newPage();
    await page.goto("/signaler");
    const { share_target: target } = await (await page.request.get("/manifest.webmanifest")).json();
    assert(target.method === "POST" && target.enctype === "multipart/form-data", JSON.stringify(target));
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const reached = [];
    context.on("request", (request) => {
      if (request.serviceWorker() && request.method() === "POST") reached.push(request.url());
    });
    const picture = await shot(page);
    // What a browser does when its share sheet is asked for the application.
    await page.evaluate(([action, name, bytes]) => {
      const files = new DataTransfer();
      files.items.add(new File([Uint8Array.from(bytes)], "camera.jpg", { type: "image/jpeg" }));
      const form = Object.assign(document.createElement("form"), { method: "post", action, enctype: "multipart/form-data" });
      const input = Object.assign(document.createElement("input"), { type: "file", name });
      input.files = files.files;
      form.append(input);
      document.body.append(form);
      form.submit();
    }, [target.action, target.params.files[0].name, [...picture.buffer]]);
    await page.waitForURL(/\/signaler/);
    await page.locator("photo-boxes canvas, photo-boxes img").first().waitFor();
    const chosen = await page.locator("#photo").evaluate((input) => input.files.length);
    assert(chosen === 1, `${chosen} photos in the form`);
    assert(reached.length === 0, `sent to ${reached}`);
    const left = await page.evaluate(async () => Boolean(await caches.match("/partage/photo")));
    assert(!left, "the photo is still kept in the browser");
    await context.close();
  },

  async "the compass is read when it is asked for and allowed, and not before"(watched) {
    for (const answer of ["granted", "denied"]) {
      const context = await watched.visitor({ ...located(HERE.longitude, HERE.latitude), hasTouch: true, isMobile: true });
      await context.addInitScript((permission) => {
        globalThis.asked = 0;
        // The empty page before the first one is not secure and has none.
        if (!("DeviceOrientationEvent" in globalThis)) return;
        DeviceOrientationEvent.requestPermission = async () => {
          globalThis.asked += 1;
          return permission;
        };
      }, answer);
      const page = await context.newPage();
      await page.goto("/signaler");
      await page.locator("details.more > summary").click();
      const read = page.locator(".compass-line button");
      await read.waitFor();
      assert((await page.evaluate(() => globalThis.asked)) === 0, "the compass was read unasked");
      await read.click();
      await page.evaluate(() => {
        const name = "ondeviceorientationabsolute" in window ? "deviceorientationabsolute" : "deviceorientation";
        // The hand trembles around the east; the compass counts the other way round.
        for (let reading = 0; reading < 12; reading += 1) setTimeout(() => dispatchEvent(new DeviceOrientationEvent(name, { alpha: 268 + (reading % 5), absolute: true })), 50 + reading * 20);
      });
      const status = page.locator(".compass-line [role=status]");
      await page.waitForFunction(() => !document.querySelector(".compass-line button").disabled);
      const bearing = await page.locator("[name=bearing]:checked").evaluateAll((found) => found.map(({ value }) => value));
      assert(answer === "granted" ? bearing[0] === "90" : bearing.every((value) => value === ""), `${answer}: ${bearing}, "${await status.innerText()}"`);
      assert((await page.evaluate(() => globalThis.asked)) === 1, "permission is asked once");
      await context.close();
    }
  },

  async "without a position a street and a commune in words are delivered exactly once"(watched) {
    const context = await watched.visitor({ permissions: [] }, { quiet: true });
    const sent = [];
    context.on("response", (answer) => {
      const request = answer.request();
      if (request.method() === "POST" && /\/(signaler|contributions)$/.test(request.url())) sent.push(answer.status());
    });
    const page = await context.newPage();
    await page.goto("/signaler");
    await page.locator("label.kind-card").nth(3).click();
    await page.locator("#address_label").fill("Boulevard de la République");
    await page.locator("#place").fill("Beausoleil");
    await page.locator("#report [type=submit]").dblclick();
    await page.locator(".receipt-code").waitFor();
    await page.getByText(/quelqu’un la placera/).waitFor();
    assert(sent.length === 1 && sent[0] === 201, `answered ${sent}`);
    await context.close();
  },

  async "without JavaScript a receipt that is loaded again is still one report"(watched) {
    const context = await watched.visitor({ javaScriptEnabled: false });
    const page = await context.newPage();
    const [longitude, latitude] = PLACES.twice;
    await page.goto("/signaler");
    await page.locator("label.kind-card").first().click();
    await page.locator("summary", { hasText: /coordonnées/i }).click();
    await page.locator("[name=coordinates]").fill(`${latitude}, ${longitude}`);
    await page.locator("#report [type=submit]").click();
    const code = await page.locator(".receipt-code").innerText();
    // Browsers send the form anew when the page behind it is loaded again.
    const [again] = await Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), page.reload()]);
    assert(again.ok(), `sent again, it was answered ${again.status()}`);
    assert((await page.locator(".receipt-code").innerText()) === code, "another code");
    const found = await counted(watched.base, PLACES.twice);
    assert(found === 1, `${found} devices stand where one was reported twice`);
    await context.close();
  },
};
