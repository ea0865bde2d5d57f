# Who buys before every Christmas is asleep in October, not gone.
firm christmas 80 3 2024-10-31
orders Otto every 365 from 2016-12-08 until 2023-12-31 at 80 EUR
measure
expect Otto active above 0.6
today slipping misses Otto
