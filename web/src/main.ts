import "./styles/main.css";

document.documentElement.dataset["script"] = "yes";
