import { planSize } from "../../model/map/plan.ts";
import { whereabouts, type Traveller } from "../../model/map/travellers.ts";

const fullTurn = Math.PI * 2;

/** Draws what is under way at `nowMs`. People's payments are full dots, canaries rings, shards squares. */
export function drawTravellers(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  travellers: readonly Traveller[],
  nowMs: number,
): void {
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.setTransform(width / planSize.width, 0, 0, height / planSize.height, 0, 0);
  context.clearRect(0, 0, planSize.width, planSize.height);
  for (const traveller of travellers) {
    const place = whereabouts(traveller, nowMs);
    if (place === null) continue;
    // Ends fade, so that nothing pops into being or out of it.
    context.globalAlpha = Math.min(1, place.travelled * 8, (1 - place.travelled) * 8);
    drawOne(context, traveller, place.at.x, place.at.y);
  }
  context.globalAlpha = 1;
}

function drawOne(
  context: CanvasRenderingContext2D,
  traveller: Traveller,
  x: number,
  y: number,
): void {
  context.beginPath();
  switch (traveller.kind) {
    case "payment":
      context.arc(x, y, 8.5, 0, fullTurn);
      context.fillStyle = "#ffffff";
      context.fill();
      context.lineWidth = 4;
      context.strokeStyle = traveller.hue;
      context.stroke();
      return;
    case "canary":
      context.arc(x, y, 5, 0, fullTurn);
      context.lineWidth = 2.5;
      context.strokeStyle = "#8796a6";
      context.stroke();
      return;
    case "shard":
      context.roundRect(x - 12, y - 12, 24, 24, 5);
      context.fillStyle = traveller.hue;
      context.fill();
      context.lineWidth = 4;
      context.strokeStyle = "#ffffff";
      context.stroke();
      return;
  }
}
