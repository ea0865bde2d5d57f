// The pages work without any of this. Read one file for one thing.
import "./theme.js";
import "./keys.js";
import "./palette.js";
import "./away.js";
import "./pages.js";
import "./bell.js";
import "./mentions.js";
import "./rows.js";
import "./ticks.js";
import "./cells.js";
import "./glance.js";
import "./board.js";
import "./settled.js";
import "./where.js";
import "./drop-zone.js";
import "./pass-key.js";
