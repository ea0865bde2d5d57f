// Package e2e walks through the house as people do: the program itself on a
// port of its own, a simulated firm in a fresh folder, Debian's Chromium. It
// holds tests only: house_test.go starts the program, browser_test.go the
// browser, and each other file is a walk.
//
// Without Chromium the walks are skipped, visibly; with
// CLIENTELE_REQUIRE_CHROMIUM=1, as in CI, they fail. CLIENTELE_BIN names a
// program that is built already. TestPictures makes the pictures of the README.
package e2e
