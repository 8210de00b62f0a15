// Artel's scripts. Pages work without them; each module makes one thing quicker and can be read alone.

import { start as agenda } from "./agenda.js";
import { start as arranging } from "./arranging.js";
import { start as bell } from "./bell.js";
import { start as beside } from "./beside.js";
import { start as board } from "./board.js";
import { start as calls } from "./calls.js";
import { start as cells } from "./cells.js";
import { start as combos } from "./combos.js";
import { start as contents } from "./contents.js";
import { start as copy } from "./copy.js";
import { start as dialogs } from "./dialogs.js";
import { start as drafts } from "./drafts.js";
import { start as fill } from "./fill.js";
import { start as filters } from "./filters.js";
import { start as forms } from "./forms.js";
import { start as keys } from "./keys.js";
import { start as lists } from "./lists.js";
import { start as looks } from "./looks.js";
import { start as menus } from "./menus.js";
import { start as palette } from "./palette.js";
import { start as photos } from "./photos.js";
import { start as pickers } from "./pickers.js";
import { start as polling } from "./polling.js";
import { start as requests } from "./requests.js";
import { start as rows } from "./rows.js";
import { start as search } from "./search.js";
import { start as selection } from "./selection.js";
import { start as slots } from "./slots.js";
import { start as strips } from "./strips.js";
import { start as tabs } from "./tabs.js";
import { start as uploads } from "./uploads.js";
import { start as times } from "./times.js";
import { start as toasts } from "./toasts.js";
import { start as words } from "./words.js";

for (const start of [agenda, arranging, board, requests, looks, toasts, menus, dialogs, forms, photos, uploads, fill, rows, drafts, combos, cells, keys, palette, search, beside, lists, selection, contents, copy, calls, slots, strips, filters, tabs, times, pickers, polling, bell, words]) {
  start();
}
