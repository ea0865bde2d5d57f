// SPDX-License-Identifier: Apache-2.0

// Package btyd forecasts what each customer will do next, from nothing but
// when they came before: who is still a customer, how often they will come,
// what they will spend, how long a contract will last.
//
// A model is a struct of its parameters under the letters of its paper, [BGNBD]
// to [BdW]. Its Fit function finds them ([FitBGNBD]) with a [Report] of how
// well and of what the data leave open; the methods of [Model] then score one
// customer, [RF], in about a microsecond. It draws no charts and reads no
// files. Start at the examples of [BGNBD]; README.md says which model suits
// which business, and what sets this package apart.
package btyd
