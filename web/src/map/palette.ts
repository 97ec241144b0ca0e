/** The colours of the map, by theme. Each family keeps its hue in both; the shade keeps the contrast. */
export type Theme = "light" | "dark";

export interface Palette {
  sea: string;
  land: string;
  neighbour: string;
  water: string;
  boundary: string;
  road: string;
  roadEdge: string;
  building: string;
  green: string;
  ink: string;
  quietInk: string;
  waterInk: string;
  halo: string;
  paper: string;
  gone: string;
  selection: string;
  muted: string;
  action: string;
  /** Of the choropleth: none first, then rising. */
  shades: readonly [string, string, string, string, string, string];
  family: { video: string; software: string; files: string; faces: string };
}

/** Paper, ink, water, roads, shades and families are those of `styles/00-tokens.css`. */
export const palettes: Record<Theme, Palette> = {
  light: {
    sea: "#cfdde3", land: "#f8f6f0", neighbour: "#ebe8df", water: "#bfd2da", boundary: "#b9b09c", road: "#ffffff", roadEdge: "#dcd6c8",
    building: "#e8e3d6", green: "#eaeddd", ink: "#1c1b18", quietInk: "#5e5a51", waterInk: "#4a6d7d", halo: "#faf8f3", paper: "#fffefb",
    gone: "#77736a", selection: "#1c1b18", muted: "#5e5a51", action: "#a61c1c",
    shades: ["#ece7da", "#cfe1ec", "#9cc4de", "#5f9fcb", "#2578ad", "#004a77"], family: { video: "#0072b2", software: "#b35900", files: "#8a3fa0", faces: "#c8361d" },
  },
  dark: {
    sea: "#1b2a33", land: "#1a1c1f", neighbour: "#141618", water: "#213540", boundary: "#55524a", road: "#33373c", roadEdge: "#24272b",
    building: "#24272b", green: "#1c221f", ink: "#ece9e1", quietInk: "#a9a497", waterInk: "#8fb0c0", halo: "#15171a", paper: "#15171a",
    gone: "#97938a", selection: "#ffffff", muted: "#a9a497", action: "#ff7a6b",
    shades: ["#2b2e33", "#1c3a4d", "#215778", "#2c78a8", "#55a6d6", "#a3daf8"], family: { video: "#56b0e4", software: "#eb9a4a", files: "#cc92e0", faces: "#ff7a5f" },
  },
};
