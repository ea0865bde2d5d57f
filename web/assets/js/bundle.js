// What the bundle holds: htmx, and what stands beside it.
import "htmx.org";
import "./app.js";
