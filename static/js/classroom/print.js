// The one button of a page that is read and printed.

const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
