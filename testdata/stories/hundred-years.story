# A hundred years lie between two orders, and nothing breaks; among ordinary ones nor.
order Methuselah on 1925-05-05 at 10 EUR
order Methuselah on 2025-05-05 at 10 EUR
measure
expect Methuselah kind customer
expect Methuselah enough false
expect Methuselah orders 2

firm plain 80 6 2025-05-31
measure
expect Methuselah kind customer
expect Methuselah enough false
expect T00001 enough true
