// The page of the collection: rows whose word holds what was typed stay.

const find = document.getElementById("find");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

if (find) {
  const rows = [...document.querySelectorAll("#words li")].map((row) => ({
    row,
    word: plain(row.querySelector("b").textContent),
  }));
  document.getElementById("finding").hidden = false;
  find.addEventListener("input", () => {
    const wanted = plain(find.value.trim());
    for (const { row, word } of rows) row.hidden = !word.includes(wanted);
  });
}
