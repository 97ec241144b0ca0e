// The report page loads this instead of `main.ts`: only what a form needs to be filled in.
import "./styles/report.css";
import "./islands/report-form";
import { keepShell } from "./shell";

keepShell();
