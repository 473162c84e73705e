"use strict";
// Without this script the list below the search is whole.
(() => {
	const SHOWN = 40;
	const rows = [...document.querySelectorAll("#list li")].map(row => {
		const words = " " + row.dataset.words;
		return { row, words, joined: words.replace(/ /g, "") };
	});
	const found = document.getElementById("found");
	const list = document.getElementById("list");
	const input = document.getElementById("words");

	// A whole word is better than its beginning, and that is better than a part of one. Of equals those
	// come first that have it in front, in their name.
	const points = (entry, word) =>
		entry.words.includes(" " + word + " ") ? 4 : entry.words.includes(" " + word) ? 2 :
		entry.words.includes(word) || entry.joined.includes(word) ? 1 : 0;

	const search = () => {
		const words = input.value.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(word => word);
		const hits = [];
		for (const entry of words.length ? rows : []) {
			const each = words.map(word => points(entry, word));
			if (each.every(point => point))
				hits.push({ row: entry.row, sum: each.reduce((a, b) => a + b),
					at: words.reduce((sum, word) => sum + entry.words.indexOf(word), 0) });
		}
		hits.sort((a, b) => b.sum - a.sum || a.at - b.at);
		found.querySelector("ul").replaceChildren(...hits.slice(0, SHOWN).map(hit => hit.row.cloneNode(true)));
		found.querySelector("p").textContent = !hits.length ? "No card fits all of these words." :
			hits.length > SHOWN ? hits.length - SHOWN + " more fit; add a word from the label." : "";
		found.hidden = !words.length;
		list.hidden = words.length > 0;
	};

	document.querySelector(".search").hidden = false;
	document.querySelector(".search").addEventListener("submit", event => event.preventDefault());
	input.addEventListener("input", search);
	// A link to a vendor must find its list.
	addEventListener("hashchange", () => { input.value = ""; search(); });
	search();
})();
