const VERSION = "{version}";
const SHELL = ["{shell}"];
