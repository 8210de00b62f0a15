// The same words by either keyboard: ЙЦУКЕН typed on QWERTY and back, and Russian written in Latin letters.

const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё";

const TRANSLITERATED = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m", н: "n",
  о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "",
  ы: "y", ь: "", э: "e", ю: "yu", я: "ya",
};

const swaps = new Map([...LATIN].flatMap((latin, at) => [[latin, CYRILLIC[at]], [CYRILLIC[at], latin]]));

/** Small letters, ё as е, accents off — but й stays й. */
export function fold(text) {
  return text.toLowerCase().replaceAll("ё", "е").replace(/[^\u0400-\u04ff]/gu, (letter) => letter.normalize("NFD").replace(/\p{M}/gu, ""));
}

/** What the other layout would have typed: "gtnh" → "петр". */
export function swapped(text) {
  return [...text.toLowerCase()].map((letter) => swaps.get(letter) ?? letter).join("");
}

export function transliterated(text) {
  return [...text].map((letter) => TRANSLITERATED[letter] ?? letter).join("");
}

/** The key as a QWERTY keyboard would name it, so that "c" works where it types "с". */
export function latinKey(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return /[а-яё]/.test(key) ? swapped(key) : key;
}
