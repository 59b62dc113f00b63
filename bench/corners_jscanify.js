// Answers, a line each, where jscanify sees a paper in the RGBA picture that lies in a file.
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");

const [source, raw] = process.argv.slice(2);

async function main() {
  const loaded = require(path.resolve(source, "opencv.js"));
  const cv = loaded instanceof Promise ? await loaded : loaded;
  if (!cv.Mat) {
    await new Promise((ready) => { cv.onRuntimeInitialized = ready; });
  }
  global.cv = cv;
  const Scanner = require(path.resolve(source, "jscanify.js"));
  const scanner = new Scanner();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { width, height } = JSON.parse(line);
    const picture = new cv.Mat(height, width, cv.CV_8UC4);
    picture.data.set(fs.readFileSync(raw));
    const before = process.cpuUsage();
    let corners = null;
    const contour = scanner.findPaperContour(picture);
    if (contour) {
      const found = scanner.getCornerPoints(contour);
      const four = [found.topLeftCorner, found.topRightCorner, found.bottomRightCorner, found.bottomLeftCorner];
      if (four.every(Boolean)) {
        corners = four.map((corner) => [corner.x, corner.y]);
      }
      contour.delete();
    }
    const spent = process.cpuUsage(before);
    picture.delete();
    process.stdout.write(JSON.stringify({ corners, ms: (spent.user + spent.system) / 1000 }) + "\n");
  }
}

main();
