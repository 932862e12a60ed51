// The page of the collection: its rows in the order of the language, and those stay whose word holds what was typed.

const find = document.getElementById("find");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

if (find) {
  const { compare } = new Intl.Collator(document.documentElement.lang);
  const rows = [...document.querySelectorAll("#words li")]
    .map((row) => ({ row, word: plain(row.querySelector("b").textContent) }))
    .sort((one, other) => compare(one.word, other.word));
  document.getElementById("words").append(...rows.map(({ row }) => row));
  document.getElementById("finding").hidden = false;
  find.addEventListener("input", () => {
    const wanted = plain(find.value.trim());
    for (const { row, word } of rows) row.hidden = !word.includes(wanted);
  });
}
