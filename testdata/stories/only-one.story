# One relationship is all there is: a rhythm is a rhythm, and three visits are too few.
orders Solo every 14 from 2024-01-01 until 2025-03-01 at 20 EUR
measure
expect Solo kind client
expect Solo trend steady
expect Solo enough true
